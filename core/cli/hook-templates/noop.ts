import type { HookTemplate } from './template.js';

/** The least there can be. */
export const NOOP: HookTemplate = {
  about: 'lets every frame pass',
  hook: name => `import { defineHook } from 'hookline/sdk';

export default defineHook({
  name: '${name}',
  about: 'Lets every frame pass.',
  /** On entry to a stage; \`episode\` is on exit. What it returns is the frame's fate: nothing, and it goes on. */
  preamble() {},
});
`,
  test: name => `import { build } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import hook from './${name}.js';

const ping = build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, icmp: { type: 8, id: 1, sequence: 1 }, payload: 56 });

test('a ping goes on as it is', () => {
  const stage = rig(hook);
  const { passed } = stage.preamble(ping);
  assert.equal(
    passed.map(frame => [...frame.bytes]),
    [[...ping.bytes]],
  );
  stage.settle();
});

test.run();
`,
  plan: name => `link: { rate: 10Mbit/s, delay: 20ms }

hooks:
  - use: ./${name}.ts # at both directions; at: up, or at: down, for one

traffic: # in virtual time; a run in real time has programs instead
  - { kind: tcp, from: client }

expect: [hooks.${name}.dropped = 0] # else the exit code is 1
`,
};

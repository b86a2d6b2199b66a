import type { HookTemplate } from './template.js';

/** Writes through a view, checksums following. */
export const MUTATOR: HookTemplate = {
  about: 'rewrites a header field, checksums following',
  hook: name => `import { defineHook, option } from 'hookline/sdk';

/**
 * Lets the receiver of chosen TCP connections look slower than it is: no window larger than \`most\` passes.
 * Random draws: none.
 */
export default defineHook({
  name: '${name}',
  about: 'Makes TCP windows smaller, as a slow receiver would have them.',
  needs: ['modify'],
  filter: 'tcp',
  options: {
    port: option.unless('any', option.port)('only connections to or from this port'),
    most: option.count('largest window that passes, as the header has it (not scaled)', '20'),
  },

  /** On exit from a stage; \`preamble\` is on entry. Setters amend the checksums. */
  episode(frame, { options, count }) {
    const { tcp } = frame;
    if (tcp === undefined || tcp.syn) return;
    if (options.port !== undefined && tcp.srcPort !== options.port && tcp.dstPort !== options.port) return;
    if (tcp.window <= options.most) return;
    tcp.window = options.most;
    count('rewritten');
  },
});
`,
  test: name => `import { build } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import hook from './${name}.js';

const segment = (window: number, dstPort = 80) =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort, window }, payload: 100 });

test('a larger window is made smaller, and the checksum is right', () => {
  const stage = rig(hook, { options: { most: '1000' } });
  const [passed] = stage.episode(segment(4000)).passed;
  assert.is(passed!.tcp!.window, 1000);
  assert.is(passed!.transportChecksumOk, true);
  assert.is(stage.counters.get('rewritten'), 1);
  stage.settle();
});

test('a smaller window, and one of another port, stay', () => {
  const stage = rig(hook, { options: { most: '1000', port: '80' } });
  assert.is(stage.episode(segment(999)).passed[0]!.tcp!.window, 999);
  assert.is(stage.episode(segment(4000, 81)).passed[0]!.tcp!.window, 4000);
  stage.settle();
});

test.run();
`,
  plan: name => `link: { rate: 10Mbit/s, delay: 20ms }

hooks:
  - use: ./${name}.ts
    at: down # server to client: the way of the acknowledgements
    options: { most: 20 }

traffic: # in virtual time; a run in real time has programs instead
  - { kind: tcp, from: client }

expect: [hooks.${name}.rewritten > 0] # else the exit code is 1
`,
};

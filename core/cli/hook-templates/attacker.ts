import type { HookTemplate } from './template.js';

/** Drops by chance, with a memory: options, state, random draws, a counter, an event. */
export const ATTACKER: HookTemplate = {
  about: 'drops TCP segments in bursts',
  hook: name => `import { defineHook, drop, option } from 'hookline/sdk';

/**
 * Drops TCP segments that carry data, in bursts.
 * Random draws: one for each such segment outside of a burst.
 */
export default defineHook({
  name: '${name}',
  about: 'Drops TCP segments that carry data, in bursts.',
  needs: ['drop'],
  filter: 'tcp',
  options: {
    chance: option.ratio('share of the segments with which a burst begins', '0.5%'),
    burst: option.count('segments dropped once a burst has begun', '3'),
  },
  state: () => ({ left: 0 }),

  /** On entry to a stage; \`episode\` is on exit. What it returns is the frame's fate: nothing, and it goes on. */
  preamble(frame, { options, state, rng, count, emit }) {
    const { tcp } = frame;
    if (tcp === undefined || tcp.payloadLength === 0) return;
    count('segments');
    if (state.left === 0 && rng.chance(options.chance)) {
      state.left = options.burst;
      emit('burst', { segments: options.burst });
    }
    if (state.left === 0) return;
    state.left -= 1;
    return drop('attacked');
  },
});
`,
  test: name => `import { build } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import hook from './${name}.js';

const addresses = { src: '10.0.0.1', dst: '10.0.0.2' };
const data = build({ ipv4: addresses, tcp: { srcPort: 5000, dstPort: 80 }, payload: 1000 });
const acknowledgement = build({ ipv4: addresses, tcp: { srcPort: 5000, dstPort: 80 } });

test('at 100 % every segment with data is dropped, and nothing else', () => {
  const stage = rig(hook, { options: { chance: '100%' } });
  assert.equal(stage.preamble(data).dropped, ['attacked']);
  assert.equal(stage.preamble(acknowledgement).dropped, []);
  assert.is(stage.counters.get('segments'), 1);
  stage.settle();
});

test('a burst takes as many segments as it is long, and says so once', () => {
  const stage = rig(hook, { seed: 1, options: { chance: '10%', burst: '4' } });
  const dropped = Array.from({ length: 100 }, () => stage.preamble(data).dropped.length);
  const first = dropped.indexOf(1);
  assert.equal(dropped.slice(first, first + 4), [1, 1, 1, 1]);
  assert.is(stage.events[0]?.event, 'burst');
  stage.settle();
});

test('at 0 % every segment goes on, at once', () => {
  const stage = rig(hook, { options: { chance: '0%' } });
  assert.is(stage.preamble(data).passed.length, 1);
  assert.is(stage.settle().out, 1);
});

test.run();
`,
  plan: name => `link: { rate: 10Mbit/s, delay: 20ms }

hooks:
  - use: ./${name}.ts
    at: up # client to server; down, or both
    options: { chance: 0.5%, burst: 3 }

traffic: # in virtual time; a run in real time has programs instead
  - { kind: tcp, from: client }

expect: [hooks.${name}.attacked > 0] # else the exit code is 1
`,
};

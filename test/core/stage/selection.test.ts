import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { build } from '../../../sdk/build.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { drop } from '../../../sdk/verdict.js';
import { Lab } from './lab.js';

const from = (port: number, payload = 4): Uint8Array =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: port, dstPort: 53 }, payload }).bytes;

/** Which of the frames that arrive, by their place from 0, reach the hook's preamble. */
const seen = (frames: readonly Uint8Array[], hook: Partial<AnyHook>, plan: Partial<UsedHook> = {}): number[] => {
  const got: number[] = [];
  const spy = defineHook({ name: 'spy', ...hook, preamble: frame => void got.push(frame.id / 4) });
  const lab = new Lab({ hooks: [{ hook: spy, ...plan }] });
  for (const [i, bytes] of frames.entries()) lab.arrive(i * 1e6, bytes);
  lab.run();
  assert.is(lab.sent.length, frames.length);
  return got;
};

const five = [from(1), from(2), from(1), from(3), from(1)];

test('only frames that fit the hook’s filter and the plan’s reach its handlers', () => {
  assert.equal(seen(five, { filter: 'src port 1' }), [0, 2, 4]);
  assert.equal(seen(five, {}, { filter: 'src port 1 or src port 2' }), [0, 1, 2, 4]);
  assert.equal(seen(five, { filter: 'src port 1 or src port 3' }, { filter: 'src port 2 or src port 3' }), [3]);
});

test('a filter of one side leaves the other alone', () => {
  let left = 0;
  const hook = { filter: { preamble: 'tcp' }, episode: () => void left++ };
  assert.equal(seen(five, hook), []);
  assert.is(left, 5);
});

test('positions count the frames that fit, of all or of each flow', () => {
  assert.equal(seen(five, { nth: 2 }), [1]);
  assert.equal(seen(five, { nth: '2-3,5' }), [1, 2, 4]);
  assert.equal(seen(five, { filter: 'src port 1', nth: 2 }), [2]);
  assert.equal(seen(five, { nth: '2 of flow' }), [2]);
  assert.equal(seen(five, { every: 2 }), [1, 3]);
  assert.equal(seen(five, { every: '3 of flow' }), [4]);
});

test('the plan’s positions stand in place of the hook’s', () => {
  assert.equal(seen(five, { nth: 1 }, { every: '2' }), [1, 3]);
  assert.equal(seen(five, { every: 2 }, { nth: '5' }), [4]);
});

test('a frame that is left out goes on with the next hook', () => {
  const thief = defineHook({ name: 'thief', filter: 'tcp', preamble: () => drop('x') });
  let count = 0;
  const lab = new Lab({ hooks: [thief, defineHook({ name: 'next', preamble: () => void count++ })] });
  for (const bytes of five) lab.arrive(0, bytes);
  lab.run();
  assert.equal([count, lab.sent.length, lab.engine.stages[0]!.chain.seats[0]!.calls], [5, 5, 0]);
});

test.run();

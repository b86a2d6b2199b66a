import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeChooser } from '../../../core/dispatch/make.js';
import { AT_RANDOM, type DispatchPlan, POLICIES } from '../../../core/plan/topology-plan.js';
import { build } from '../../../sdk/build.js';
import type { Nanos } from '../../../sdk/units.js';
import { all, type FakeLoad, ForkHost, load } from './arcs.js';

/** The first is best by bytes queued, the second by frames, and so on: whom a policy takes tells which it is. */
const ARCS: Record<string, Partial<FakeLoad>> = {
  bytes: { bytes: 1 },
  frames: { frames: 1 },
  freeBytes: { freeBytes: 9000 },
  freeFrames: { freeFrames: 90 },
  drops: { drops: 0.01, freeBytes: 80, freeFrames: 8 },
  adjusted: { freeBytes: 8000, freeFrames: 80, drops: 0.02 },
  timesRate: { freeBytes: 800, freeFrames: 70, drops: 0.02, rate: 1e9 },
};
const NAMES = Object.keys(ARCS);
const arcs = NAMES.map((name, i) => ({
  weight: i === 2 ? 1 : 0,
  load: load({ bytes: 1e4, frames: 100, freeBytes: 50, freeFrames: 5, rate: 1e6, drops: 0.5, ...ARCS[name] }),
}));

const chosen = (plan: Partial<DispatchPlan>): string => {
  const host = new ForkHost(4);
  const chooser = makeChooser({ ...AT_RANDOM, ...plan }, arcs, host);
  const slot = host.put(build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 1, dstPort: 2 } }).bytes);
  return NAMES[chooser.choose(all(arcs.length), arcs.length, slot, 0)];
};

test('a plan’s policy looks at what it is named for, counted as the plan says', () => {
  assert.is(chosen({ policy: 'shortest-queue' }), 'bytes');
  assert.is(chosen({ policy: 'shortest-queue', count: 'frames' }), 'frames');
  assert.is(chosen({ policy: 'greatest-free' }), 'freeBytes');
  assert.is(chosen({ policy: 'greatest-free', count: 'frames' }), 'freeFrames');
  assert.is(chosen({ policy: 'lowest-drop-rate' }), 'drops');
  assert.is(chosen({ policy: 'greatest-adjusted-free' }), 'adjusted');
  assert.is(chosen({ policy: 'greatest-adjusted-free', count: 'frames' }), 'adjusted');
  assert.is(chosen({ policy: 'greatest-adjusted-free', timesRate: true }), 'timesRate');
  assert.is(chosen({ policy: 'weighted' }), 'freeBytes');
});

test('back-pressure chooses by its base', () => {
  assert.is(chosen({ policy: 'back-pressure', base: 'lowest-drop-rate' }), 'drops');
  assert.is(chosen({ policy: 'back-pressure', base: 'shortest-queue', count: 'frames' }), 'frames');
});

test('smooth weights draw nothing, plain ones and random do', () => {
  const host = new ForkHost(4);
  const ask = (plan: Partial<DispatchPlan>): void => {
    makeChooser({ ...AT_RANDOM, ...plan }, arcs, host).choose(all(7), 7, 0, 0);
  };
  ask({ policy: 'weighted', smooth: true });
  assert.is(host.rng.draws, 0);
  ask({ policy: 'weighted' });
  ask({ policy: 'random' });
  assert.is(host.rng.draws, 2);
});

test('with a time-out every policy that chooses keeps flows together', () => {
  const host = new ForkHost(4);
  const slot = host.put(build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 1, dstPort: 2 } }).bytes);
  for (const policy of POLICIES.filter(name => name !== 'flood')) {
    const chooser = makeChooser({ ...AT_RANDOM, policy, sticky: 1e9 as Nanos }, arcs, host);
    const first = chooser.choose(all(7), 7, slot, 0);
    const { draws } = host.rng;
    for (let i = 0; i < 20; i++) assert.is(chooser.choose(all(7), 7, slot, i), first, policy);
    assert.is(host.rng.draws, draws);
  }
});

test('match takes the first arc whose filter fits, read from the plan’s words', () => {
  const host = new ForkHost(8);
  const put = (srcPort: number): number =>
    host.put(build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort, dstPort: 2 } }).bytes);
  const filters = ['tcp', 'udp src port 5004', 'udp'].map(match => ({ weight: 1, match, load: load() }));
  const chooser = makeChooser({ ...AT_RANDOM, policy: 'match' }, filters, host);
  assert.equal(
    [5004, 5005].map(port => chooser.choose(all(3), 3, put(port), 0)),
    [1, 2],
  );
  assert.is(chooser.choose(all(3), 1, put(1), 0), -1);
  const rest = makeChooser(
    { ...AT_RANDOM, policy: 'match' },
    [...filters.slice(0, 2), { weight: 1, load: load() }],
    host,
  );
  assert.is(rest.choose(all(3), 3, put(7), 0), 2);
  const broken = [{ weight: 1, match: 'udp port', load: load() }];
  assert.throws(() => makeChooser({ ...AT_RANDOM, policy: 'match' }, broken, host), RangeError);
});

test('a flood has nothing to choose', () => {
  assert.throws(() => makeChooser({ ...AT_RANDOM, policy: 'flood' }, arcs, new ForkHost(4)), RangeError);
});

test.run();

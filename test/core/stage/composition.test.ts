import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameStore } from '../../../core/frame/store.js';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import { constant, type QueuePlan } from '../../../core/plan/plan.js';
import { silent } from '../../../core/stage/recorder.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';
import { labPlan } from './lab.js';
import { FRAMES, type LinkCase, linkCases, planOf, traffic } from './random-link.js';
import { drain, engineOf, put, runLink } from './run-link.js';

/** Whatever a million frames die of, if every effect is at work; `left` and `absorbed` beside it. */
const FATES = [
  'absorbed',
  'ber:fcs',
  'capacity',
  'hook:meddler:chance',
  'left',
  'loss:consecutive',
  'loss:four-state',
  'loss:gilbert',
  'loss:gilbert-elliott',
  'loss:independent',
  'loss:outage',
  'loss:pattern',
  'memory',
  'mtu',
  'pacing:burst',
  'port:oversize',
  'queue:codel',
  'queue:fq-codel',
  'queue:head',
  'queue:pie',
  'queue:red',
  'queue:tail',
];

test('a million frames over links of any effects, scenarios and hooks: each has one fate, in order of time, and none is stuck', () => {
  let frames = 0;
  const met = new Set<string>();
  const property = fc.property(linkCases(2000), given => {
    const { engine, causes } = runLink(given);
    frames += engine.ledger.in + engine.ledger.births;
    for (const cause of Object.keys(causes)) met.add(cause);
  });
  fc.assert(property, { seed: 41, numRuns: 500 });
  assert.ok(frames >= 1e6, `only ${frames} frames`);
  assert.equal(
    FATES.filter(fate => !met.has(fate)),
    [],
  );
});

test('the same seed gives the same fates, to the bit and to the nanosecond; another seed gives others', () => {
  const property = fc.property(linkCases(800), given => {
    const { hash, fates } = runLink(given);
    const again = runLink(given);
    assert.equal([again.hash, again.fates], [hash, fates]);
  });
  fc.assert(property, { seed: 42, numRuns: 50 });
  const [given] = fc.sample(linkCases(800), { seed: 42, numRuns: 1 });
  assert.is.not(runLink({ ...given!, seed: given!.seed + 1 }).hash, runLink(given!).hash);
});

/** The same effects without those that change bytes. */
const keepBytes = (effects: EffectsPlan): EffectsPlan => {
  const { mtu: _, corrupt: __, ber, loss, ...rest } = effects;
  return {
    ...rest,
    ...(ber === undefined ? {} : { ber: { ...ber, mode: 'fcs' } }),
    ...(loss === undefined ? {} : { loss: 'ecn' in loss ? { ...loss, ecn: false } : loss }),
  };
};
const untouched = (given: LinkCase): LinkCase => {
  const stage = ({ effects, queue, rows, ...rest }: LinkCase['up']): LinkCase['up'] => ({
    ...rest,
    rows: rows.map(({ columns: { mtu: _, ...columns }, ...row }) => ({ ...row, columns })),
    effects: keepBytes(effects),
    queue: 'ecn' in queue ? ({ ...queue, ecn: false, ceThreshold: Number.POSITIVE_INFINITY } as QueuePlan) : queue,
  });
  return { ...given, up: stage(given.up), down: stage(given.down), hooks: [] };
};

test('frames keep their bytes to the end through whatever holds, copies and reorders them', () => {
  let compared = 0;
  const known = new Set(FRAMES.map(frame => Buffer.from(frame).toString('latin1')));
  const property = fc.property(linkCases(600).map(untouched), given => {
    const came = new Map<number, Uint8Array>();
    const counts = [0, 0];
    const store = new FrameStore(given.slots * 2048, 2048);
    const fate = (
      id: number,
      _at: number,
      _stage: number,
      _fate: number,
      memory: Uint8Array,
      start: number,
      length: number,
    ): void => {
      // Refused at the port, or a copy for which there was no room.
      if (length === 0) return;
      const text = Buffer.from(memory.buffer, start, length).toString('latin1');
      const arrived = came.get(id);
      assert.ok(arrived === undefined ? known.has(text) : text === Buffer.from(arrived).toString('latin1'));
      compared++;
    };
    const engine = engineOf(planOf(given), store, { ...silent, fate }, []);
    let last = 0;
    traffic(given, (port, at, frame) => {
      came.set(counts[port]!++ * 4 + port, frame);
      put(engine, port, at, frame);
      last = at;
    });
    drain(engine, given, last);
  });
  fc.assert(property, { seed: 43, numRuns: 60 });
  assert.ok(compared > 20_000, `${compared}`);
});

test('a store of 1 MiB under ten times what the link sends: the run goes on, and what has no room dies of memory', () => {
  const everything: EffectsPlan = {
    loss: { model: 'gilbert-elliott', p: 0.01, r: 0.3, badLoss: 1, goodLoss: 0, ecn: false },
    ber: { rate: 1e-6, mode: 'deliver' },
    duplicate: { chance: 0.1, copies: 2, spacing: 1e6 },
    jitter: { span: 5e6, distribution: 'normal', shape: 0, correlation: 0.5, order: 'free' },
    reorder: { model: 'later', chance: 0.05, later: 3, atMost: 50e6 },
  };
  for (const queue of [{ limit: 'none' }, { limit: 'auto', multiplier: 100 }] as const) {
    for (const effects of [{}, everything]) {
      const base = labPlan({ scenario: constant(10e6 as BitRate, 500e6 as Nanos), queue, effects });
      const store = new FrameStore(2 ** 20, 2048);
      const engine = engineOf(base, store, silent, []);
      // 1000 bytes each 80 us either way are 100 Mbit/s.
      const frame = new Uint8Array(1000);
      let most = 0;
      for (let i = 0; i < 100_000; i++) {
        put(engine, i & 1, i * 40e3, frame);
        if (store.used > most) most = store.used;
      }
      engine.audit();
      assert.ok(most <= 512);
      const refused = engine.ledger.lost(engine.causes.number('memory'));
      // 512 slots are half a megabyte; the link itself would send 5000 frames in these four seconds.
      assert.ok(refused > 85_000, `${refused} refused`);
      assert.is(engine.ledger.lost(engine.causes.number('queue:tail')), 0);
      engine.advance(3600e9);
      engine.audit();
      assert.is(store.used, 0);
      const { ledger } = engine;
      assert.is(ledger.in, 100_000);
      assert.is(ledger.in + ledger.births, ledger.out + ledger.lostAll);
      assert.ok(ledger.out > 1000, `${ledger.out} left`);
    }
  }
});

test.run();

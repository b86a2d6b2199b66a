import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameStore } from '../../../core/frame/store.js';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import type { Plan, QueuePlan } from '../../../core/plan/plan.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { OUT, silent } from '../../../core/stage/recorder.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { type BitRate, mbps, type Nanos } from '../../../sdk/units.js';
import { labPlan } from './lab.js';
import { EFFECTS, queuePlan } from './random-effects.js';
import { meddler } from './random-hooks.js';
import { hooksOf, type LinkCase, linkCases, planOf, traffic } from './random-link.js';
import { engineOf, put } from './run-link.js';

const SLOTS = 16_384;

interface Fate {
  readonly id: number;
  readonly at: number;
  readonly stage: number;
  readonly fate: string;
  readonly bytes: string;
}

/** Every fate of a run with room for all its frames. */
const fatesOf = (plan: Plan, given: Pick<LinkCase, 'seed' | 'frames' | 'gap'>, hooks: readonly UsedHook[]): Fate[] => {
  const names: string[] = [];
  const fates: Fate[] = [];
  const store = new FrameStore(SLOTS * 2048, 2048);
  const recorder = {
    ...silent,
    cause: (number: number, name: string): void => {
      names[number] = name;
    },
    fate: (id: number, at: number, stage: number, fate: number, memory: Uint8Array, start: number, length: number) => {
      const name = fate === OUT ? 'left' : fate < 0 ? 'absorbed' : names[fate]!;
      const bytes = Buffer.from(memory.buffer, start, length).toString('latin1');
      fates.push({ id, at, stage, fate: name, bytes });
    },
  };
  const engine = engineOf(plan, store, recorder, hooks);
  traffic(given, (port, at, frame) => put(engine, port, at, frame));
  engine.advance(60e9);
  engine.audit();
  assert.is(engine.ledger.lost(engine.causes.number('memory')), 0);
  return fates;
};

const of = (stage: number, fates: readonly Fate[]): readonly Fate[] => fates.filter(fate => fate.stage === stage);

/** Without answers, which go to the other stage as frames of its own, and with a clock that no frame starts. */
const apart = (given: LinkCase): LinkCase => {
  const stage = ({ effects, ...rest }: LinkCase['up']): LinkCase['up'] => ({
    ...rest,
    effects: effects.mtu === undefined ? effects : { ...effects, mtu: { ...effects.mtu, icmp: false } },
    rows: rest.rows.map(({ columns: { mtu: _, ...columns }, ...row }) => ({ ...row, columns })),
  });
  return { ...given, up: stage(given.up), down: stage(given.down), startup: 'app-start' };
};

const cases = linkCases(400).map(apart);

test('whatever becomes of one stage, its effects, queue, scenario and hooks, the other one’s fates are the same', () => {
  let compared = 0;
  const property = fc.property(cases, cases, (given, other) => {
    // A hook at both stages belongs to both.
    const down = hooksOf(given).filter(({ stages, hook }) => !stages.includes('up') && hook.name !== 'adder');
    const up = hooksOf(other).filter(({ stages, hook }) => !stages.includes('down') && hook.name !== 'adder');
    const before = of(1, fatesOf(planOf(given), given, down));
    const plan = planOf({ ...given, up: other.up });
    const hooks = hooksOf(given).filter(({ stages, hook }) => !stages.includes('up') && hook.name !== 'adder');
    assert.equal(of(1, fatesOf(plan, given, [...up, ...hooks])), before);
    compared += before.length;
  });
  fc.assert(property, { seed: 51, numRuns: 60 });
  assert.ok(compared > 5000, `${compared}`);
});

test('the same effect draws other numbers at the other stage', () => {
  const chances = { loss: { model: 'independent', chance: 0.5, ecn: false }, corrupt: { chance: 0.5 } } as const;
  const plan = labPlan({ effects: chances });
  const store = new FrameStore(SLOTS * 2048, 2048);
  const lost: [number[], number[]] = [[], []];
  const fate = (id: number, _at: number, stage: number, number: number): void => {
    if (number >= 0) lost[stage]!.push((id - stage) / 4);
  };
  const engine = engineOf(plan, store, { ...silent, fate }, []);
  for (let i = 0; i < 200; i++) for (const port of [0, 1]) put(engine, port, i * 2e6, new Uint8Array(1000));
  engine.advance(60e9);
  assert.ok(lost[0].length > 60 && lost[1].length > 60);
  assert.not.equal(lost[0], lost[1]);
});

/** Draws at both ends and lets pass. */
const drawing = (): AnyHook =>
  defineHook({
    name: 'drawing',
    columns: { drawn: 'f64' },
    preamble(frame, { rng }) {
      frame.my.drawn = rng.float();
    },
    episode: (_, { rng }) => void rng.u32(),
  });

const used = (hook: AnyHook, order: readonly string[] = ['up', 'down']): UsedHook => ({
  hook,
  stages: order,
  values: {},
  onError: 'stop',
});

test('a hook that draws changes nothing of what effects and other hooks draw, in front of them or behind', () => {
  const property = fc.property(cases, given => {
    const plan = planOf(given);
    const before = fatesOf(plan, given, [used(meddler())]);
    assert.equal(fatesOf(plan, given, [used(drawing()), used(meddler())]), before);
    assert.equal(fatesOf(plan, given, [used(meddler()), used(drawing())]), before);
  });
  fc.assert(property, { seed: 52, numRuns: 30 });
});

/**
 * In the order of a frame's walk; the queue waits for the pacer, and is behind it therefore. Without capacity, which counts
 * what later effects hold.
 */
const WALK = [
  'mtu',
  'pacing',
  'queue',
  'loss',
  'ber',
  'corrupt',
  'duplicate',
  'jitter',
  'delayTrace',
  'slot',
  'reorder',
] as const;
type Step = (typeof WALK)[number];

/** What a step did, as far as it can be told from fates alone. */
const DID: Readonly<Record<string, (fates: readonly Fate[]) => unknown>> = {
  mtu: fates => died(fates, /^(mtu|absorbed)$/),
  queue: fates => died(fates, /^queue:/),
  pacing: fates => died(fates, /^pacing:/),
  loss: fates => died(fates, /^loss:/),
  ber: fates => died(fates, /^ber:/),
  // Bytes of the frames that arrived; copies bear other ids.
  corrupt: fates => bytesBy(fates, id => id % 4 < 2),
  duplicate: fates => bytesBy(fates, id => id % 4 >= 2),
};
const died = (fates: readonly Fate[], causes: RegExp): unknown =>
  fates.filter(({ fate }) => causes.test(fate)).map(({ at, fate, bytes }) => [at, fate, bytes]);
const bytesBy = (fates: readonly Fate[], wanted: (id: number) => boolean): unknown =>
  fates
    .filter(({ id }) => wanted(id))
    .sort((a, b) => a.id - b.id)
    .map(({ id, bytes }) => [id, bytes]);

const sections: fc.Arbitrary<Required<EffectsPlan> & { queue: QueuePlan }> = fc.record({
  ...EFFECTS,
  queue: queuePlan,
  mtu: EFFECTS.mtu.map(mtu => ({ ...mtu, icmp: false })),
}) as fc.Arbitrary<Required<EffectsPlan> & { queue: QueuePlan }>;

const planWith = (all: Required<EffectsPlan> & { queue: QueuePlan }, steps: ReadonlySet<Step>): Plan => {
  const rows = [{ at: 0 as Nanos, route: 0, delay: 5e6 as Nanos, rate: mbps(20) as BitRate }];
  return labPlan({
    scenario: { rows },
    queue: steps.has('queue') ? all.queue : { limit: 'none' },
    effects: Object.fromEntries([...steps].filter(step => step !== 'queue').map(step => [step, all[step]])),
  });
};

test('an effect does what it did whatever is added behind it: for every pair of effects', () => {
  let told = 0;
  for (const step of Object.keys(DID) as Step[]) {
    const later = WALK.slice(WALK.indexOf(step) + 1);
    // What changes bytes or loses frames behind an effect hides what that did, where it is told by bytes.
    const visible = later.filter(other => step !== 'corrupt' || !['ber', 'loss'].includes(other));
    for (const added of visible) {
      const property = fc.property(sections, fc.nat(), fc.subarray([...WALK]), (all, seed, rest) => {
        const steps = new Set<Step>(rest).add(step);
        steps.delete(added);
        if (step === 'corrupt' || step === 'duplicate')
          for (const loser of ['ber', 'loss'] as const) steps.delete(loser);
        const given = { seed, frames: 60, gap: 2e5 };
        const alone = DID[step]!(of(0, fatesOf(planWith(all, steps), given, [])));
        const beside = DID[step]!(of(0, fatesOf(planWith(all, steps.add(added)), given, [])));
        assert.equal(beside, alone, `${step} beside ${added}`);
        told += (alone as unknown[]).length;
      });
      fc.assert(property, { seed: 53, numRuns: 12 });
    }
  }
  assert.ok(told > 3000, `${told}`);
});

test('a frame that is held back behind its jitter comes exactly as much later', () => {
  const wait = 7e6;
  const property = fc.property(sections, fc.nat(), (all, seed) => {
    const jitter = { ...all.jitter, order: 'free' as const };
    const run = (effects: Partial<EffectsPlan>): Map<number, number> => {
      const plan = planWith({ ...all, ...effects } as typeof all, new Set(Object.keys(effects) as Step[]));
      const fates = of(0, fatesOf(plan, { seed, frames: 100, gap: 2e5 }, []));
      return new Map(fates.map(({ id, at }) => [id, at]));
    };
    const alone = run({ jitter });
    const beside = run({ jitter, reorder: { model: 'wait', chance: 0.3, wait } });
    for (const [id, at] of alone) assert.ok([0, wait].includes(beside.get(id)! - at), `${id}`);
  });
  fc.assert(property, { seed: 54, numRuns: 30 });
});

test.run();

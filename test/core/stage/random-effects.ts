import fc from 'fast-check';
import { DISTRIBUTIONS } from '../../../core/effects/jitter/quantiles.js';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import type { RandomSpan } from '../../../core/plan/effects/jitter.js';
import type { LossPlan } from '../../../core/plan/effects/loss.js';
import type { PacingPlan } from '../../../core/plan/effects/pacing.js';
import type { CodelLawPlan, QueueDiscipline, QueueLimit, QueuePlan } from '../../../core/plan/effects/queue-plan.js';
import type { ReorderPlan } from '../../../core/plan/effects/reorder.js';

const MS = 1e6;

/** A whole number; fast-check prefers the ends. */
const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const span = (most = 20 * MS): fc.Arbitrary<number> => whole(0, most);
/** Evenly spread: fc.double spreads its exponents, so that nearly all of its shares are none. */
export const ratio = (max = 1): fc.Arbitrary<number> => whole(0, 1e6).map(millionths => (millionths / 1e6) * max);

/** A share of the frames: mostly a small one, so that later effects have something to do; now and then none or all. */
export const share: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: ratio(0.1) },
  { weight: 2, arbitrary: ratio() },
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
);

/** Frames counted all together, or by flow in a table that may be too small for the flows there are. */
const flows = fc.constantFrom(0, 0, 1, 2, 7, 64);
const some = <T>(each: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> =>
  fc.array(each, { minLength: 1, maxLength, size: 'max' });

/** Two shares of which both together are 1 at most. */
const twoWays = fc.tuple(ratio(), ratio()).map(([a, b]): [number, number] => (a + b > 1 ? [a / 2, b / 2] : [a, b]));

const drawn = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), span: whole(1, 50 * MS) }),
  fc.record({ kind: fc.constant('uniform' as const), min: whole(1 * MS, 9 * MS), max: whole(9 * MS, 40 * MS) }),
  fc.record({ kind: fc.constant('exponential' as const), mean: whole(1 * MS, 40 * MS) }),
);

export const independentLoss = fc.record({
  model: fc.constant('independent' as const),
  chance: share,
  ecn: fc.boolean(),
});

export const lossPlan: fc.Arbitrary<LossPlan> = fc.oneof(
  independentLoss,
  fc.record({ model: fc.constant('gilbert' as const), p: ratio(0.2), r: ratio(), ecn: fc.boolean() }),
  fc.record({
    model: fc.constant('gilbert-elliott' as const),
    p: ratio(0.2),
    r: ratio(),
    badLoss: ratio(),
    goodLoss: ratio(0.1),
    ecn: fc.boolean(),
  }),
  fc.tuple(twoWays, twoWays, ratio(), fc.boolean()).map(
    ([[p13, p14], [p31, p32], p23, ecn]): LossPlan => ({
      model: 'four-state',
      p13: p13 / 8,
      p14: p14 / 8,
      p31,
      p32,
      p23,
      ecn,
    }),
  ),
  fc.record({ model: fc.constant('consecutive' as const), chances: some(ratio(0.5), 5), flows, ecn: fc.boolean() }),
  fc.record({
    model: fc.constant('positions' as const),
    positions: some(whole(1, 3000), 60).map(all => [...new Set(all)].sort((a, b) => a - b)),
    flows,
  }),
  fc.record({ model: fc.constant('every' as const), first: whole(1, 100), every: whole(2, 100), flows }),
  fc.record({
    model: fc.constant('pattern' as const),
    pattern: some(fc.constantFrom('0', '0', '0', '1'), 40).map(letters => letters.join('')),
    loop: fc.boolean(),
    flows,
  }),
  fc.record({ model: fc.constant('outages' as const), up: drawn, down: drawn }),
  some(whole(1, 80 * MS), 6).map((spans): LossPlan => {
    let at = 0;
    const windows = spans.map(length => {
      const from = at + length;
      at = from + length;
      return { from, to: at };
    });
    return { model: 'windows', windows };
  }),
);

const table = some(whole(-32768, 32767), 200);

const randomSpan: fc.Arbitrary<RandomSpan> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      span: span(),
      correlation: fc.constantFrom(0, 0.3, 0.99),
      distribution: fc.constantFrom(...DISTRIBUTIONS),
      shape: fc.constantFrom(2.5, 3, 8),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      span: span(),
      correlation: fc.constantFrom(0, 0.5),
      distribution: fc.constant('table' as const),
      table,
    }),
  },
);

const order = fc.constantFrom('keep' as const, 'free' as const);

const reorder: fc.Arbitrary<ReorderPlan> = fc.oneof(
  fc.record({ model: fc.constant('wait' as const), chance: share, wait: whole(1, 30 * MS) }),
  fc.record({
    model: fc.constant('later' as const),
    chance: share,
    later: whole(1, 20),
    atMost: whole(1, 100 * MS),
  }),
  fc.record({
    model: fc.constant('gap' as const),
    gap: whole(1, 20),
    chance: share,
    correlation: fc.constantFrom(0, 0.5),
  }),
  fc.record({ model: fc.constant('swap' as const), every: whole(2, 10), atMost: whole(1, 100 * MS) }),
  fc.record({
    model: fc.constant('late' as const),
    every: whole(2, 20),
    by: whole(1, 10),
    atMost: whole(1, 100 * MS),
  }),
);

const slot = fc.record({
  gap: fc.oneof(
    fc.tuple(span(8 * MS), whole(1, 8 * MS)).map(([min, more]) => ({ min, max: min + more })),
    fc.record({ delay: whole(1, 8 * MS), jitter: randomSpan }),
  ),
  packets: fc.constantFrom(1, 3, 50, Number.POSITIVE_INFINITY),
  bytes: fc.constantFrom(1, 4000, Number.POSITIVE_INFINITY),
});

const framing = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ overhead: 0 }) },
  { weight: 1, arbitrary: fc.constantFrom({ overhead: 24 }, { overhead: -14 }, { overhead: -1500 }) },
  { weight: 1, arbitrary: fc.constant({ overhead: 8, cell: { size: 48, overhead: 5 } }) },
);

const model: fc.Arbitrary<PacingPlan> = fc.oneof(
  fc.record({ model: fc.constant('clock' as const) }),
  fc.record({ model: fc.constant('token-bucket' as const), burst: fc.constantFrom(600, 1514, 20_000, 2 ** 30) }),
  fc.record({
    model: fc.constant('token-bucket' as const),
    burst: fc.constantFrom(3000, 20_000),
    peak: fc.record({ rate: fc.constantFrom(1e6, 1e9), burst: fc.constantFrom(1514, 4000) }),
  }),
  fc.record({
    model: fc.constant('trace' as const),
    stamps: some(whole(0, 12), 60).map(gaps => {
      let at = 0;
      const stamps = gaps.map(gap => (at += gap * MS));
      // A loop's period is its last stamp.
      return [...stamps, at + MS];
    }),
    loop: fc.boolean(),
    opportunity: fc.constantFrom(100, 700, 1500, 30_000),
  }),
  fc.record({ model: fc.constant('jiffy' as const), hz: fc.constantFrom(1, 100, 1000, 99_999), carry: fc.boolean() }),
) as fc.Arbitrary<PacingPlan>;

export const pacingPlan: fc.Arbitrary<PacingPlan> = fc
  .tuple(model, framing)
  .map(([plan, frame]) => ({ ...plan, ...frame }) as PacingPlan);

const limit: fc.Arbitrary<QueueLimit> = fc.oneof(
  fc.record({ limit: fc.constant('auto' as const), multiplier: fc.constantFrom(0.1, 1, 3) }),
  fc.record({ limit: fc.constant('bytes' as const), bytes: whole(100, 100_000) }),
  fc.record({ limit: fc.constant('frames' as const), frames: whole(1, 200) }),
  fc.record({ limit: fc.constant('time' as const), span: whole(1, 80 * MS) }),
  fc.record({ limit: fc.constant('jiffies' as const), jiffies: fc.constantFrom(0.5, 4) }),
  fc.constant({ limit: 'none' as const }),
);

const law: fc.Arbitrary<CodelLawPlan> = fc.record({
  target: whole(1, 10 * MS),
  interval: whole(1, 50 * MS),
  ecn: fc.boolean(),
  ceThreshold: fc.constantFrom(Number.POSITIVE_INFINITY, 0, 2 * MS),
});

const discipline: fc.Arbitrary<QueueDiscipline> = fc.oneof(
  fc.constantFrom({}, { discipline: 'drop-head' as const }, { discipline: 'infinite' as const }),
  fc
    .record({
      thresholds: fc.constantFrom({ min: 0, max: 0 }, { min: 1, max: 2 }, { min: 5000, max: 15_000 }),
      chance: ratio(),
      weight: fc.constantFrom(0, 0.01, 1),
      typical: fc.constantFrom(1, 1000),
      gentle: fc.boolean(),
      adaptive: fc.boolean(),
      ecn: fc.boolean(),
      hardDrop: fc.boolean(),
      markOnly: fc.boolean(),
    })
    .map(({ thresholds, ...plan }): QueueDiscipline => ({ discipline: 'red', ...thresholds, ...plan })),
  law.map((plan): QueueDiscipline => ({ discipline: 'codel', ...plan })),
  fc
    .record({ law, flows: fc.constantFrom(1, 8, 1024), quantum: fc.constantFrom(256, 1514), dropBatch: whole(1, 64) })
    .map(({ law: plan, ...more }): QueueDiscipline => ({ discipline: 'fq-codel', ...plan, ...more })),
  fc.record({
    discipline: fc.constant('pie' as const),
    target: whole(1, 20 * MS),
    update: whole(MS, 30 * MS),
    alpha: ratio(2),
    beta: ratio(2),
    burst: span(150 * MS),
    ecn: fc.boolean(),
    byteMode: fc.boolean(),
  }),
);

/** Any queue a plan may ask for. */
export const queuePlan: fc.Arbitrary<QueuePlan> = fc
  .tuple(limit, discipline)
  .map(([limits, plan]) =>
    plan.discipline === 'infinite' ? { limit: 'none' as const, ...plan } : ({ ...limits, ...plan } as QueuePlan),
  );

/** Every effect a stage can have, each with every model it has: the arbitraries of the sections of a plan. */
export const EFFECTS = {
  mtu: fc.record({
    size: fc.constantFrom(68, 576, 1280, 1500, 1500, 1700),
    icmp: fc.boolean(),
    answers: fc.constantFrom(1, 1000),
    burst: fc.constantFrom(1, 50),
  }),
  capacity: fc.oneof(
    fc.record({ frames: fc.oneof(whole(1, 300), fc.constant(1000)) }),
    fc.record({ bytes: fc.oneof(whole(1, 200_000), fc.constant(2 ** 20)) }),
  ),
  pacing: pacingPlan,
  loss: lossPlan,
  ber: fc.record({
    rate: fc.constantFrom(0, 1e-9, 1e-6, 1e-5, 1e-4, 1e-2),
    mode: fc.constantFrom('fcs' as const, 'deliver' as const, 'residual' as const),
  }),
  corrupt: fc.record({ chance: share }),
  duplicate: fc.record({ chance: share, copies: fc.constantFrom(1, 1, 2, 5), spacing: span(3 * MS) }),
  jitter: fc.tuple(randomSpan, order).map(([plan, kept]) => ({ ...plan, order: kept })),
  delayTrace: fc.record({ delays: some(span(), 50), loop: fc.boolean(), order }),
  slot,
  reorder,
} satisfies { readonly [K in keyof Required<EffectsPlan>]: fc.Arbitrary<Required<EffectsPlan>[K]> };

/** Any combination of effects: some, none or all of them. */
export const effectsPlan: fc.Arbitrary<EffectsPlan> = fc.oneof(
  { weight: 6, arbitrary: fc.record(EFFECTS, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record(EFFECTS) },
) as fc.Arbitrary<EffectsPlan>;

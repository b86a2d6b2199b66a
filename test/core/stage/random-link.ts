import fc from 'fast-check';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import type { Plan, QueuePlan, Reconfiguration, StagePlan, Startup } from '../../../core/plan/plan.js';
import { STARTUPS } from '../../../core/plan/plan.js';
import type { Scenario, ScenarioRow } from '../../../core/scenario/scenario.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { build } from '../../../sdk/build.js';
import type { AnyHook } from '../../../sdk/hook.js';
import { type Rng, substream } from '../../../sdk/rng.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';
import { labPlan } from './lab.js';
import { effectsPlan, queuePlan, ratio, share } from './random-effects.js';
import { adder, hoarder, idler, meddler, setter } from './random-hooks.js';

/** Of the frames below. */
const MEAN_LENGTH = 700;
/** Between two rows of a loop: it must be possible to walk one for an hour. */
const LOOP_STEP = 5e6;

interface RowCase {
  /** Time to the next row, as a share of 0.3 of the run. */
  readonly lasts: number;
  readonly route: number;
  readonly delay: number;
  /** What the rate is to what arrives; 0 stands still. */
  readonly speed: number;
  readonly columns: {
    readonly jitter?: number | undefined;
    readonly loss?: number | undefined;
    readonly duplicate?: number | undefined;
    readonly ber?: number | undefined;
    readonly mtu?: number | undefined;
    readonly queue?: readonly [unit: 'queueBytes' | 'queueFrames', limit: number] | undefined;
  };
}

export interface StageCase {
  readonly rows: readonly RowCase[];
  readonly loops: boolean;
  readonly reconfiguration: { readonly delay: number; readonly mode: Reconfiguration['mode'] };
  readonly queue: QueuePlan;
  readonly effects: EffectsPlan;
}

/** A link, its traffic and its machine, at random. */
export interface LinkCase {
  readonly seed: number;
  readonly frames: number;
  /** Mean time between arrivals at either port. */
  readonly gap: number;
  readonly up: StageCase;
  readonly down: StageCase;
  readonly hooks: readonly { readonly kind: keyof typeof HOOKS; readonly at: 'up' | 'down' | 'both' }[];
  readonly slots: number;
  readonly startup: Startup;
}

/** Each made anew for a run: hooks have state. */
const HOOKS = { meddler, hoarder, adder, setter, idler } satisfies Record<string, () => AnyHook>;

const optional = <T>(each: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: each });

const row: fc.Arbitrary<RowCase> = fc.record({
  lasts: ratio(),
  route: fc.nat(2),
  delay: fc.integer({ min: 0, max: 20e6 }),
  speed: fc.constantFrom(0.1, 0.5, 0.9, 1.2, 3, 3, 10, 0, Number.POSITIVE_INFINITY),
  columns: fc.record({
    jitter: optional(fc.integer({ min: 0, max: 5e6 })),
    loss: optional(share),
    duplicate: optional(share),
    ber: optional(fc.constantFrom(0, 1e-6, 1e-4)),
    mtu: optional(fc.constantFrom(68, 1280, 1500, Number.POSITIVE_INFINITY)),
    queue: optional(
      fc.tuple(
        fc.constantFrom('queueBytes' as const, 'queueFrames' as const),
        fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.constant(Number.POSITIVE_INFINITY)),
      ),
    ),
  }),
});

const stage: fc.Arbitrary<StageCase> = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 6, size: 'max' }),
  loops: fc.boolean(),
  reconfiguration: fc.record({
    delay: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LOOP_STEP / 2 })),
    mode: fc.constantFrom('gsl' as const, 'all' as const),
  }),
  queue: queuePlan,
  effects: effectsPlan,
});

/** Links of at most so many frames. */
export const linkCases = (mostFrames: number): fc.Arbitrary<LinkCase> =>
  fc.record({
    seed: fc.nat(),
    frames: fc.integer({ min: Math.ceil(mostFrames / 2), max: mostFrames }),
    gap: fc.constantFrom(5e3, 5e4, 5e5),
    up: stage,
    down: stage,
    hooks: fc.array(
      fc.record({
        kind: fc.constantFrom(...(Object.keys(HOOKS) as (keyof typeof HOOKS)[])),
        at: fc.constantFrom('up' as const, 'down' as const, 'both' as const),
      }),
      { maxLength: 3, size: 'max' },
    ),
    slots: fc.constantFrom(8, 60, 512, 4096, 4096, 4096),
    startup: fc.constantFrom(...STARTUPS),
  });

const scenarioOf = ({ rows, loops, effects }: StageCase, frames: number, gap: number): Scenario => {
  const rate = (speed: number): number =>
    Number.isFinite(speed) ? Math.round(((MEAN_LENGTH * 8e9) / (2 * gap)) * speed) : speed;
  // Only independent losses follow a column (core/plan/limits.ts).
  const losable = effects.loss === undefined || effects.loss.model === 'independent';
  let at = 0;
  const made = rows.map(({ lasts, route, delay, speed, columns }): ScenarioRow => {
    const { queue, loss, ...others } = columns;
    const named = Object.entries({ ...others, ...(losable ? { loss } : {}), ...(queue && { [queue[0]]: queue[1] }) });
    const start = at;
    at += (loops ? LOOP_STEP : 1) + Math.floor(lasts * (frames * gap) * 0.3);
    return {
      ...Object.fromEntries(named.filter(([, value]) => value !== undefined)),
      at: start as Nanos,
      route,
      delay: delay as Nanos,
      rate: rate(speed) as BitRate,
    };
  });
  return loops ? { rows: made, end: { kind: 'loop', at: at as Nanos } } : { rows: made };
};

const stagePlan = (base: StagePlan, given: StageCase, frames: number, gap: number): StagePlan => ({
  ...base,
  scenario: scenarioOf(given, frames, gap),
  queue: given.queue,
  reconfiguration: given.reconfiguration as Reconfiguration,
  effects: given.effects,
});

export const planOf = ({ seed, startup, up, down, frames, gap }: LinkCase): Plan => {
  const plan = labPlan({ seed, startup });
  const [first, second] = plan.stages;
  return { ...plan, stages: [stagePlan(first!, up, frames, gap), stagePlan(second!, down, frames, gap)] };
};

export const hooksOf = ({ hooks }: LinkCase): UsedHook[] =>
  hooks.map(({ kind, at }) => ({
    hook: HOOKS[kind](),
    stages: at === 'both' ? ['up', 'down'] : [at],
    values: {},
    onError: 'stop',
  }));

/**
 * Whether frames may stand in the stage for ever: its rate is 0 in the end or again and again, its trace ends, or a tick
 * brings less than a frame needs.
 */
export const mayStand = ({ rows, loops, effects }: StageCase): boolean => {
  const { pacing } = effects;
  if (pacing?.model === 'trace' && !pacing.loop) return true;
  if (pacing?.model === 'jiffy' && !pacing.carry) return true;
  if (!loops) return rows.at(-1)!.speed === 0;
  // A trace and a loop, or a tick and a loop, may miss each other for ever.
  const timed = pacing?.model === 'trace' || pacing?.model === 'jiffy';
  return timed ? rows.some(({ speed }) => speed === 0) : rows.every(({ speed }) => speed === 0);
};

const bytes = (length: number, rng: Rng): Uint8Array => Uint8Array.from({ length }, () => rng.below(256));

/** Frames as a network has them, and some that it should not have. */
const makeFrames = (): Uint8Array[] => {
  const rng = substream(1, 'frames');
  const made: Uint8Array[] = [];
  const payloads = [0, 1, 26, 100, 472, 536, 1000, 1232, 1452, 1460, 1472, 1800];
  for (let i = 0; i < 240; i++) {
    const payload = bytes(rng.pick(payloads), rng);
    const ports = { srcPort: 1024 + rng.below(6), dstPort: rng.pick([53, 80, 443]) };
    const ecn = rng.below(4);
    const ipv4 = { src: '192.168.22.2', dst: '192.168.66.2', ecn, dontFragment: rng.below(2) === 0, id: i };
    const ipv6 = { src: 'fd22::2', dst: 'fd66::2', ecn };
    const tcp = { ...ports, seq: rng.u32(), flags: rng.pick(['S', 'SA', 'A', 'PA', 'FA']) };
    const vlan = rng.below(8) === 0 ? { vlan: [{ vid: 7 }] } : {};
    const kinds = [
      () => build({ ipv4, tcp, payload, ...vlan }),
      () => build({ ipv4, udp: ports, payload, ...vlan }),
      () => build({ ipv6, tcp, payload, ...vlan }),
      () => build({ ipv6, udp: ports, payload, ...vlan }),
      () => build({ ipv4, icmp: { type: 8, id: 1 }, payload }),
      () => build({ ipv6, icmpv6: { type: 128, id: 1 }, payload }),
      () => build({ ipv4: { ...ipv4, fragmentOffset: 1480, protocol: 17, moreFragments: i % 2 === 0 }, payload }),
      () => build({ ipv4: { ...ipv4, options: Uint8Array.of(148, 4, 0, 0) }, udp: ports, payload }),
    ];
    made.push(rng.pick(kinds)().bytes.slice());
  }
  for (let i = 0; i < 24; i++) {
    // Some are longer than a slot.
    const garbage = bytes(14 + rng.below(2100), rng);
    // The first half says that it is IP.
    if (i < 12) garbage.set(i % 2 === 0 ? [8, 0, 0x45] : [0x86, 0xdd, 0x60], 12);
    made.push(garbage);
    // Cut short in the middle of a header.
    const whole = made[i]!;
    made.push(whole.slice(0, 14 + rng.below(whole.length - 14)));
  }
  return made;
};

export const FRAMES = makeFrames();

/** Calls `arrive` for each frame that comes: bursts and pauses, both ports, in the order of time. */
export const traffic = (
  { seed, frames, gap }: Pick<LinkCase, 'seed' | 'frames' | 'gap'>,
  arrive: (port: number, at: number, frame: Uint8Array) => void,
): void => {
  const rng = substream(seed, 'traffic');
  let at = 0;
  for (let i = 0; i < frames; i++) {
    // Three in a burst, then a pause of up to eight gaps: one gap in the mean.
    if (rng.below(4) === 0) at += rng.below(8 * gap);
    arrive(rng.below(2), at, FRAMES[rng.below(FRAMES.length)]!);
  }
};

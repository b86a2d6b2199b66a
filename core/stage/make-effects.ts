import { substream, type Xoshiro128 } from '../../sdk/rng.js';
import { makeBitErrors, makeCorrupt } from '../effects/bit-errors/make.js';
import { Capacity } from '../effects/capacity.js';
import { DelayTrace } from '../effects/delay-trace.js';
import { Duplicate } from '../effects/duplicate.js';
import type { EffectHost } from '../effects/effect.js';
import { FreeFlight } from '../effects/free-flight.js';
import { makeJitter } from '../effects/jitter/make.js';
import { makeLoss } from '../effects/loss/make.js';
import type { MtuLimit } from '../effects/mtu/limit.js';
import { makeMtu } from '../effects/mtu/make.js';
import { BURST_CAUSE, makePacing, type PacingParts as Pacing } from '../effects/pacing/make.js';
import { type MarkingQueue, makeQueue } from '../effects/queue/make.js';
import { makeReorder, makeSkip } from '../effects/reorder/make.js';
import { makeSlots } from '../effects/slot.js';
import type { PacingPlan } from '../plan/effects/pacing.js';
import type { StagePlan } from '../plan/plan.js';
import { withoutIdle } from './idle-effects.js';
import { withColumnEffects } from './row-settings.js';
import { type EffectMakers, makeTuning, type Tuning } from './tuning.js';
import type { WireEffects } from './wire.js';

/** How a stage sends. */
export interface PacingParts extends Pacing {
  /** Whether a frame takes no time at a rate without end, so that the pacer may be left out. */
  readonly atOnce: boolean;
  /** What a frame dies of that is longer than `longest`. */
  readonly cause: number;
}

/** The effects of one stage, ready to be put in their places. */
export interface StageEffects extends Tuning {
  mtu: MtuLimit | undefined;
  readonly capacity: Capacity | undefined;
  readonly queue: MarkingQueue;
  readonly pacing: PacingParts;
  readonly wire: WireEffects;
}

const CLOCK = { model: 'clock', overhead: 0 } as const;

/**
 * Makes what a stage's plan asks for. Each effect draws from a substream of its own, named by stage and effect: whatever
 * is added beside it, its draws stay the same; one that takes another's place goes on with its draws. Frames that pass
 * the MTU in pieces go to `onward`; `refit` hears of effects that come to the wire later.
 */
export const makeEffects = (
  { name, direction, queue, effects: planned, scenario }: StagePlan,
  host: EffectHost,
  seed: number,
  onward: (slot: number) => void,
  refit: () => void,
): StageEffects => {
  const effects = withoutIdle(withColumnEffects(planned, scenario));
  const streams = new Map<string, Xoshiro128>();
  const draws = (effect: string): Xoshiro128 => {
    const stream = streams.get(effect) ?? substream(seed, `${name}/${effect}`);
    streams.set(effect, stream);
    return stream;
  };
  const make: EffectMakers = {
    mtu: plan => makeMtu(plan, host, direction, onward),
    loss: plan => makeLoss(plan, host, draws('loss')),
    ber: plan => makeBitErrors(plan, host, draws('ber')),
    duplicate: plan => new Duplicate(plan, draws('duplicate')),
    jitter: plan => makeJitter(plan, draws('jitter')),
  };
  const parts = {
    mtu: effects.mtu && make.mtu(effects.mtu),
    queue: makeQueue(queue, host, draws('queue')),
    capacity: effects.capacity && new Capacity(effects.capacity, host.cause('capacity')),
    pacing: pacingOf(effects.pacing ?? CLOCK, host),
    wire: makeWire(effects, host, make, draws),
  };
  return Object.assign(parts, makeTuning(parts, make, refit));
};

const pacingOf = (plan: PacingPlan, host: EffectHost): PacingParts => {
  const parts = makePacing(plan);
  const cause = parts.longest === Number.POSITIVE_INFINITY ? -1 : host.cause(BURST_CAUSE);
  return { ...parts, atOnce: plan.model === 'clock', cause };
};

const makeWire = (
  { loss, ber, corrupt, duplicate, jitter, delayTrace, slot, reorder }: StagePlan['effects'],
  host: EffectHost,
  make: EffectMakers,
  draws: (effect: string) => Xoshiro128,
): WireEffects => {
  const free = jitter?.order === 'free' || delayTrace?.order === 'free';
  return {
    loss: loss && make.loss(loss),
    ber: ber && make.ber(ber),
    corrupt: corrupt && makeCorrupt(corrupt, host, draws('corrupt')),
    duplicate: duplicate && make.duplicate(duplicate),
    jitter: jitter && make.jitter(jitter),
    delayTrace: delayTrace && new DelayTrace(delayTrace.delays, delayTrace.loop),
    skip: reorder && makeSkip(reorder, draws('reorder')),
    flight: free ? new FreeFlight(host.store) : undefined,
    slots: slot && makeSlots(slot, host, draws('slot')),
    reorder: reorder && makeReorder(reorder, host, draws('reorder')),
  };
};

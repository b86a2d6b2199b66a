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
import { withColumnEffects } from './row-settings.js';
import type { WireEffects } from './wire.js';

/** How a stage sends. */
export interface PacingParts extends Pacing {
  /** Whether a frame takes no time at a rate without end, so that the pacer may be left out. */
  readonly atOnce: boolean;
  /** What a frame dies of that is longer than `longest`. */
  readonly cause: number;
}

/** The effects of one stage, ready to be put in their places. */
export interface StageEffects {
  readonly mtu: MtuLimit | undefined;
  readonly capacity: Capacity | undefined;
  readonly queue: MarkingQueue;
  readonly pacing: PacingParts;
  readonly wire: WireEffects;
}

const CLOCK = { model: 'clock', overhead: 0 } as const;

/**
 * Makes what a stage's plan asks for. Each effect draws from a substream of its own, named by stage and effect: whatever
 * is added beside it, its draws stay the same. Frames that pass the MTU in pieces go to `onward`.
 */
export const makeEffects = (
  { name, direction, queue, effects: planned, scenario }: StagePlan,
  host: EffectHost,
  seed: number,
  onward: (slot: number) => void,
): StageEffects => {
  const effects = withColumnEffects(planned, scenario);
  const draws = (effect: string): Xoshiro128 => substream(seed, `${name}/${effect}`);
  return {
    mtu: effects.mtu && makeMtu(effects.mtu, host, direction, onward),
    queue: makeQueue(queue, host, draws('queue')),
    capacity: effects.capacity && new Capacity(effects.capacity, host.cause('capacity')),
    pacing: pacingOf(effects.pacing ?? CLOCK, host),
    wire: makeWire(effects, host, draws),
  };
};

const pacingOf = (plan: PacingPlan, host: EffectHost): PacingParts => {
  const parts = makePacing(plan);
  const cause = parts.longest === Number.POSITIVE_INFINITY ? -1 : host.cause(BURST_CAUSE);
  return { ...parts, atOnce: plan.model === 'clock', cause };
};

const makeWire = (
  { loss, ber, corrupt, duplicate, jitter, delayTrace, slot, reorder }: StagePlan['effects'],
  host: EffectHost,
  draws: (effect: string) => Xoshiro128,
): WireEffects => {
  const free = jitter?.order === 'free' || delayTrace?.order === 'free';
  return {
    loss: loss && makeLoss(loss, host, draws('loss')),
    ber: ber && makeBitErrors(ber, host, draws('ber')),
    corrupt: corrupt && makeCorrupt(corrupt, host, draws('corrupt')),
    duplicate: duplicate && new Duplicate(duplicate, draws('duplicate')),
    jitter: jitter && makeJitter(jitter, draws('jitter')),
    delayTrace: delayTrace && new DelayTrace(delayTrace.delays, delayTrace.loop),
    skip: reorder && makeSkip(reorder, draws('reorder')),
    flight: free ? new FreeFlight(host.store) : undefined,
    slots: slot && makeSlots(slot, host, draws('slot')),
    reorder: reorder && makeReorder(reorder, host, draws('reorder')),
  };
};

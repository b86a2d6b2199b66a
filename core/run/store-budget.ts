import { availableMemory } from '../lane/memory-watch.js';
import type { Plan, StagePlan } from '../plan/plan.js';
import type { ScenarioRow } from '../scenario/scenario.js';
import { queueLimitBytes } from '../scenario/stepper.js';

/** The shortest Ethernet frame, without frame check sequence: what a queue in bytes holds most of. */
export const SHORTEST_FRAME = 60;
const SPARE_SLOTS = 1024;
/** Spans of a distribution within which nearly all of it lies. */
const SPREAD = 6;
const UNLIMITED_NEED = 512 * 2 ** 20;
const STORE_MOST = 2 ** 32 - 2 ** 20;

/**
 * Bytes of frame memory for a lane with these stages: the smaller of what they can need (queue and bandwidth-delay
 * product full of the shortest frames) and an equal share of a quarter of the memory at hand (cgroup included).
 * Pages that are never used cost nothing, so the need may be an overestimate.
 */
export const storeBytes = (plan: Plan, stages: readonly StagePlan[], lanes: number): number => {
  if (plan.store.bytes > 0) return plan.store.bytes;
  return Math.floor(Math.min(bytesNeeded(plan, stages), availableMemory() / 4 / lanes, STORE_MOST));
};

/** The same for virtual time, where a result must not depend on the machine: the need alone, up to a constant. */
export const virtualStoreBytes = (plan: Plan): number =>
  plan.store.bytes > 0 ? plan.store.bytes : Math.floor(Math.min(bytesNeeded(plan, plan.stages), STORE_MOST));

const bytesNeeded = (plan: Plan, stages: readonly StagePlan[]): number => {
  let frames = SPARE_SLOTS;
  for (const stage of stages) frames += framesNeeded(stage);
  return frames === Number.POSITIVE_INFINITY ? UNLIMITED_NEED : frames * plan.store.slotBytes;
};

/** How many of the shortest frames a stage can hold; Infinity for one without limits. */
export const framesNeeded = (stage: StagePlan): number => {
  let most = 0;
  for (const row of stage.scenario.rows) {
    const flying = (row.rate * (row.delay + heldLonger(stage, row)) * copiesOf(stage, row)) / 8e9;
    const { queue } = stage;
    let waiting = 0;
    if (row.queueBytes !== undefined) waiting = row.queueBytes;
    else if (row.queueFrames !== undefined) waiting = row.queueFrames * SHORTEST_FRAME;
    else if (queue.limit === 'auto') waiting = queueLimitBytes(row, queue.multiplier);
    else if (queue.limit === 'bytes') waiting = queue.bytes;
    else if (queue.limit === 'frames') waiting = queue.frames * SHORTEST_FRAME;
    else waiting = Number.POSITIVE_INFINITY;
    if (!(flying + waiting < most)) most = flying + waiting;
  }
  // 0 x Infinity is not a number: without delay an unlimited rate keeps nothing.
  return Number.isNaN(most) ? 0 : most / SHORTEST_FRAME;
};

/** How much longer than its delay a frame may stay, in nanoseconds: beyond it only the tails of distributions. */
const heldLonger = ({ effects }: StagePlan, row: ScenarioRow): number => {
  const { jitter, delayTrace, slot, reorder } = effects;
  const gap =
    slot === undefined ? 0 : 'max' in slot.gap ? slot.gap.max : slot.gap.delay + SPREAD * slot.gap.jitter.span;
  const waits =
    reorder === undefined || reorder.model === 'gap' ? 0 : 'wait' in reorder ? reorder.wait : reorder.atMost;
  const longest = delayTrace === undefined ? 0 : delayTrace.delays.reduce((most, delay) => Math.max(most, delay), 0);
  return SPREAD * Math.max(jitter?.span ?? 0, row.jitter ?? 0) + longest + gap + waits;
};

const copiesOf = ({ effects }: StagePlan, row: ScenarioRow): number =>
  1 + (effects.duplicate?.copies ?? (row.duplicate === undefined ? 0 : 1));

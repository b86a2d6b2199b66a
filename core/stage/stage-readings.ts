import type { Stage } from './stage.js';
import { METER } from './stage-meter.js';

/** Whether no more should come, under back-pressure: what waits before the pacer and at the exit has reached a limit. */
export const isFull = ({ bottleneck: { queue, frames }, exitLine }: Stage): boolean => {
  const waiting = queue.frames + (exitLine?.frames ?? 0);
  // A limit of nothing at all still lets one frame be sent.
  if (frames === 0 && waiting === 0) return false;
  return waiting >= queue.limitFrames || queue.bytes + (exitLine?.bytes ?? 0) >= queue.limitBytes;
};

/** Writes what a stage is like now into its meter; frames that wait at its exit count with its queue. */
export const publishStage = ({ cells, bottleneck, wire, link, chain, exitLine }: Stage): void => {
  const { queue, pacer } = bottleneck;
  cells[METER.queueFrames] = queue.frames + (exitLine?.frames ?? 0);
  cells[METER.marked] = queue.marked;
  cells[METER.queueBytes] = queue.bytes + (exitLine?.bytes ?? 0);
  cells[METER.queueLimitBytes] = queue.limitBytes;
  cells[METER.inFlight] = wire.frames;
  // A pacer that waits for a fork has a rate all the same, by which pictures and status tell how long its frames wait.
  const isHeld = (exitLine?.frames ?? 0) > 0 && !link.standsStill && Number.isFinite(link.rate);
  cells[METER.rate] = isHeld ? link.rate : pacer.rate;
  cells[METER.delay] = link.delay;
  cells[METER.route] = link.route;
  let errors = 0;
  for (let i = 0; i < chain.seats.length; i++) errors += chain.seats[i]!.errors;
  cells[METER.hookErrors] = errors;
};

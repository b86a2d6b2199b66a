import type { Stage } from './stage.js';
import { METER } from './stage-meter.js';

/** Writes what a stage is like now into its meter; frames that wait at its exit count with its queue. */
export const publishStage = ({ cells, bottleneck, wire, link, chain, exitLine }: Stage): void => {
  const { queue, pacer } = bottleneck;
  cells[METER.queueFrames] = queue.frames + (exitLine?.frames ?? 0);
  cells[METER.marked] = queue.marked;
  cells[METER.queueBytes] = queue.bytes + (exitLine?.bytes ?? 0);
  cells[METER.queueLimitBytes] = queue.limitBytes;
  cells[METER.inFlight] = wire.frames;
  cells[METER.rate] = pacer.rate;
  cells[METER.delay] = link.delay;
  cells[METER.route] = link.route;
  let errors = 0;
  for (let i = 0; i < chain.seats.length; i++) errors += chain.seats[i]!.errors;
  cells[METER.hookErrors] = errors;
};

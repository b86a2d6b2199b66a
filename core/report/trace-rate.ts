import type { PacingPlan } from '../plan/effects/pacing.js';
import type { Sample } from './timeline.js';

/** Steps that a picture shows of a trace. */
const STEPS = 200;

/**
 * What a trace of delivery times could deliver until `end` (nanoseconds), in bits per second, over equal stretches of
 * time: as steps, with a last one at the end.
 */
export const traceRate = (trace: Extract<PacingPlan, { model: 'trace' }>, end: number): Sample[] => {
  const { stamps, loop, opportunity } = trace;
  const width = end / STEPS;
  const bytes = new Float64Array(STEPS);
  const period = stamps.at(-1)!;
  const rounds = loop ? Math.ceil(end / period) : 1;
  for (let round = 0; round < rounds; round++) {
    for (const stamp of stamps) {
      const at = round * period + stamp;
      if (at < end) bytes[Math.floor(at / width)]! += opportunity;
    }
  }
  const steps = Array.from(bytes, (sum, i): Sample => ({ at: i * width, value: (sum * 8e9) / width }));
  return [...steps, { at: end, value: steps.at(-1)!.value }];
};

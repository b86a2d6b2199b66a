import { parseDeliveryTrace } from '../../effects/pacing/trace-file.js';
import type { Fault } from '../../fault.js';
import type { PlanSettings } from './words.js';

/** A trace of delivery times, one whole number of milliseconds a line: what else would look like that? */
export const looksLikeMahimahi = (text: string): boolean => /^\s*\d+\s*\n(?:\d+\s*\n)+/.test(`${text.slice(0, 400)}\n`);

/** A trace by its path as the plan will name it. */
export interface TraceFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The link of `mm-link UP DOWN`: each way sends at the times of its trace, as much as waits. One trace drives both
 * ways. Waiting frames have no limit, as there. `loop`: false for `--once`.
 */
export const mahimahiLink = (
  up: TraceFile,
  down?: TraceFile,
  { loop = true }: { readonly loop?: boolean } = {},
): { link?: PlanSettings; faults: Fault[] } => {
  const faults = [up, ...(down ? [down] : [])].flatMap(({ path, text }) => parseDeliveryTrace(text, path).faults);
  if (faults.length > 0) return { faults };
  const way = ({ path }: TraceFile): PlanSettings => ({
    delay: '0s',
    queue: 'none',
    pacing: { model: 'trace', file: path, ...(loop ? {} : { loop }) },
  });
  return { link: down ? { up: way(up), down: way(down) } : way(up), faults: [] };
};

import * as z from 'zod';
import { compileFilter } from '../../sdk/filter/compile-filter.js';
import { FilterError } from '../../sdk/filter/filter-error.js';
import type { Fault } from '../fault.js';
import { readCaptures } from '../plan/captures.js';
import type { Plan } from '../plan/plan.js';
import type { CaptureAsked } from './live-captures.js';

/** A capture while the run goes on, in the words of `hookline capture`. */
export const captureRequest = z.strictObject({
  do: z.literal('capture'),
  /** As `captures` of a plan has them. */
  places: z.array(z.string()).min(1).max(10_000),
  filter: z.string().max(10_000).optional(),
  count: z.number().int().positive().optional(),
});
export type CaptureRequest = z.output<typeof captureRequest>;

/** The interfaces of a capture that has begun; its bytes follow the answer. */
export interface LiveCaptured {
  readonly capture: readonly string[];
}

/** What is wrong with a filter; undefined: nothing. */
export const filterFault = (text: string): Fault | undefined => {
  try {
    compileFilter(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { message, hint } = error;
    return { file: '--filter', line: 0, column: 0, message, ...(hint === undefined ? {} : { hint }) };
  }
};

export const readCapture = (
  { places, filter, count }: CaptureRequest,
  { stages }: Plan,
): { readonly asked: CaptureAsked; readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const names = stages.map(({ name }) => name);
  const sides = readCaptures(places, names, (_, message, hint) => {
    faults.push({ file: 'capture', line: 0, column: 0, message, ...hint });
  });
  const fault = filter === undefined ? undefined : filterFault(filter);
  if (fault !== undefined) faults.push(fault);
  return { asked: { places: sides, filter, count }, faults };
};

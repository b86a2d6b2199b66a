import * as z from 'zod';
import { delayTraceText as traceText } from '../../effects/delay-trace-file.js';
import { oneOf, yesNo } from '../quantities.js';
import { settings } from '../settings.js';
import { fileText } from './file-text.js';

/** A delay for each frame, added to the stage's own. */
export interface DelayTracePlan {
  /** Whole nanoseconds, at least one. */
  readonly delays: readonly number[];
  /** At the end: true starts again, false holds the last delay. */
  readonly loop: boolean;
  /** As of jitter. */
  readonly order: 'keep' | 'free';
}

/** The section of a plan file; `file` is a path or the trace itself. */
export interface DelayTraceInput {
  readonly file: string;
  readonly loop: boolean;
  readonly order: 'keep' | 'free';
}

const file = fileText('a trace of delays: a path to a file of one delay in milliseconds a line, or its lines');

const object = settings({
  file,
  loop: yesNo.prefault(true).meta({ description: 'yes: it starts again at its end; no: its last delay holds' }),
  order: oneOf('keep', 'free')
    .prefault('keep')
    .meta({ description: 'keep: no frame overtakes another on its route; free: each leaves at its own time' }),
});

/** The `delayTrace` section of a plan file: a path, or settings. The trace is yet to be read (`delayTracePlan`). */
export const delayTraceSchema = z
  .union([file.transform((path): DelayTraceInput => ({ file: path, loop: true, order: 'keep' })), object], {
    error: 'expected a path to a trace of delays, or settings (file, loop, order)',
  })
  .meta({ description: "a delay for each frame, added to the link's own" });

/** The plan of a section; `delays` is what parseDelayTrace read. */
export const delayTracePlan = (input: DelayTraceInput, delays: readonly number[]): DelayTracePlan => ({
  delays,
  loop: input.loop,
  order: input.order,
});

/** A trace as a plan file spells it, its delays inside: it reads back as the same plan. */
export const delayTraceText = ({ delays, loop, order }: DelayTracePlan): object => ({
  file: traceText(delays),
  loop,
  order,
});

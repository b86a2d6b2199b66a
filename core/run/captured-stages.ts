import { type Fault, InputError } from '../fault.js';
import { captureWords, readCaptures } from '../plan/captures.js';
import type { Plan } from '../plan/plan.js';
import type { PreparedRun } from './prepare-run.js';

/**
 * What is asked for beside the plan: nothing, all that leaves and dies at every stage (true, or an empty text), or places as
 * `captures` of a plan has them, in a list or with commas between them.
 */
export type CaptureWish = boolean | string | readonly string[] | undefined;

/** The plan with what is asked for, whatever it said itself. `whose` is what faults call it. Throws an InputError with them. */
export const withCaptured = (plan: Plan, wish: CaptureWish, whose = '--capture'): Plan => {
  if (wish === undefined || wish === false) return plan;
  const words = wish === true || wish === '' ? ['all'] : typeof wish === 'string' ? wish.split(',') : wish;
  const faults: Fault[] = [];
  const stages = plan.stages.map(({ name }) => name);
  const captures = readCaptures(
    words.map(word => word.trim()),
    stages,
    (_, message, hint) => {
      faults.push({ file: whose, line: 0, column: 0, message, ...hint });
    },
  );
  if (faults.length > 0) throw new InputError(faults);
  return { ...plan, captures: captureWords(captures, stages) };
};

/** Throws an InputError for captures without a folder to write them to. */
export const checkCapture = ({ capture, out }: { readonly capture?: CaptureWish; readonly out?: string }): void => {
  if (capture === undefined || capture === false || out !== undefined) return;
  const message = 'captures need a folder';
  throw new InputError([{ file: '--capture', line: 0, column: 0, message, hint: 'add --out DIR' }]);
};

/** Whether a run in real time captures anything: its plan says what, and there is a folder for it. */
export const captures = ({ folder, hooks }: PreparedRun): boolean =>
  folder !== undefined && hooks.plan.captures !== undefined;

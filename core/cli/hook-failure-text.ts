import { spanText } from '../../sdk/quantity.js';
import { authorPlace } from '../hooks/place.js';
import type { Hang } from '../lane/lane-set-options.js';
import { failureSentence, type LaneFailure } from '../run/failure-sentence.js';
import type { HookFailure } from '../stage/hook-seat.js';

/** `attacker.ts:12:9: hook attacker threw in its preamble at stage up, frame 7: message`. */
export const hookFailureText = (failure: HookFailure): string => {
  const { error, ...where } = failure;
  const place = authorPlace(error);
  const message = error instanceof Error ? error.message : String(error);
  return laneFailureText({ ...where, message, stack: '', ...(place ? { place } : {}) });
};

/** The same for a failure that came from a lane. */
export const laneFailureText = (failure: LaneFailure): string => {
  const sentence = failureSentence(failure);
  if (failure.hook === '') return `hookline: ${sentence}\n`;
  return `${sentence}\n  the run was stopped; 'onError: drop', 'pass' or 'detach' in the plan lets it go on\n`;
};

/** `spin.ts:5:3: hook spin hung in its preamble at stage up (1.2 s into the run): its execution was ended …`. */
export const hangText = ({ stage, hook, place, phase, hadFrame, at }: Hang): string => {
  const where = `${place.file}:${place.line}:${place.column}: hook ${hook} hung in its ${phase} at stage ${stage}`;
  const when = at > 0 ? ` (${spanText(at)} into the run)` : '';
  const frame = hadFrame
    ? ", the frame it held has its policy's fate (dropped as 'hang' unless it says otherwise)"
    : '';
  return `${where}${when}: its execution was ended${frame}, everything else goes on\n`;
};

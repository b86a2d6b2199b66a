import { spanText } from '../../sdk/quantity.js';
import { authorPlace } from '../hooks/place.js';
import type { Hang } from '../lane/lane-set.js';
import type { LaneEnd } from '../lane/lane-task.js';
import type { HookFailure } from '../stage/hook-seat.js';

/** `attacker.ts:12:9: hook attacker threw in its preamble at stage up, frame 7: message`. */
export const hookFailureText = (failure: HookFailure): string => {
  const { error, ...where } = failure;
  const place = authorPlace(error);
  const message = error instanceof Error ? error.message : String(error);
  return laneFailureText({ ...where, message, stack: '', ...(place ? { place } : {}) });
};

/** The same for a failure that came from a lane. */
export const laneFailureText = ({
  stage,
  hook,
  phase,
  frame,
  message,
  place,
}: NonNullable<LaneEnd['failure']>): string => {
  if (hook === '') return `hookline: ${message}\n`;
  const at = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  const which = frame >= 0 ? `, frame ${frame}` : '';
  // A wrong verdict is told with the hook's and the handler's name already.
  const told = message.startsWith(`hook '${hook}'`);
  const what = told
    ? `${message} (stage ${stage}${which})`
    : `hook ${hook} threw in its ${phase} at stage ${stage}${which}: ${message}`;
  return `${at}${what}\n  the run was stopped; 'onError: drop', 'pass' or 'detach' in the plan lets it go on\n`;
};

/** `spin.ts:5:3: hook spin hung at stage up (1.2 s): its execution was ended, one frame was given up`. */
export const hangText = ({ stage, hook, place, at }: Hang): string =>
  `${place.file}:${place.line}:${place.column}: hook ${hook} hung at stage ${stage} (${spanText(at)} into the run): its execution was ended, the frame it held is dropped as 'hang', everything else goes on\n`;

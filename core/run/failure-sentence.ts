import { withImportHint } from '../hooks/import-hint.js';
import type { LaneEnd } from '../lane/lane-task.js';

/** A handler that threw in a lane. */
export type LaneFailure = NonNullable<LaneEnd['failure']>;

/** `attacker.ts:12:9: hook attacker threw in its preamble at stage up, frame 7: message`. */
export const failureSentence = ({ stage, hook, phase, frame, message, place }: LaneFailure): string => {
  // What has no hook is a lane that was lost for good.
  if (hook === '') return message;
  const at = place ? `${place.file}:${place.line}:${place.column}: ` : '';
  const which = frame >= 0 ? `, frame ${frame}` : '';
  // A wrong verdict is told with the hook's and the handler's name already.
  const told = message.startsWith(`hook '${hook}'`);
  return told
    ? `${at}${message} (stage ${stage}${which})`
    : `${at}hook ${hook} threw in its ${phase} at stage ${stage}${which}: ${withImportHint(message)}`;
};

import { defineHook, option, selection, selects, spanText } from 'hookline/sdk';

/**
 * Writes a line for each chosen frame on both sides of the stage, with the time it spent inside, and warns of slow ones.
 * Frames made inside the stage (copies of frames that entered excepted) have no time of entry and are marked `born`.
 */
export default defineHook({
  name: 'logger',
  about: 'Logs frames on both sides of a stage, with the time spent inside.',
  order: 'post',
  options: {
    ...selection,
    lines: option.oneOf(['all', 'slow', 'none'])('which frames get a line', 'all'),
    slow: option.span('warn about frames that stayed longer', '200ms'),
  },
  columns: { enteredAt: 'f64', entered: 'u8' },

  preamble(frame, { options, now, log, count }) {
    frame.my.enteredAt = now;
    frame.my.entered = 1;
    if (!selects(frame, options)) return;
    count('in');
    if (options.lines === 'all') log.info(`in  ${frame.summary()}`, { frame: frame.id });
  },

  episode(frame, { options, now, log, count }) {
    if (!selects(frame, options)) return;
    count('out');
    if (frame.my.entered === 0) {
      count('born');
      if (options.lines === 'all') log.info(`out ${frame.summary()} (born here)`, { frame: frame.id });
      return;
    }
    const stayed = now - frame.my.enteredAt;
    const slow = stayed > options.slow;
    if (slow) count('slow');
    if (options.lines === 'none' || (options.lines === 'slow' && !slow)) return;
    const line = `out ${frame.summary()} after ${spanText(stayed)}`;
    if (slow) log.warn(line, { frame: frame.id, stayedNs: stayed });
    else log.info(line, { frame: frame.id, stayedNs: stayed });
  },
});

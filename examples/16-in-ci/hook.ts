import { defineHook, option } from 'hookline/sdk';

/**
 * Counts frames that took longer through the link than a receiver would wait for them, so that a plan can expect that there
 * are few. No random draws.
 */
export default defineHook({
  name: 'deadline',
  about: 'Counts frames that come too late to be of use.',
  needs: ['observe'],
  options: { within: option.span('how long a receiver waits for a frame', '60ms') },
  columns: { cameAt: 'f64' },

  preamble(frame, { now }) {
    frame.my.cameAt = now;
  },
  episode(frame, { now, options, count }) {
    count(now - frame.my.cameAt > options.within ? 'late' : 'inTime');
  },
});

import { defineHook, drop, option } from 'hookline/sdk';

/**
 * A box that restarts again and again: for a while nothing passes, in neither direction. Draws nothing.
 */
export default defineHook({
  name: 'restarting-box',
  about: 'Lets nothing pass while it restarts.',
  scope: 'link',
  options: {
    every: option.span('time from one restart to the next', '2s'),
    lasts: option.span('how long a restart takes', '150ms'),
  },
  state: () => ({ since: -1 }),

  preamble(_frame, { now, options, state, emit }) {
    if (now < options.every || now % options.every >= options.lasts) return;
    const since = now - (now % options.every);
    if (since !== state.since) {
      state.since = since;
      emit('restart', { sinceNs: since });
    }
    return drop('restarting');
  },
});

import { defineHook, option, spanText } from 'hookline/sdk';

/**
 * Tells which frames a playout buffer would have missed, and the stream's jitter (RFC 3550 §6.4.1). Only differences of
 * transit times count, so the clocks of sender and listener need not agree. Draws nothing.
 */
export default defineHook({
  name: 'playout',
  about: 'Counts frames that come too late for a playout buffer.',
  options: { buffer: option.span('how much later than the first frame one may come', '60ms') },
  columns: { enteredAt: 'f64' },
  state: () => ({ first: -1, last: 0, jitter: 0 }),

  preamble(frame, { now }) {
    frame.my.enteredAt = now;
  },

  episode(frame, { now, options, state, count, capture }) {
    if (!frame.udp || frame.udp.payloadLength < 100) return;
    const transit = now - frame.my.enteredAt;
    if (state.first < 0) {
      state.first = transit;
      state.last = transit;
    }
    state.jitter += (Math.abs(transit - state.last) - state.jitter) / 16;
    state.last = transit;
    const behind = transit - state.first;
    if (behind <= options.buffer) {
      count('in-time');
      return;
    }
    count('too-late');
    capture(frame, `${spanText(behind)} behind the first frame`);
  },

  teardown({ state, emit }) {
    emit('jitter', { jitterNs: Math.round(state.jitter) });
  },
});

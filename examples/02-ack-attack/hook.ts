import { defineHook, drop, option } from 'hookline/sdk';

/**
 * Withholds every acknowledgement for a while, now and then, so that the sender's retransmission timer fires although
 * not one byte of its data was lost.
 * Random draws: one for each acknowledgement outside a gap.
 */
export default defineHook({
  name: 'ack-thief',
  about: 'Steals acknowledgements for a while, now and then.',
  options: {
    chance: option.ratio('share of ACKs that begin a gap', '2%'),
    gap: option.span('how long no ACK gets through', '300ms'),
  },
  state: () => ({ until: 0 }),

  preamble(frame, { now, options, state, rng, emit }) {
    const tcp = frame.tcp;
    if (!tcp?.ack || tcp.syn || tcp.fin || tcp.payloadLength > 0) return;
    if (now >= state.until) {
      if (!rng.chance(options.chance)) return;
      state.until = now + options.gap;
      emit('gap', { untilNs: state.until });
    }
    return drop('ack-stolen');
  },
});

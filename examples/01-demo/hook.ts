import { defineHook, drop, option } from 'hookline/sdk';

/**
 * Keeps every acknowledgement of a TCP sender's data from it for a while. The sender has done nothing wrong, and the
 * path up is free; yet it falls silent until its retransmission timer fires (RFC 6298), and starts again from one segment.
 */
export default defineHook({
  name: 'ack-blackout',
  about: 'Withholds all TCP acknowledgements during a part of the run.',
  options: {
    from: option.span('when it begins', '12s'),
    until: option.span('when it ends', '13s'),
  },
  preamble(frame, { options, now }) {
    if (now < options.from || now >= options.until) return;
    if (frame.tcp?.ack && frame.tcp.payloadLength === 0) return drop('stolen');
  },
});

import { defineHook } from 'hookline/sdk';

/** The upload is the first flow with a segment that long. */
const LONG = 1000;

/** Whether `a` is `b` or behind it: sequence numbers wrap around. */
const reaches = (a: number, b: number): boolean => ((a - b) | 0) >= 0;

/**
 * Takes the round-trip time of a TCP upload as its sender's host would: from a segment that goes up to the acknowledgement
 * of it that has come down, one measurement at a time, none of a segment sent again (Karn's rule, RFC 6298 §3). One state
 * for both directions. Draws nothing.
 */
export default defineHook({
  name: 'round-trip',
  about: 'Tells the round-trip times of an upload under each row of the scenario.',
  scope: 'link',
  state: () => ({ port: 0, highest: -1, awaited: -1, sentAt: 0, times: [] as number[], since: 0 }),

  preamble(frame, { direction, now, state }) {
    const tcp = frame.tcp;
    if (direction !== 'up' || !tcp || tcp.payloadLength === 0) return;
    if (state.port === 0 && tcp.payloadLength >= LONG) state.port = tcp.srcPort;
    if (tcp.srcPort !== state.port) return;
    const end = (tcp.seq + tcp.payloadLength) >>> 0;
    if (state.highest >= 0 && reaches(state.highest, end)) {
      state.awaited = -1;
      return;
    }
    state.highest = end;
    if (state.awaited >= 0) return;
    state.awaited = end;
    state.sentAt = now;
  },

  episode(frame, { direction, now, state }) {
    const tcp = frame.tcp;
    if (direction !== 'down' || state.awaited < 0 || !tcp?.ack || tcp.dstPort !== state.port) return;
    if (!reaches(tcp.ackNumber, state.awaited)) return;
    state.times.push(now - state.sentAt);
    state.awaited = -1;
  },

  onScenarioChange({ at }, { direction, state, emit }) {
    if (direction !== 'up') return;
    emit('round-trips', spread(state));
    state.times = [];
    state.since = at;
  },

  teardown({ direction, state, emit }) {
    if (direction === 'up') emit('round-trips', spread(state));
  },
});

const spread = ({ since, times }: { since: number; times: number[] }): Record<string, number> => {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    sinceNs: since,
    count: sorted.length,
    leastNs: sorted[0] ?? 0,
    medianNs: sorted[sorted.length >> 1] ?? 0,
    mostNs: sorted.at(-1) ?? 0,
  };
};

/** What an acknowledgement of new data told, outside of recovery; one object per flow, filled in anew for each. */
export interface Acked {
  now: number;
  /** Segments it completed. */
  segments: number;
  /** The round trip it measured in nanoseconds, or -1. */
  rttNs: number;
  srttNs: number;
  /** The first segment not acknowledged, and the first not sent. */
  una: number;
  nxt: number;
}

/** A congestion control algorithm. Windows count full segments, and fractions of them, as RFC 9438 does. */
export interface Congestion {
  /** Congestion window in segments. */
  cwnd: number;
  /** Slow start below it; Infinity at first. */
  ssthresh: number;
  /** New data was acknowledged while the window was what held the sender back. */
  acked(ack: Acked): void;
  /** A loss found by acknowledgements, or an ECN echo: both windows shrink. `flight` is nxt - una in segments. */
  reduce(flight: number): void;
  /** The retransmission timer expired; `again` for the same data as before: then the threshold stays (RFC 5681 §3.1). */
  timeout(flight: number, again: boolean): void;
}

/** RFC 6928. */
export const INITIAL_WINDOW = 10;

/**
 * Slow start: a segment more for each acknowledged, up to the threshold; returns the acknowledged segments left over.
 * As Linux, not limited to two segments an acknowledgement (RFC 3465): a receiver that acknowledges rarely doubles too.
 */
export const slowStart = (windows: Congestion, segments: number): number => {
  if (windows.cwnd >= windows.ssthresh) return segments;
  const grown = Math.min(windows.cwnd + segments, windows.ssthresh);
  const left = segments - (grown - windows.cwnd);
  windows.cwnd = grown;
  return left;
};

/**
 * What a reduction starts from. RFC 5681 says the flight, but limited transmit may have sent two segments beyond the
 * window (RFC 3042 §2 leaves them out), and a sender without data has less in flight than the window allows.
 */
export const windowInUse = (cwnd: number, flight: number): number => Math.min(cwnd, flight);

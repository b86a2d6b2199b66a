import { type Congestion, INITIAL_WINDOW, slowStart, windowInUse } from './congestion.js';

/** The windows of RFC 5681: one segment more each round trip, counted in segments acknowledged; half at a loss. */
export const newReno = (): Congestion => ({
  cwnd: INITIAL_WINDOW,
  ssthresh: Number.POSITIVE_INFINITY,

  acked(ack) {
    const left = slowStart(this, ack.segments);
    if (left > 0) this.cwnd += left / this.cwnd;
  },

  reduce(flight) {
    this.ssthresh = Math.max(2, windowInUse(this.cwnd, flight) / 2);
    this.cwnd = this.ssthresh;
  },

  timeout(flight, again) {
    if (!again) this.ssthresh = Math.max(2, windowInUse(this.cwnd, flight) / 2);
    this.cwnd = 1;
  },
});

import { type Acked, type Congestion, INITIAL_WINDOW, slowStart, windowInUse } from './congestion.js';
import { cubeRoot } from './cube-root.js';
import { HyStart } from './hystart.js';

const C = 0.4;
const BETA = 0.7;
/** RFC 9438 §4.3: the additive increase that with β 0.7 takes the same share as Reno. */
const ALPHA = (3 * (1 - BETA)) / (1 + BETA);

/** CUBIC (RFC 9438): after a reduction the window follows C(t-K)³ + Wmax, slow around the size where loss came last. */
export class Cubic implements Congestion {
  cwnd = INITIAL_WINDOW;
  ssthresh = Number.POSITIVE_INFINITY;
  /** The plateau, in segments. */
  wMax = 0;
  /** Seconds from the epoch's start to the plateau. */
  k = 0;
  private readonly start = new HyStart();
  private epochAt = -1;
  private wEst = 0;
  private cwndPrior = 0;
  /** Set by a reduction; the epoch begins with the next acknowledgement in congestion avoidance. */
  private fromReduction = false;

  /** W_cubic at `seconds` into the epoch (RFC 9438 §4.2, equation 1). */
  window(seconds: number): number {
    const d = seconds - this.k;
    return C * d * d * d + this.wMax;
  }

  acked(ack: Acked): void {
    const left = this.slowStart(ack);
    if (left <= 0) return;
    if (this.epochAt < 0) this.begin(ack.now);
    const t = (ack.now - this.epochAt) / 1e9;
    // §4.3: past the window of the last reduction, the Reno-friendly estimate grows as Reno itself.
    this.wEst += ((this.wEst >= this.cwndPrior ? 1 : ALPHA) * left) / this.cwnd;
    if (this.window(t) < this.wEst) {
      this.cwnd = Math.max(this.cwnd, this.wEst);
      return;
    }
    // §4.4: toward where the cubic will be a round trip from now, at most half more than now.
    const target = Math.min(Math.max(this.window(t + ack.srttNs / 1e9), this.cwnd), 1.5 * this.cwnd);
    this.cwnd += (left * (target - this.cwnd)) / this.cwnd;
  }

  /** §4.10 asks for HyStart++; RFC 9406 §4.2 has it in the first slow start only. */
  private slowStart(ack: Acked): number {
    if (this.ssthresh !== Number.POSITIVE_INFINITY) return slowStart(this, ack.segments);
    const growth = this.start.growth(ack);
    if (growth < 0) {
      this.ssthresh = this.cwnd;
      return ack.segments;
    }
    this.cwnd += growth;
    return 0;
  }

  reduce(flight: number): void {
    const used = windowInUse(this.cwnd, flight);
    this.remember(used);
    this.ssthresh = Math.max(2, used * BETA);
    this.cwnd = this.ssthresh;
    this.fromReduction = true;
  }

  timeout(flight: number, again: boolean): void {
    if (!again) {
      const used = windowInUse(this.cwnd, flight);
      this.remember(used);
      this.ssthresh = Math.max(2, used * BETA);
    }
    this.cwnd = 1;
    // §4.8: the first congestion avoidance after a timeout starts at its own plateau.
    this.fromReduction = false;
    this.epochAt = -1;
  }

  /** §4.7, fast convergence: a plateau lower than the last one means that another flow needs room. */
  private remember(used: number): void {
    this.wMax = used < this.wMax ? (used * (1 + BETA)) / 2 : used;
    this.cwndPrior = used;
    this.epochAt = -1;
  }

  private begin(now: number): void {
    this.epochAt = now;
    this.wEst = this.cwnd;
    if (!this.fromReduction || this.cwnd >= this.wMax) {
      this.wMax = this.cwnd;
      this.k = 0;
    } else {
      this.k = cubeRoot((this.wMax - this.cwnd) / C);
    }
  }
}

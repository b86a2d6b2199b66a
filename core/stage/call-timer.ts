import type { Nanos } from '../../sdk/units.js';

/** One call in so many is timed: reading a clock costs more than most handlers do. */
const SAMPLE_EVERY = 64;
/** The first calls run code that nobody has compiled yet. */
const COLD = 8;
/** So many timed calls make a mean worth acting on: one call may have been interrupted by anything. */
const ENOUGH = 16;

/** Times some of a hook's calls, and judges their mean against what the plan allows. Real time only. */
export class CallTimer {
  /** Calls timed so far, and how long they took in all, in nanoseconds. */
  calls = 0;
  total = 0;
  private until = COLD;
  private startedAt = 0;
  private windowCalls = 0;
  private windowTotal = 0;

  constructor(
    private readonly clock: () => number,
    /** What a call may take on the average, in nanoseconds; Infinity: anything. */
    readonly budget: Nanos,
    /** Hears of a mean beyond it, after every ENOUGH timed calls. */
    private readonly onSlow: (mean: number) => void,
  ) {}

  /** Whether the call that begins now is timed: then `end` it. */
  begin(): boolean {
    if (--this.until > 0) return false;
    this.until = SAMPLE_EVERY;
    this.startedAt = this.clock();
    return true;
  }

  /** Other code is called from now on: it is not judged by what came before, nor by its own first calls. */
  anew(): void {
    this.until = COLD;
    this.windowCalls = 0;
    this.windowTotal = 0;
  }

  end(): void {
    const took = this.clock() - this.startedAt;
    this.calls++;
    this.total += took;
    this.windowTotal += took;
    if (++this.windowCalls < ENOUGH) return;
    const mean = this.windowTotal / ENOUGH;
    this.windowCalls = 0;
    this.windowTotal = 0;
    if (mean > this.budget) this.onSlow(mean);
  }
}

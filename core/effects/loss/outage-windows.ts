import { PASSES } from '../effect.js';
import type { Loss } from './loss.js';

/**
 * Outages in given windows of logical time, each from its first instant up to and without its last: [from, to).
 *
 * Units: nanoseconds; a frame counts at the instant at which it has been sent. Random draws per frame: none.
 * Overflow: none. Time must not go backwards from call to call.
 */
export class OutageWindows implements Loss {
  /** Ends and beginnings by turns: from 0, to 0, from 1, … */
  private readonly edges: Float64Array;
  /** How many edges have passed. */
  private passed = 0;

  /** `windows` in order, none reaching into the next. */
  constructor(
    private readonly cause: number,
    windows: readonly { readonly from: number; readonly to: number }[],
  ) {
    this.edges = Float64Array.from(windows.flatMap(({ from, to }) => [from, to]));
  }

  judge(_slot: number, now: number): number {
    const { edges } = this;
    while (this.passed < edges.length && edges[this.passed] <= now) this.passed++;
    return (this.passed & 1) === 1 ? this.cause : PASSES;
  }
}

import type { Rng } from '../../sdk/rng.js';

/**
 * Finds the arc with the highest score of those offered, one of the tied at random.
 *
 * Units: those of the scores, which are numbers (no NaN); Infinity is a score like others, two of them tie. Random draws:
 * one by `take` if two or more are tied, else none; each is taken with the same probability. No allocation.
 */
export class Best {
  private readonly tied: Int32Array;
  private count = 0;
  private rank = 0;
  private score = 0;

  constructor(
    private readonly rng: Rng,
    arcs: number,
  ) {
    this.tied = new Int32Array(arcs);
  }

  /** A higher rank goes before any score of a lower one. */
  offer(arc: number, score: number, rank = 0): void {
    if (this.count > 0) {
      if (rank < this.rank || (rank === this.rank && score < this.score)) return;
      if (rank !== this.rank || score !== this.score) this.count = 0;
    }
    this.rank = rank;
    this.score = score;
    this.tied[this.count++] = arc;
  }

  /** The best of those offered since the last time; there must be one. */
  take(): number {
    const { count } = this;
    this.count = 0;
    return this.tied[count === 1 ? 0 : this.rng.below(count)];
  }
}

import type { Rng } from '../../../sdk/rng.js';

/** Which frames reordering takes. */
export interface Choice {
  /** Whether it takes the next one. */
  takes(): boolean;
}

/** Each with a probability of its own. Random draws per frame: one. */
export class ByChance implements Choice {
  constructor(
    private readonly chance: number,
    private readonly rng: Rng,
  ) {}

  takes(): boolean {
    return this.rng.u32() < this.chance * 4294967296;
  }
}

/** One of every `every` frames, the `place`-th of them (from 1). Random draws: none. */
export class ByPlace implements Choice {
  private count = 0;

  constructor(
    private readonly every: number,
    private readonly place: number,
  ) {}

  takes(): boolean {
    this.count = this.count === this.every ? 1 : this.count + 1;
    return this.count === this.place;
  }
}

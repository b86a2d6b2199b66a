import { Xoshiro128 } from '../../../sdk/rng.js';

/** A generator that knows how often it was drawn from. */
export class CountingRng extends Xoshiro128 {
  draws = 0;

  constructor(seed = 1) {
    super(seed, 0x243f6a88, 0xb7e15162, 0x71374491);
    // The first draws after so plain a state say little yet.
    for (let i = 0; i < 32; i++) super.u32();
  }

  override u32(): number {
    this.draws++;
    return super.u32();
  }
}

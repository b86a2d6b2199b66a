import type { Chooser, DispatchHost } from '../../../core/dispatch/chooser.js';
import type { Load } from '../../../core/dispatch/load.js';
import { FrameStore } from '../../../core/frame/store.js';
import { Frame } from '../../../sdk/frame.js';
import { CountingRng } from '../effects/counting-rng.js';

/** What a stage would say of itself, set by hand. */
export interface FakeLoad extends Load {
  frames: number;
  bytes: number;
  freeFrames: number;
  freeBytes: number;
  rate: number;
  drops: number;
}

export const load = (facts: Partial<FakeLoad> = {}): FakeLoad => ({
  frames: 0,
  bytes: 0,
  freeFrames: Number.POSITIVE_INFINITY,
  freeBytes: Number.POSITIVE_INFINITY,
  rate: Number.POSITIVE_INFINITY,
  drops: 0,
  ...facts,
  dropRate() {
    return this.drops;
  },
});

/** A fork with a store of its own. */
export class ForkHost implements DispatchHost {
  readonly store: FrameStore;
  readonly frame = new Frame();
  readonly rng = new CountingRng();

  constructor(slots = 32) {
    this.store = new FrameStore(slots * 2048);
  }

  put(bytes: Uint8Array): number {
    return this.store.put(bytes);
  }
}

/** The arcs 0 to `count`, all open. */
export const all = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

/** How often each of `arcs` arcs is chosen in `frames` frames, the first `count` of these being open. */
export const counts = (
  chooser: Chooser,
  open: Int32Array,
  arcs: number,
  frames: number,
  count = open.length,
): number[] => {
  const chosen = new Array<number>(arcs).fill(0);
  for (let i = 0; i < frames; i++) chosen[chooser.choose(open, count, 0, 0)]++;
  return chosen;
};

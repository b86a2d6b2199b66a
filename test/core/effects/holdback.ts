import type { Holdback } from '../../../core/effects/effect.js';
import { FrameStore } from '../../../core/frame/store.js';

export interface Release {
  /** Number of the frame, in the order of coming. */
  readonly frame: number;
  readonly at: number;
}

/**
 * Sends frames at these times, none before the one in front of it, of `length` bytes each, and gives what goes on, in
 * order: as a stage does, what is due earlier than a frame comes first, and what a frame sets free comes right behind it.
 */
export const through = (
  make: (store: FrameStore) => Holdback,
  times: readonly number[],
  length: (frame: number) => number = () => 100,
): Release[] => {
  const store = new FrameStore(2048 * Math.max(4, times.length));
  const holdback = make(store);
  const frameOf = new Map<number, number>();
  const out: Release[] = [];
  const release = (until: number): void => {
    while (holdback.nextAt <= until) {
      const at = holdback.nextAt;
      out.push({ frame: frameOf.get(holdback.shift(at))!, at });
    }
  };
  times.forEach((at, frame) => {
    release(at - 1);
    const slot = store.take();
    store.length[slot] = length(frame);
    frameOf.set(slot, frame);
    if (holdback.pass(slot, at)) out.push({ frame, at });
    release(at);
  });
  release(Number.MAX_SAFE_INTEGER);
  if (holdback.frames !== 0 || holdback.nextAt !== Number.POSITIVE_INFINITY) throw new Error('frames stay behind');
  return out;
};

export const order = (releases: readonly Release[]): number[] => releases.map(({ frame }) => frame);

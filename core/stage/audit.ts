import type { Ledger } from '../frame/ledger.js';
import type { FrameStore } from '../frame/store.js';
import type { Stage } from './stage.js';

/** Frames inside, counted by what holds them. */
export interface Inside {
  readonly inFlight: number;
  /** By hooks. */
  readonly kept: number;
}

export const countInside = (stages: readonly Stage[]): Inside => {
  let inFlight = 0;
  let kept = 0;
  for (const stage of stages) {
    inFlight += stage.inside;
    kept += stage.chain.keeping.frames;
  }
  return { inFlight, kept };
};

/** Throws unless the ledger, the stages and the store agree on how many frames are inside. */
export const checkInside = ({ inFlight, kept }: Inside, ledger: Ledger, store: FrameStore): void => {
  if (ledger.inside === inFlight + kept && store.used === inFlight + kept) return;
  throw new Error(
    `frames not conserved: the ledger leaves ${ledger.inside} inside, the stages hold ${inFlight} and hooks ${kept}, the store ${store.used}`,
  );
};

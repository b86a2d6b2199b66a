import type { Frame } from '../../sdk/frame.js';
import type { Rng } from '../../sdk/rng.js';
import type { FrameStore } from '../frame/store.js';

/** Chooses one of the arcs that leave a fork, frame by frame. */
export interface Chooser {
  /**
   * The arc for the frame in `slot`: one of `open[0 … count)`, which are places among the fork's arcs in ascending order;
   * `count` is 1 or more. All arcs are open but those that are full under back-pressure.
   *
   * -1, without a draw: none of the open ones will do. `match` answers so when no filter fits, `weighted` when the open ones
   * have the weight 0, a sticky flow when its arc is full; the last two mean that the frame has to wait.
   */
  choose(open: Int32Array, count: number, slot: number, now: number): number;
  /** After -1: when the answer for the frame would be another by the passing of time alone; none or Infinity: never. */
  readonly againAt?: number;
}

/** What a chooser may ask of the fork it stands at. */
export interface DispatchHost {
  readonly store: FrameStore;
  /** A flyweight to point at a slot: valid inside one call. */
  readonly frame: Frame;
  /** The fork's own substream. */
  readonly rng: Rng;
}

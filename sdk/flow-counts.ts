import { FlowIndex } from './flow-index.js';
import type { Frame } from './frame.js';

/** Counts frames by flow, both directions together: a frame's place in its flow. A flow of 2^32 frames begins again. */
export class FlowCounts {
  private readonly flows: FlowIndex;
  // Whole numbers: a double would be an object on the heap for each frame.
  private counts = new Uint32Array(64);
  private others = 0;

  /**
   * For at most `most` flows (default 65,536, which take 5 MB when they come); past it the flow longest unseen is forgotten
   * and begins at 1 again. Throws a RangeError unless `most` is a whole number of 1 to 2^24.
   */
  constructor(most = 65_536) {
    this.flows = new FlowIndex(most);
  }

  /** Flows counted now. */
  get size(): number {
    return this.flows.size;
  }

  /**
   * The place of this frame in its flow, counted from 1. Frames that are not IP share one count. Fragments have no ports:
   * those of one protocol between two addresses are one flow. Allocates nothing for a flow counted before.
   */
  count(frame: Frame): number {
    const flow = this.flows.touch(frame);
    if (flow < 0) return ++this.others;
    if (flow >= this.counts.length) {
      const longer = new Uint32Array(2 * this.counts.length);
      longer.set(this.counts);
      this.counts = longer;
    }
    if (this.flows.fresh) this.counts[flow] = 0;
    return ++this.counts[flow];
  }
}

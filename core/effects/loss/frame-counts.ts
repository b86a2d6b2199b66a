import { directedFlowHash } from '../../../sdk/flow.js';
import type { EffectHost } from '../effect.js';
import { frameAt } from '../frame-at.js';

/** One number beside every frame, shared by all that are counted together. */
export interface FrameCounts {
  readonly counts: Float64Array;
  /** Where in `counts` the number of the frame's kind stands; 0 for a kind not met before. */
  place(slot: number): number;
}

/** All frames of the stage together. */
export class StageCounts implements FrameCounts {
  readonly counts = new Float64Array(1);

  place(): number {
    return 0;
  }
}

const SEED_A = 0x9e3779b9;
const SEED_B = 0x243f6a88;

/**
 * Each flow by itself: frames of the same five-tuple in the same direction. Frames that are not IP are one more flow,
 * and so, for want of ports, are the fragments between two addresses (sdk/flow.ts).
 *
 * A table of fixed size; a new flow in a full one takes the place of the flow that has been idle longest, which begins
 * anew if it comes back. Flows are told apart by 64 bits of hash: of n flows two are taken for one with a chance of
 * n² / 2^65. No allocation, not even for a new flow.
 */
export class FlowCounts implements FrameCounts {
  readonly counts: Float64Array;
  private readonly hashA: Uint32Array;
  private readonly hashB: Uint32Array;
  /** First place of each bucket, and the place behind each place in its bucket; -1 ends a bucket. */
  private readonly buckets: Int32Array;
  private readonly behind: Int32Array;
  /** All places in use, in a ring by the time they were last met: what is newer than the newest is the oldest. */
  private readonly older: Int32Array;
  private readonly newer: Int32Array;
  private newest = -1;
  private used = 0;

  constructor(
    private readonly host: EffectHost,
    private readonly flows: number,
  ) {
    let buckets = 4;
    while (buckets < flows * 2) buckets *= 2;
    this.counts = new Float64Array(flows);
    this.hashA = new Uint32Array(flows);
    this.hashB = new Uint32Array(flows);
    this.buckets = new Int32Array(buckets).fill(-1);
    this.behind = new Int32Array(flows);
    this.older = new Int32Array(flows);
    this.newer = new Int32Array(flows);
  }

  place(slot: number): number {
    const frame = frameAt(this.host, slot);
    const a = directedFlowHash(frame, SEED_A);
    const b = directedFlowHash(frame, SEED_B);
    const bucket = a & (this.buckets.length - 1);
    let place = this.buckets[bucket];
    while (place >= 0 && !(this.hashA[place] === a && this.hashB[place] === b)) place = this.behind[place];
    if (place < 0) place = this.open(a, b, bucket);
    if (place !== this.newest) this.touch(place);
    return place;
  }

  /** A place for a flow not known: a free one, or that of the flow idle longest. */
  private open(a: number, b: number, bucket: number): number {
    let place: number;
    if (this.used < this.flows) {
      place = this.used++;
      if (this.newest < 0) this.newest = place;
      else this.insert(place);
    } else {
      place = this.newer[this.newest];
      this.forget(place);
    }
    this.counts[place] = 0;
    this.hashA[place] = a;
    this.hashB[place] = b;
    this.behind[place] = this.buckets[bucket];
    this.buckets[bucket] = place;
    return place;
  }

  /** Takes a place out of its bucket. */
  private forget(place: number): void {
    const { behind, buckets } = this;
    const bucket = this.hashA[place] & (buckets.length - 1);
    if (buckets[bucket] === place) {
      buckets[bucket] = behind[place];
      return;
    }
    let before = buckets[bucket];
    while (behind[before] !== place) before = behind[before];
    behind[before] = behind[place];
  }

  /** Makes a place of the ring the newest. The oldest stands beside the newest already: the ring only turns. */
  private touch(place: number): void {
    const { newer, older, newest } = this;
    if (place !== newer[newest]) {
      newer[older[place]] = newer[place];
      older[newer[place]] = older[place];
      this.insert(place);
    }
    this.newest = place;
  }

  /** Puts a place between the newest and the oldest. */
  private insert(place: number): void {
    const { newer, older, newest } = this;
    const oldest = newer[newest];
    newer[newest] = place;
    older[place] = newest;
    newer[place] = oldest;
    older[oldest] = place;
  }
}

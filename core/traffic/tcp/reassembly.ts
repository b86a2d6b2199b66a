/** Blocks an acknowledgement can report at most. */
const REPORTED = 4;

/**
 * What arrived beyond a gap, as disjoint ranges of stream offsets in order, and in which order to report them: the block
 * of the latest arrival first, then those reported before (RFC 2018 §4). A range costs two numbers; finding one is a
 * binary search, opening or closing one moves the ranges behind it.
 */
export class Reassembly {
  count = 0;
  /** Bytes held in all ranges. */
  held = 0;
  left = new Float64Array(64);
  right = new Float64Array(64);
  /** An offset inside each lately touched range, the latest first; ranges may merge or go since. */
  private readonly recent = new Float64Array(REPORTED).fill(-1);

  /** Adds `[from, to)`. Returns how many of its bytes are new. */
  insert(from: number, to: number): number {
    // The first range that touches or follows the new one, and the first that lies wholly behind it.
    const first = this.firstEndingFrom(from);
    let last = first;
    let low = from;
    let high = to;
    let known = 0;
    while (last < this.count && this.left[last]! <= to) {
      known += Math.max(0, Math.min(to, this.right[last]!) - Math.max(from, this.left[last]!));
      low = Math.min(low, this.left[last]!);
      high = Math.max(high, this.right[last]!);
      last += 1;
    }
    this.splice(first, last - first, 1);
    this.left[first] = low;
    this.right[first] = high;
    this.held += to - from - known;
    this.touch(from, low, high);
    return to - from - known;
  }

  /** The stream is complete up to `next`: forgets what lies before, and returns how far it is complete with what was held. */
  advance(next: number): number {
    let reached = next;
    let gone = 0;
    while (gone < this.count && this.left[gone]! <= reached) {
      reached = Math.max(reached, this.right[gone]!);
      this.held -= this.right[gone]! - this.left[gone]!;
      gone += 1;
    }
    this.splice(0, gone, 0);
    return reached;
  }

  /** Writes the blocks to report into `left` and `right`, at most four; returns how many. */
  report(left: Float64Array, right: Float64Array): number {
    let blocks = 0;
    for (let i = 0; i < REPORTED && this.recent[i]! >= 0; i++) {
      const n = this.firstEndingFrom(this.recent[i]! + 1);
      if (n === this.count || this.left[n]! > this.recent[i]!) continue;
      let told = false;
      for (let j = 0; j < blocks; j++) told ||= left[j] === this.left[n];
      if (told) continue;
      left[blocks] = this.left[n]!;
      right[blocks] = this.right[n]!;
      blocks += 1;
    }
    return blocks;
  }

  /** The first range whose end is at or beyond `offset`. */
  private firstEndingFrom(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.right[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts the range just touched in front, and takes out what pointed into the same range. */
  private touch(offset: number, low: number, high: number): void {
    const { recent } = this;
    let kept = 0;
    let carried = offset;
    for (let i = 0; i < REPORTED && recent[i]! >= 0; i++) {
      const one = recent[i]!;
      if (one >= low && one < high) continue;
      recent[kept++] = carried;
      carried = one;
    }
    if (kept < REPORTED) recent[kept++] = carried;
    while (kept < REPORTED) recent[kept++] = -1;
  }

  private splice(at: number, remove: number, add: number): void {
    const size = this.count + add - remove;
    if (size > this.left.length) this.grow();
    this.left.copyWithin(at + add, at + remove, this.count);
    this.right.copyWithin(at + add, at + remove, this.count);
    this.count = size;
  }

  private grow(): void {
    const left = new Float64Array(2 * this.left.length);
    const right = new Float64Array(2 * this.right.length);
    left.set(this.left);
    right.set(this.right);
    this.left = left;
    this.right = right;
  }
}

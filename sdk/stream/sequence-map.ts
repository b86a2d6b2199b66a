/** Bytes of a stream that stand in the place of others. At least one original byte, so that its sender repeats it when it is lost. */
export interface StreamEdit {
  /** Position of the first original byte. */
  readonly at: number;
  /** Original bytes, 1 or more. */
  readonly length: number;
  /** What stands in their place. */
  readonly bytes: Uint8Array;
  /** How much further than its original position everything before this edit stands. */
  readonly shift: number;
}

// Acknowledged edits that are remembered: late repetitions and D-SACK blocks still speak of what is behind them.
const REMEMBERED = 32;
// What is under way can only be repeated if it is remembered: past this nothing more is edited until some of it has arrived.
const EDITS_MOST = 262_144;

/**
 * Positions of one direction of a TCP connection before and after its edits. Positions are sequence numbers that do not
 * wrap: the number on the wire is the position modulo 2^32.
 *
 *     original   …aaaaa[bbb]ccccc…       the new bytes of an edit belong to its first original byte,
 *     edited     …aaaaa[BBBBBB]ccccc…    the others carry nothing
 */
export class SequenceMap {
  private edits: StreamEdit[] = [];
  private total = 0;
  private acked = Number.NEGATIVE_INFINITY;
  /** Original position before which edits are forgotten, for all before it has arrived; and where it stands now. */
  forgotten = Number.NEGATIVE_INFINITY;
  private forgottenEdited = Number.NEGATIVE_INFINITY;

  /** Whether positions are the same on both sides, and nothing was ever edited. */
  get empty(): boolean {
    return this.edits.length === 0 && this.total === 0;
  }
  /** Whether so much is under way that no more may be added. */
  get full(): boolean {
    return this.edits.length >= EDITS_MOST;
  }

  /** Adds an edit behind all others. */
  add(at: number, length: number, bytes: Uint8Array): void {
    this.edits.push({ at, length, bytes, shift: this.total });
    this.total += bytes.length - length;
  }

  /** The original bytes before `position` have arrived: edits among them will hardly be asked for again. */
  acknowledge(position: number): void {
    if (position > this.acked) this.acked = position;
    this.trim();
  }

  /** Forgets edits that have arrived, but for the last ones. */
  private trim(): void {
    const { edits } = this;
    if (edits.length < 2 * REMEMBERED || edits[REMEMBERED].at > this.acked) return;
    let gone = this.firstFrom(this.acked) - REMEMBERED;
    // The last of these may go on behind what has arrived.
    while (gone > 0 && edits[gone - 1].at + edits[gone - 1].length > this.acked) gone -= 1;
    // In large pieces: cutting an array's front costs its length.
    if (gone < REMEMBERED || 4 * gone < edits.length) return;
    const last = edits[gone - 1];
    this.forgotten = last.at + last.length;
    this.forgottenEdited = last.at + last.shift + last.bytes.length;
    this.edits = edits.slice(gone);
  }

  /** Index of the first edit that begins at or behind an original position. */
  private firstFrom(position: number): number {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.edits[middle].at < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the first edit that begins behind an edited position. */
  private firstBehind(position: number): number {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.edits[middle].at + this.edits[middle].shift <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The shift of what stands just before the edit of this index. */
  private shiftBefore(index: number): number {
    return index < this.edits.length ? this.edits[index].shift : this.total;
  }

  /** Where the bytes from an original position on stand. */
  toEdited(position: number): number {
    if (position < this.forgotten) return this.forgottenEdited;
    const index = this.firstFrom(position);
    if (index > 0) {
      const edit = this.edits[index - 1];
      // Inside the edit's original bytes: behind its first one there is nothing more.
      if (position < edit.at + edit.length) return edit.at + edit.shift + edit.bytes.length;
    }
    return position + this.shiftBefore(index);
  }

  /**
   * The original position up to which everything has arrived when the edited bytes before `position` have: what to
   * acknowledge. Inside an edit's bytes it is the edit's beginning, so that all of it comes again.
   */
  toOriginal(position: number): number {
    if (position < this.forgottenEdited) return this.forgotten;
    const index = this.firstBehind(position);
    if (index > 0) {
      const edit = this.edits[index - 1];
      if (position < edit.at + edit.shift + edit.bytes.length) return edit.at;
    }
    return position - this.shiftBefore(index);
  }

  /** The original position from which on everything has arrived when the edited bytes from `position` on have: a SACK block's left edge. */
  toOriginalFrom(position: number): number {
    if (position < this.forgottenEdited) return this.forgotten;
    let index = this.firstBehind(position);
    if (index > 0) {
      const edit = this.edits[index - 1];
      const from = edit.at + edit.shift;
      if (position > from && position < from + edit.bytes.length) return edit.at + edit.length;
    }
    // Bytes taken out just before this position, and the edit that begins here, belong to what follows.
    while (index > 0 && this.edits[index - 1].at + this.edits[index - 1].shift === position) index -= 1;
    return position - this.shiftBefore(index);
  }

  /** The original position itself, or behind the edit that it lies in the middle of. */
  behindEdit(position: number): number {
    const index = this.firstFrom(position);
    const edit = this.edits[index - 1];
    return index > 0 ? Math.max(position, edit.at + edit.length) : position;
  }

  /** Calls `visit` for the edits whose first original byte lies in [from, to), in order. */
  each(from: number, to: number, visit: (edit: StreamEdit) => void): void {
    const { edits } = this;
    for (let i = this.firstFrom(from); i < edits.length && edits[i].at < to; i++) visit(edits[i]);
  }

  /** Whether an edit touches the original bytes [from, to). */
  touches(from: number, to: number): boolean {
    const index = this.firstFrom(from);
    if (index < this.edits.length && this.edits[index].at < to) return true;
    return index > 0 && this.edits[index - 1].at + this.edits[index - 1].length > from;
  }
}

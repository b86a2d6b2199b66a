const WINDOW = 65536;

/**
 * Judges the sequence numbers of arriving frames: lost, duplicate, reordered. A frame is reordered when a greater number
 * came before it (RFC 4737 §3.3); its extent is the number of arrivals since the first such one (§4.2). Numbers more than
 * 65536 behind the highest are counted as new and reordered without an extent, for their duplicates are forgotten.
 */
export class SequenceTracker {
  /** Frames that came, each number once. */
  unique = 0;
  duplicates = 0;
  reordered = 0;
  extentMax = 0;
  private next = 0;
  private readonly seen = new Uint8Array(WINDOW);
  /** The arrival that jumped over each missing number. */
  private readonly jumpedAt = new Float64Array(WINDOW);

  /** True for a number that had not come yet. */
  record(sequence: number): boolean {
    const { seen, jumpedAt } = this;
    if (sequence >= this.next) {
      for (let n = Math.max(this.next, sequence - WINDOW); n < sequence; n++) {
        seen[n % WINDOW] = 0;
        jumpedAt[n % WINDOW] = this.unique;
      }
      seen[sequence % WINDOW] = 1;
      this.next = sequence + 1;
      this.unique += 1;
      return true;
    }
    if (this.next - sequence <= WINDOW) {
      if (seen[sequence % WINDOW] === 1) {
        this.duplicates += 1;
        return false;
      }
      seen[sequence % WINDOW] = 1;
      this.extentMax = Math.max(this.extentMax, this.unique - jumpedAt[sequence % WINDOW]!);
    }
    this.reordered += 1;
    this.unique += 1;
    return true;
  }

  /** One more than the highest number seen. */
  get expected(): number {
    return this.next;
  }
  /** Numbers below the highest seen that never came. What was lost after it cannot be known here. */
  get missing(): number {
    return this.next - this.unique;
  }
  /** RFC 4737 §3.4: reordered frames to all frames, duplicates left out. */
  get reorderedRatio(): number {
    return this.unique === 0 ? 0 : this.reordered / this.unique;
  }
}

/**
 * Which frames are copies that floods made of one: they share a group, so that an exit can let only the first of them out.
 * A group lasts as long as one of its frames. Group 0 is that of frames nobody copied. No allocation after the first copy.
 */
export class CopyGroups {
  /** By slot. */
  readonly of: Int32Array;
  private alive = new Int32Array(0);
  private passed = new Uint8Array(0);
  private readonly freed: number[] = [];
  private made = 0;

  constructor(private readonly slots: number) {
    this.of = new Int32Array(slots);
  }

  /** The frame in `twin` is a copy of the one in `slot`. */
  join(slot: number, twin: number): void {
    let group = this.of[slot]!;
    if (group === 0) {
      group = this.open();
      this.of[slot] = group;
    }
    this.alive[group]!++;
    this.of[twin] = group;
  }

  /** Whether the frame is the first of its group to ask; one without copies always is. */
  first(slot: number): boolean {
    const group = this.of[slot]!;
    if (group === 0) return true;
    if (this.passed[group] === 1) return false;
    this.passed[group] = 1;
    return true;
  }

  /** The frame's life has ended. */
  leave(slot: number): void {
    const group = this.of[slot]!;
    this.of[slot] = 0;
    if (--this.alive[group]! === 0) this.freed.push(group);
  }

  private open(): number {
    // There are never more groups than slots: each has a frame.
    if (this.alive.length === 0) {
      this.alive = new Int32Array(this.slots + 1);
      this.passed = new Uint8Array(this.slots + 1);
    }
    const group = this.freed.pop() ?? ++this.made;
    this.alive[group] = 1;
    this.passed[group] = 0;
    return group;
  }
}

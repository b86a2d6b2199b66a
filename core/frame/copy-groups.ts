/** Exits that frames of a group are told apart by: more than a plan has ports. */
export const EXITS_MOST = 160;
/** Bytes of a group's marks, a bit for each exit. */
const MARKS = EXITS_MOST / 8;

/**
 * Which frames are copies that floods made of one: they share a group, so that only the first of them leaves by each
 * of the exits that ask for that.
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

  /** Whether the frame is the first of its group to ask at this exit, a number below EXITS_MOST; one without copies always is. */
  first(slot: number, exit: number): boolean {
    const group = this.of[slot]!;
    if (group === 0) return true;
    const place = group * MARKS + (exit >> 3);
    const mark = 1 << (exit & 7);
    if ((this.passed[place]! & mark) !== 0) return false;
    this.passed[place]! |= mark;
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
      this.passed = new Uint8Array((this.slots + 1) * MARKS);
    }
    const group = this.freed.pop() ?? ++this.made;
    this.alive[group] = 1;
    this.passed.fill(0, group * MARKS, (group + 1) * MARKS);
    return group;
  }
}

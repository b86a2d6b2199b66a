import type { Frame } from '../../sdk/frame.js';

/** What a hook can do to a frame or a stage besides looking on: one line of the ground truth each. */
export const ALTERATIONS = [
  'dropped',
  'held',
  'kept',
  'duplicated',
  'replaced',
  'modified',
  'injected',
  'routed',
  'stage-set',
] as const;
export const DROPPED = 0;
export const HELD = 1;
export const KEPT = 2;
export const DUPLICATED = 3;
export const REPLACED_BY = 4;
export const MODIFIED = 5;
export const INJECTED = 6;
export const ROUTED = 7;
export const STAGE_SET = 8;

/**
 * Notices what a handler has changed in the frame it was given. Setters tell by themselves; of bytes handed out raw a copy
 * is taken first and compared afterwards. No allocation in steady state but the views that comparing takes.
 */
export class EditWatch {
  /** Offsets, in the longer of the frame before and after, of the first and the last byte that the handler has changed. */
  first = 0;
  last = 0;
  // Of a length when they are needed: a frame that is kept has a watch of its own.
  private before = Buffer.alloc(0);
  private standing = new Uint8Array(0);
  private start = 0;
  private length = 0;
  private exposed = false;
  /** Its length when its bytes were handed out. */
  private handed = 0;

  constructor(private readonly frame: Frame) {
    frame.onExpose = () => this.expose();
  }

  /** Points the frame at a copy of its bytes, good until the next one. */
  standIn(): void {
    const { frame } = this;
    const { memory, start, length, capacity, id } = frame;
    if (this.standing.length < capacity) this.standing = new Uint8Array(capacity);
    this.standing.set(memory.subarray(start, start + length));
    frame.point(this.standing, 0, length, capacity, id);
  }

  /** A handler is about to get the frame, pointed at its bytes. */
  begin(): void {
    this.exposed = false;
    this.frame.forgetEdits();
    this.start = this.frame.start;
    this.length = this.frame.length;
  }

  /** Whether the handler has changed the frame. */
  get changed(): boolean {
    const { frame, start, length } = this;
    const resized = frame.length !== length;
    if (frame.lastEdit < 0 && !resized && frame.start === start && !this.exposed) return false;
    this.first = frame.firstEdit - frame.start;
    this.last = frame.lastEdit < 0 ? -1 : frame.lastEdit - frame.start;
    if (this.exposed) this.compare();
    // Where the frame begins elsewhere every byte has another place.
    if (frame.start !== start) this.note(0, frame.length - 1);
    else if (resized && this.last < 0) this.note(Math.min(length, frame.length), Math.max(length, frame.length) - 1);
    return this.last >= 0;
  }

  private note(first: number, last: number): void {
    if (this.last < 0 || first < this.first) this.first = first;
    if (last > this.last) this.last = last;
  }

  /** What was written into raw bytes: between what is the same at both ends, in the longer of the two. */
  private compare(): void {
    const { before, handed, frame } = this;
    const { memory, start, length } = frame;
    if (length === handed && before.compare(memory, start, start + length, 0, handed) === 0) return;
    const common = Math.min(length, handed);
    let head = 0;
    while (head < common && memory[start + head] === before[head]) head++;
    let tail = 0;
    while (tail < common - head && memory[start + length - 1 - tail] === before[handed - 1 - tail]) tail++;
    this.note(head, Math.max(length, handed) - 1 - tail);
  }

  private expose(): void {
    const { frame } = this;
    if (this.exposed) return;
    this.exposed = true;
    this.handed = frame.length;
    if (this.before.length < frame.length) this.before = Buffer.alloc(frame.length);
    // Edits that setters have made are known already.
    this.before.set(frame.memory.subarray(frame.start, frame.start + frame.length));
  }
}

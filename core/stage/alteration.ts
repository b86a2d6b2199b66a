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
  /** Offsets within the frame of the first and the last byte changed by the handler that was looked after last. */
  first = 0;
  last = 0;
  // Of a length when they are needed: a frame that is kept has a watch of its own.
  private before = Buffer.alloc(0);
  private standing = new Uint8Array(0);
  private start = 0;
  private length = 0;
  private exposed = false;

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
    const { frame } = this;
    const moved = frame.start !== this.start || frame.length !== this.length;
    if (frame.lastEdit < 0 && !moved && !this.exposed) return false;
    let first = frame.lastEdit < 0 ? Number.POSITIVE_INFINITY : frame.firstEdit;
    let last = frame.lastEdit;
    if (moved) {
      first = Math.min(first, frame.start);
      last = Math.max(last, frame.start + frame.length - 1);
    }
    if (this.exposed && !moved) {
      const { memory, start, length } = frame;
      if (this.before.compare(memory, start, start + length, 0, length) !== 0) {
        let low = 0;
        while (memory[start + low] === this.before[low]) low++;
        let high = length - 1;
        while (memory[start + high] === this.before[high]) high--;
        first = Math.min(first, start + low);
        last = Math.max(last, start + high);
      }
    }
    if (last < 0) return false;
    this.first = Math.max(0, first - frame.start);
    this.last = last - frame.start;
    return true;
  }

  private expose(): void {
    const { frame } = this;
    if (this.exposed) return;
    this.exposed = true;
    if (this.before.length < frame.length) this.before = Buffer.alloc(frame.length);
    // Edits that setters have made are known already.
    this.before.set(frame.memory.subarray(frame.start, frame.start + frame.length));
  }
}

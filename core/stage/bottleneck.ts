import type { Pacing } from '../effects/effect.js';
import { PASSES } from '../effects/effect.js';
import type { MarkingQueue } from '../effects/queue/make.js';
import type { StageEffects } from './make-effects.js';
import type { Places } from './places.js';
import type { StageBooks } from './stage-books.js';
import { METER } from './stage-meter.js';
import type { Wire } from './wire.js';

/** Where frames wait and are sent one after the other: MTU → capacity → queue → pacer; what has been sent is the wire's. */
export class Bottleneck {
  readonly queue: MarkingQueue;
  readonly pacer: Pacing;
  /** The place of the end of the frame being sent among the stage's events. */
  order = 0;
  /**
   * Whether a frame is taken while anything is free, though it may not fit whole: what was let through under back-pressure
   * must not be refused.
   */
  overshoots = false;
  private readonly refuses: boolean;

  constructor(
    private readonly books: StageBooks,
    private readonly cells: Float64Array,
    private readonly effects: StageEffects,
    private readonly wire: Wire,
    private readonly places: Places,
  ) {
    this.queue = effects.queue;
    this.pacer = effects.pacing.pacing;
    this.refuses = effects.capacity !== undefined || effects.pacing.longest !== Number.POSITIVE_INFINITY;
  }

  /** Frames that wait or are being sent. */
  get frames(): number {
    return this.queue.frames + (this.pacer.sending < 0 ? 0 : 1);
  }

  /** Bytes that wait or are being sent. */
  get bytes(): number {
    const { sending } = this.pacer;
    return this.queue.bytes + (sending < 0 ? 0 : this.books.store.length[sending]!);
  }

  /** Takes a frame, in pieces or not at all if it is larger than the MTU. */
  admit(slot: number, now: number): void {
    const { mtu } = this.effects;
    if (mtu === undefined || mtu.fits(slot)) this.lineUp(slot, now);
    else mtu.handle(slot, now);
  }

  /** The frame, or a piece of one, lines up for the pacer. */
  lineUp(slot: number, now: number): void {
    if (this.refuses && this.refused(slot)) return;
    const { queue } = this;
    if (this.pacer.sending < 0 && queue.frames === 0 && !queue.judgesAll) this.serve(slot, now);
    else this.wait(slot, now);
  }

  /** The frame being sent has been sent; it takes the delay and the route in force now. */
  depart(now: number): void {
    this.wire.send(this.pacer.end(), now);
    this.serveNext(now);
  }

  /** Rate 0 while the link stands still; the queue goes by the rate it will be emptied at again. */
  setRate(rate: number, now: number, standsStill: boolean): void {
    this.pacer.setRate(standsStill ? 0 : rate, now);
    this.queue.setRate(rate, now);
  }

  private wait(slot: number, now: number): void {
    const { queue, cells } = this;
    const verdict = this.overshoots ? this.pushAnyway(slot, now) : queue.push(slot, now);
    if (verdict !== PASSES) this.books.drop(slot, verdict);
    else {
      if (queue.bytes > cells[METER.queueBytesMost]!) cells[METER.queueBytesMost] = queue.bytes;
      if (queue.frames > cells[METER.queueFramesMost]!) cells[METER.queueFramesMost] = queue.frames;
    }
    this.serveNext(now);
  }

  private pushAnyway(slot: number, now: number): number {
    const { queue } = this;
    const { limitBytes } = queue;
    if (queue.bytes < limitBytes) queue.limitBytes = Number.POSITIVE_INFINITY;
    const verdict = queue.push(slot, now);
    queue.limitBytes = limitBytes;
    return verdict;
  }

  private serve(slot: number, now: number): void {
    const { pacer, effects } = this;
    if (effects.pacing.atOnce && pacer.rate === Number.POSITIVE_INFINITY) {
      this.wire.send(slot, now);
      return;
    }
    this.order = this.places.next++;
    pacer.begin(slot, this.bytesOnLine(slot), now);
  }

  /** At a rate without end the pacer stays idle and the whole backlog leaves at once. */
  private serveNext(now: number): void {
    while (this.pacer.sending < 0 && this.queue.frames > 0) {
      const slot = this.queue.shift(now);
      if (slot >= 0) this.serve(slot, now);
    }
  }

  /** What a frame counts for the pacer. */
  private bytesOnLine(slot: number): number {
    const length = this.books.store.length[slot]!;
    const { wireBytes } = this.effects.pacing;
    return wireBytes === undefined ? length : wireBytes(length);
  }

  /** Whether the frame has been dropped before it could wait. */
  private refused(slot: number): boolean {
    const cause = this.refusal(slot);
    if (cause === PASSES) return false;
    this.books.drop(slot, cause);
    return true;
  }

  /** Why a frame may not even wait: there is no room, or it would never leave. */
  private refusal(slot: number): number {
    const { pacing, capacity } = this.effects;
    if (pacing.longest !== Number.POSITIVE_INFINITY && this.bytesOnLine(slot) > pacing.longest) return pacing.cause;
    if (capacity === undefined) return PASSES;
    const { wire } = this;
    const length = this.books.store.length[slot]!;
    return capacity.hasRoom(this.frames + wire.frames, this.bytes + wire.bytes, length) ? PASSES : capacity.cause;
  }
}

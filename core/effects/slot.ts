import type { Rng } from '../../sdk/rng.js';
import type { FrameStore } from '../frame/store.js';
import type { SlotPlan } from '../plan/effects/slot.js';
import type { EffectHost, Holdback, Jitter } from './effect.js';
import { makeJitter } from './jitter/make.js';

/**
 * Frames held and released in bursts, as Wi-Fi and LTE do: netem's `slot` (sch_netem.c, get_slot_next and
 * netem_dequeue).
 *
 * A frame that finds the last slot begun waits for a new one, which begins a gap after it came; what comes meanwhile
 * waits for the same slot. When it begins, all that wait go at once, until it has let `packets` frames or `bytes`
 * bytes go (the frame that reaches the bytes still goes): then the next slot begins a gap later. A frame that comes in
 * the very instant in which a slot has begun goes with it. Frames leave in the order in which they came.
 *
 * Units: nanoseconds, frames, bytes. Random draws per slot: one, for its gap; none per frame. A gap below 0, as a
 * distribution may draw it, counts as 0. Overflow: none; the store's budget alone bounds what waits.
 *
 * One difference: netem draws a gap as soon as a frame comes to it, also while its delay lasts; here the delay is over.
 */
export class Slots implements Holdback {
  frames = 0;
  nextAt = Number.POSITIVE_INFINITY;
  /** When the last slot drawn begins or began. */
  private begin = Number.NEGATIVE_INFINITY;
  private packetsLeft = 0;
  private bytesLeft = 0;
  private head = -1;
  private tail = -1;

  /** A gap is `least` + what `gap` draws; `packets` and `bytes` of a slot may be Infinity. */
  constructor(
    private readonly store: FrameStore,
    private readonly least: number,
    private readonly gap: Jitter,
    private readonly packets: number,
    private readonly bytes: number,
  ) {}

  pass(slot: number, now: number): boolean {
    if (this.frames === 0 && this.begin < now) this.draw(now);
    if (this.frames === 0 && this.begin <= now) {
      this.spend(slot, now);
      return true;
    }
    const { next } = this.store;
    next[slot] = -1;
    if (this.tail >= 0) next[this.tail] = slot;
    else this.head = slot;
    this.tail = slot;
    this.frames++;
    this.nextAt = this.begin;
    return false;
  }

  shift(now: number): number {
    const slot = this.head;
    this.head = this.store.next[slot]!;
    if (this.head < 0) this.tail = -1;
    this.frames--;
    this.spend(slot, now);
    this.nextAt = this.frames > 0 ? this.begin : Number.POSITIVE_INFINITY;
    return slot;
  }

  private spend(slot: number, now: number): void {
    this.packetsLeft--;
    this.bytesLeft -= this.store.length[slot]!;
    if (this.packetsLeft <= 0 || this.bytesLeft <= 0) this.draw(now);
  }

  private draw(now: number): void {
    const gap = this.least + this.gap.next();
    this.begin = gap > 0 ? now + gap : now;
    this.packetsLeft = this.packets;
    this.bytesLeft = this.bytes;
  }
}

/** A span in [0, `range`], each whole nanosecond equally likely. Random draws: one. */
class UniformGap implements Jitter {
  constructor(
    private readonly range: number,
    private readonly rng: Rng,
  ) {}

  next(): number {
    return this.rng.below(this.range + 1);
  }
}

export const makeSlots = (plan: SlotPlan, host: EffectHost, rng: Rng): Slots => {
  const { gap } = plan;
  const varying = 'max' in gap ? new UniformGap(gap.max - gap.min, rng) : makeJitter(gap.jitter, rng);
  return new Slots(host.store, 'max' in gap ? gap.min : gap.delay, varying, plan.packets, plan.bytes);
};

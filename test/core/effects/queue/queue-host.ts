import type { EffectHost } from '../../../../core/effects/effect.js';
import { Causes } from '../../../../core/frame/causes.js';
import { FrameStore } from '../../../../core/frame/store.js';
import { build } from '../../../../sdk/build.js';
import { Frame } from '../../../../sdk/frame.js';

/** What a queue needs of a stage: a store, and a count of the drops by cause. */
export class QueueHost implements EffectHost {
  readonly store: FrameStore;
  readonly frame = new Frame();
  readonly causes = new Causes();
  /** By cause, in the order in which they came: the ids of the dropped frames. */
  readonly dropped: Record<string, number[]> = {};
  private ids = 0;

  constructor(slots = 4096) {
    this.store = new FrameStore(2048 * slots);
  }

  cause(name: string): number {
    return this.causes.number(name);
  }
  drop(slot: number, cause: number): void {
    const name = this.causes.names[cause]!;
    this.dropped[name] ??= [];
    this.dropped[name].push(this.store.id[slot]!);
    this.store.free(slot);
  }
  /** Frames dropped of all causes. */
  get deaths(): number {
    return Object.values(this.dropped).reduce((sum, ids) => sum + ids.length, 0);
  }

  /** A frame of these bytes, or of so many; its id counts from 1. */
  put(bytes: Uint8Array | number): number {
    const slot = this.store.put(typeof bytes === 'number' ? new Uint8Array(bytes) : bytes);
    this.store.id[slot] = ++this.ids;
    return slot;
  }
  ecnOf(slot: number): number {
    const { store, frame } = this;
    frame.point(store.memory, store.start[slot]!, store.length[slot]!, store.capacity(slot), store.id[slot]!);
    return (frame.ipv4 ?? frame.ipv6)!.ecn;
  }

  twin(): number {
    throw new Error('a queue copies no frames');
  }
  bear(): number {
    throw new Error('a queue makes no frames');
  }
  absorb(): void {
    throw new Error('a queue absorbs no frames');
  }
  reply(): void {
    throw new Error('a queue answers no frames');
  }
}

/** A UDP frame of `length` bytes of flow `flow`, with these ECN bits. */
export const udpFrame = (flow: number, length: number, ecn = 0, version: 4 | 6 = 4): Uint8Array => {
  const udp = { srcPort: 1024 + flow, dstPort: 9 };
  if (version === 6) {
    return build({ ipv6: { src: 'fd00::1', dst: 'fd00::2', ecn }, udp, payload: length - 62 }).bytes;
  }
  return build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2', ecn }, udp, payload: length - 42 }).bytes;
};

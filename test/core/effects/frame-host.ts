import type { EffectHost } from '../../../core/effects/effect.js';
import { FrameStore } from '../../../core/frame/store.js';
import { Frame } from '../../../sdk/frame.js';

const unexpected = (): never => {
  throw new Error('a judge asks for nothing but frames and causes');
};

/** A host for effects that only look at frames: causes are numbered in the order in which they are asked for. */
export class FrameHost implements EffectHost {
  readonly store: FrameStore;
  readonly frame = new Frame();
  readonly causes: string[] = [];

  constructor(slots = 8, slotBytes = 2048) {
    this.store = new FrameStore(slots * slotBytes, slotBytes);
  }

  /** A frame of these bytes in a slot. */
  put(bytes: Uint8Array): number {
    return this.store.put(bytes);
  }
  /** The bytes that stand in a slot now. */
  bytes(slot: number): Uint8Array {
    const start = this.store.start[slot];
    return this.store.memory.slice(start, start + this.store.length[slot]);
  }

  cause(name: string): number {
    return this.causes.push(name) - 1;
  }
  drop = unexpected;
  twin = unexpected;
  bear = unexpected;
  absorb = unexpected;
  reply = unexpected;
}

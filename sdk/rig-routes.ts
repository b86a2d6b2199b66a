import type { Parcel } from './rig-frames.js';

/** The pretended fork behind a rig's stage. */
export class RigRoutes {
  private atHand: Parcel | undefined;

  constructor(private readonly all: readonly string[]) {}

  get names(): readonly string[] {
    return this.atHand === undefined ? [] : this.all;
  }

  /** Chooses for the frame at hand. */
  choose(name: string): void {
    if (this.atHand === undefined) throw new Error('there is no frame at hand: route() is for handlers of frames');
    if (!this.all.includes(name)) {
      throw new RangeError(`no route '${name}' (${this.all.join(', ') || 'the rig has none'})`);
    }
    this.atHand.route = name;
  }

  /** The frame is at hand while `work` goes on. */
  with<T>(parcel: Parcel, work: () => T): T {
    this.atHand = parcel;
    try {
      return work();
    } finally {
      this.atHand = undefined;
    }
  }
}

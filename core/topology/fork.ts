import type { Chooser } from '../dispatch/chooser.js';

/** No arc takes the frame: it is dropped. */
export const NONE = -1;
/** The frame has to wait: the arcs that would take it are full. */
export const WAITS = -2;

/** A vertex where a frame's arc is chosen: among all of them, or under back-pressure among those that are not full. */
export class Fork {
  private readonly all: Int32Array;
  private readonly open: Int32Array;
  /** When a frame that has just been told to wait may go although no arc became free; Infinity: never. */
  againAt = Number.POSITIVE_INFINITY;

  constructor(
    /** Numbers of its arcs in the graph. */
    readonly arcs: readonly number[],
    private readonly chooser: Chooser,
    /** By arc, whether it is full; undefined: nobody waits here. */
    private readonly full: Uint8Array | undefined,
  ) {
    this.all = Int32Array.from(arcs, (_, place) => place);
    this.open = new Int32Array(arcs.length);
  }

  /** The arc of the frame in `slot`, NONE or WAITS. A `chosen` one (-1: none) is taken if it leaves here. */
  arc(slot: number, chosen: number, now: number): number {
    const { arcs, full, open } = this;
    this.againAt = Number.POSITIVE_INFINITY;
    if (chosen >= 0 && arcs.includes(chosen)) return full?.[chosen] === 1 ? WAITS : chosen;
    if (full === undefined) return this.any(slot, now);
    let count = 0;
    for (let place = 0; place < arcs.length; place++) if (full[arcs[place]!] === 0) open[count++] = place;
    const place = count === 0 ? -1 : this.chooser.choose(open, count, slot, now);
    if (place >= 0) return arcs[place]!;
    if (count > 0) this.againAt = this.chooser.againAt ?? Number.POSITIVE_INFINITY;
    return WAITS;
  }

  /** The arc of a frame that cannot wait, full or not; NONE if none fits. */
  any(slot: number, now: number): number {
    const place = this.chooser.choose(this.all, this.all.length, slot, now);
    return place < 0 ? NONE : this.arcs[place]!;
  }
}

import { Frame } from './frame.js';
import type { ColumnKind, Columns } from './hook.js';

/** A frame inside the rig: its bytes in a slot as a lane has them, its id and its columns. */
export interface Parcel {
  memory: Uint8Array;
  start: number;
  length: number;
  readonly id: number;
  readonly my: Record<string, number>;
  /** The stage that the hook has chosen for it at the fork behind its own. */
  route?: string;
}

const HEADROOM = 64;
const SLOT = 2048;
const EMPTY = new Uint8Array(0);

const ARRAYS = { u8: Uint8Array, u32: Uint32Array, i32: Int32Array, f64: Float64Array } satisfies Record<
  ColumnKind,
  unknown
>;

/** Columns of one frame, all 0; they cut numbers as a lane's typed arrays do. */
export const columnsOf = (columns: Columns = {}): Record<string, number> => {
  const my: Record<string, number> = {};
  for (const [name, kind] of Object.entries(columns)) {
    const cell = new ARRAYS[kind](1);
    Object.defineProperty(my, name, {
      enumerable: true,
      get: () => cell[0],
      set: (value: number) => {
        cell[0] = value;
      },
    });
  }
  return Object.preventExtensions(my);
};

/**
 * The rig's frames. As in a lane, one flyweight is handed to every handler and is blank afterwards, so that a hook which
 * holds on to it fails its tests and not its first run.
 */
export class RigFrames {
  private readonly flyweight = new Frame();
  private readonly left = new WeakMap<Frame, Parcel>();
  private ids = 0;

  /** A new frame with a copy of these bytes. */
  take(bytes: Uint8Array, my: Record<string, number>): Parcel {
    this.ids += 1;
    return { ...placed(bytes), id: this.ids, my };
  }
  /** A frame that a test gives: one that has left the rig before keeps its id and its columns. */
  enter(frame: Frame, columns: () => Record<string, number>): Parcel {
    const known = this.left.get(frame);
    return known ? { ...placed(frame.bytes), id: known.id, my: known.my } : this.take(frame.bytes, columns());
  }
  /** A copy with an id of its own, the same values in its columns and the same route. */
  twin(parcel: Parcel, my: Record<string, number>): Parcel {
    const twin = this.take(
      parcel.memory.subarray(parcel.start, parcel.start + parcel.length),
      Object.assign(my, parcel.my),
    );
    return parcel.route === undefined ? twin : { ...twin, route: parcel.route };
  }
  /** The frame as it leaves: bytes of its own. */
  release(parcel: Parcel): Frame {
    const frame = Frame.of(parcel.memory.slice(parcel.start, parcel.start + parcel.length), parcel.id);
    frame.my = parcel.my;
    this.left.set(frame, parcel);
    return frame;
  }

  point(frame: Frame, parcel: Parcel): Frame {
    frame.point(parcel.memory, parcel.start, parcel.length, parcel.memory.length - parcel.start, parcel.id);
    frame.my = parcel.my;
    return frame;
  }
  /** Takes back what a handler did with the frame's extent, and blanks it. */
  collect(frame: Frame, parcel: Parcel): void {
    parcel.start = frame.start;
    parcel.length = frame.length;
    frame.point(EMPTY, 0, 0, 0, 0);
    frame.my = {};
  }
  hand<T>(parcel: Parcel, handler: (frame: Frame) => T): T {
    const frame = this.point(this.flyweight, parcel);
    try {
      return handler(frame);
    } finally {
      this.collect(frame, parcel);
    }
  }
}

const placed = (bytes: Uint8Array): { memory: Uint8Array; start: number; length: number } => {
  const memory = new Uint8Array(Math.max(SLOT, HEADROOM + bytes.length));
  memory.set(bytes, HEADROOM);
  return { memory, start: HEADROOM, length: bytes.length };
};

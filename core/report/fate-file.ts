import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** One record: id and time (doubles), stage and fate (32-bit integers), little-endian. */
export const FATE_BYTES = 24;
const RECORDS = 8192;

/** How one frame's life ended. */
export interface Fate {
  readonly id: number;
  /** Logical time in nanoseconds. */
  readonly at: number;
  /** Ordinal of the stage. */
  readonly stage: number;
  /** -1 left at a port; from 0 on the number of the cause; -2 and below absorbed. */
  readonly fate: number;
}

/** Writes the fates of a lane's frames in the order in which they came about. */
export class FateFile {
  private readonly bytes = new Uint8Array(RECORDS * FATE_BYTES);
  private readonly view = new DataView(this.bytes.buffer);
  private readonly descriptor: number;
  private length = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'w');
  }

  add(id: number, at: number, stage: number, fate: number): void {
    const { view, length } = this;
    view.setFloat64(length, id, true);
    view.setFloat64(length + 8, at, true);
    view.setInt32(length + 16, stage, true);
    view.setInt32(length + 20, fate, true);
    this.length += FATE_BYTES;
    if (this.length === this.bytes.length) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    for (let at = 0; at < this.length; ) at += writeSync(this.descriptor, this.bytes, at, this.length - at);
    this.length = 0;
  }
}

/** Fates in order, a column a field: as objects those of a million frames would take ten times the memory. */
export class FateColumns implements Iterable<Fate> {
  count = 0;
  ids: Float64Array;
  times: Float64Array;
  stages: Int32Array;
  fates: Int32Array;

  constructor(room = 1024) {
    this.ids = new Float64Array(room);
    this.times = new Float64Array(room);
    this.stages = new Int32Array(room);
    this.fates = new Int32Array(room);
  }

  add(id: number, at: number, stage: number, fate: number): void {
    if (this.count === this.ids.length) this.grow();
    this.ids[this.count] = id;
    this.times[this.count] = at;
    this.stages[this.count] = stage;
    this.fates[this.count] = fate;
    this.count++;
  }

  *[Symbol.iterator](): Iterator<Fate> {
    const { ids, times, stages, fates } = this;
    for (let i = 0; i < this.count; i++) yield { id: ids[i]!, at: times[i]!, stage: stages[i]!, fate: fates[i]! };
  }

  private grow(): void {
    const { ids, times, stages, fates } = this;
    const room = 2 * ids.length + 1024;
    this.ids = new Float64Array(room);
    this.times = new Float64Array(room);
    this.stages = new Int32Array(room);
    this.fates = new Int32Array(room);
    this.ids.set(ids);
    this.times.set(times);
    this.stages.set(stages);
    this.fates.set(fates);
  }
}

/** All fates of a file, in order; half a record at its end, as a killed run may leave, is none. */
export const readFates = (path: string): FateColumns => {
  const descriptor = openSync(path, 'r');
  try {
    const fates = new FateColumns(Math.floor(fstatSync(descriptor).size / FATE_BYTES));
    const bytes = new Uint8Array(RECORDS * FATE_BYTES);
    const view = new DataView(bytes.buffer);
    for (let held = 0; ; ) {
      const read = readSync(descriptor, bytes, held, bytes.length - held, null);
      if (read === 0) return fates;
      held += read;
      let at = 0;
      for (; at + FATE_BYTES <= held; at += FATE_BYTES) {
        const [id, time] = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
        fates.add(id, time, view.getInt32(at + 16, true), view.getInt32(at + 20, true));
      }
      bytes.copyWithin(0, at, held);
      held -= at;
    }
  } finally {
    closeSync(descriptor);
  }
};

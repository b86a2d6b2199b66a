import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

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

/** All fates of a file, in order. */
export const readFates = (path: string): Fate[] => {
  const bytes = readFileSync(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fates: Fate[] = [];
  for (let at = 0; at + FATE_BYTES <= bytes.length; at += FATE_BYTES) {
    fates.push({
      id: view.getFloat64(at, true),
      at: view.getFloat64(at + 8, true),
      stage: view.getInt32(at + 16, true),
      fate: view.getInt32(at + 20, true),
    });
  }
  return fates;
};

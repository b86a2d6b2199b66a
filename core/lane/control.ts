import { Ledger } from '../frame/ledger.js';
import { HISTOGRAM_CELLS, Histogram } from '../report/histogram.js';
import { HookMarker } from '../stage/hook-marker.js';
import { METER_LENGTH } from '../stage/stage-meter.js';
import { READING, READING_CELLS } from '../time/driver-readings.js';
import { OVERFLOW_CELLS } from './record-ring.js';

const STOP = 0;
const MEMORY_LOW = 1;
const CHANGES = 2;
const WORDS = 4;

export type Reading = keyof typeof READING;

/**
 * The shared memory between the main thread and one lane: two flags and a count the main thread writes, and plain 8-byte cells
 * the lane writes (one writer each, so no atomics are needed; a reader sees each number whole).
 */
export class LaneControl {
  private readonly words: Int32Array;
  /** What the driver measures about itself: see READING. */
  readonly cells: Float64Array;
  readonly marker: HookMarker;
  readonly ledgerCells: Float64Array;
  readonly meters: Float64Array;
  readonly overflow: Float64Array;
  /** Actual minus due departure. */
  readonly lateness: Histogram;
  /** By how much arrivals were moved to the engine's present. */
  readonly clamps: Histogram;

  static memory(stages: number): SharedArrayBuffer {
    const cells =
      READING_CELLS + HookMarker.LENGTH + Ledger.LENGTH + OVERFLOW_CELLS + stages * METER_LENGTH + 2 * HISTOGRAM_CELLS;
    return new SharedArrayBuffer(WORDS * 4 + cells * 8);
  }

  constructor(
    readonly shared: SharedArrayBuffer,
    stages: number,
  ) {
    this.words = new Int32Array(shared, 0, WORDS);
    let at = WORDS * 4;
    const region = (cells: number): Float64Array => {
      const made = new Float64Array(shared, at, cells);
      at += cells * 8;
      return made;
    };
    this.cells = region(READING_CELLS);
    this.marker = new HookMarker(region(HookMarker.LENGTH));
    this.ledgerCells = region(Ledger.LENGTH);
    this.overflow = region(OVERFLOW_CELLS);
    this.meters = region(stages * METER_LENGTH);
    this.lateness = new Histogram(region(HISTOGRAM_CELLS));
    this.clamps = new Histogram(region(HISTOGRAM_CELLS));
  }

  get stopped(): boolean {
    return Atomics.load(this.words, STOP) !== 0;
  }
  stop(): void {
    Atomics.store(this.words, STOP, 1);
  }

  get memoryLow(): boolean {
    return Atomics.load(this.words, MEMORY_LOW) !== 0;
  }
  /** Tells the lane that the machine's memory is low, or is so no more. */
  set memoryLow(low: boolean) {
    Atomics.store(this.words, MEMORY_LOW, low ? 1 : 0);
  }

  /** Changes that were sent to the lane so far. */
  get changes(): number {
    return Atomics.load(this.words, CHANGES);
  }
  /** Tells the lane that one more waits at its port. */
  countChange(): void {
    Atomics.add(this.words, CHANGES, 1);
  }

  get(name: Reading): number {
    return this.cells[READING[name]]!;
  }
  set(name: Reading, value: number): void {
    this.cells[READING[name]] = value;
  }
}

import { READING } from './driver-readings.js';
import type { RealTimeParts } from './real-time-parts.js';

/** As many as a sender takes at once; of a small store no more than a sixteenth. */
const BATCH = 64;

/** Frames for one port on their way out: collected while the engine advances, sent in batches, their lateness told. */
export class Outbox {
  private readonly slots = new Int32Array(BATCH);
  private readonly dues = new Float64Array(BATCH);
  private readonly most: number;
  private count = 0;

  constructor(
    private readonly port: number,
    private readonly parts: RealTimeParts,
  ) {
    this.most = Math.max(1, Math.min(BATCH, Math.floor(parts.engine.store.slots / 16)));
  }

  /** Takes a frame that is due at `at`; its slot is lent to the outbox until it has been sent. */
  push(slot: number, at: number): void {
    const { store } = this.parts.engine;
    if (this.count === this.most) this.flush();
    this.parts.outlets[this.port]!.push(store.start[slot]!, store.length[slot]!);
    store.lent++;
    this.slots[this.count] = slot;
    this.dues[this.count++] = at;
  }

  /** Sends what there is. Lateness is the time of handing over less the due time. */
  flush(): void {
    const { count } = this;
    if (count === 0) return;
    const { engine, outlets, readings, clock, origin, lateFrom } = this.parts;
    const { cells, lateness } = readings;
    const { store } = engine;
    const outlet = outlets[this.port]!;
    const late = lateFrom(this.port);
    const now = clock() - origin;
    const failedBefore = outlet.failed;
    outlet.flush();
    for (let i = 0; i < count; i++) {
      const span = now - this.dues[i]!;
      lateness.record(span);
      if (span > late) cells[READING.lateFrames]!++;
      store.lent--;
      store.free(this.slots[i]!);
    }
    this.count = 0;
    cells[READING.sent]! += count;
    cells[READING.sendErrors]! += outlet.failed - failedBefore;
  }
}

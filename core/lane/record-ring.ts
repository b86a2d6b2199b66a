import { changeText, parseChange } from '../report/control-record.js';
import { plainFields } from '../report/events.js';
import type { Recorder } from '../stage/recorder.js';
import type { StageChange } from '../stage/stage-change.js';

const ARRIVAL = 1;
const CROSSING = 2;
const FATE = 3;
const CAPTURE = 4;
const EVENT = 5;
const CAUSE = 6;
const PAD = 7;
const CLOCK = 8;
const MEMORY = 9;
const CHANGE = 10;
const TAP = 11;
const SEAT = 12;
const ALTERATION = 13;
const RELOAD = 14;

const HEAD_WORD = 0;
const TAIL_WORD = 1;
const NO_BYTES = new Uint8Array(0);
const HEADER_BYTES = 64;
/** Kind, length, and up to five numbers, all doubles: the frame's bytes follow. */
const RECORD_BYTES = 56;

/** What did not fit on its way to the disk, by kind; one writer. */
export const OVERFLOW = { journal: 0, fates: 1, captures: 2, events: 3, truth: 4 } as const;
export const OVERFLOW_CELLS = 5;

const aligned = (bytes: number): number => (bytes + 7) & ~7;

/**
 * Single producer, single consumer: the way from a lane to the writer thread. The lane never waits: what does not fit
 * is counted, and marks its file incomplete.
 *
 *     | head, tail | record | record | … (capacity, a power of two) |
 *     record: kind · bytes · number × 5 (doubles) · payload, padded to 8
 *
 * Head and tail are byte counts modulo 2^32; the producer owns head, the consumer tail. A record never wraps: a PAD
 * fills the rest of the ring: at least the 8 bytes of its kind, since records are multiples of 8.
 */
export class RecordRing {
  private readonly words: Int32Array;
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly capacity: number;

  /** Makes the shared memory of a ring; `capacity` is rounded up to a power of two. */
  static memory(capacity: number): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + 2 ** Math.ceil(Math.log2(capacity)));
  }

  constructor(shared: SharedArrayBuffer) {
    this.words = new Int32Array(shared, 0, 2);
    this.capacity = shared.byteLength - HEADER_BYTES;
    this.view = new DataView(shared, HEADER_BYTES);
    this.bytes = new Uint8Array(shared, HEADER_BYTES);
  }

  /** Writes one record; false when it does not fit. */
  push(
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    memory: Uint8Array,
    start: number,
    length: number,
  ): boolean {
    const size = RECORD_BYTES + aligned(length);
    const head = Atomics.load(this.words, HEAD_WORD) >>> 0;
    const tail = Atomics.load(this.words, TAIL_WORD) >>> 0;
    let at = head & (this.capacity - 1);
    const rest = this.capacity - at;
    const needed = size <= rest ? size : rest + size;
    if (this.capacity - ((head - tail) >>> 0) < needed) return false;
    if (size > rest) {
      this.view.setFloat64(at, PAD);
      at = 0;
    }
    const { view } = this;
    view.setFloat64(at, kind);
    view.setFloat64(at + 8, length);
    view.setFloat64(at + 16, a);
    view.setFloat64(at + 24, b);
    view.setFloat64(at + 32, c);
    view.setFloat64(at + 40, d);
    view.setFloat64(at + 48, e);
    const to = at + RECORD_BYTES;
    const from = memory;
    // A loop beats set(subarray()) below about 64 bytes and makes no object; above, one object per frame is cheaper.
    if (length <= 96) for (let i = 0; i < length; i++) this.bytes[to + i] = from[start + i]!;
    else this.bytes.set(from.subarray(start, start + length), to);
    Atomics.store(this.words, HEAD_WORD, (head + needed) | 0);
    return true;
  }

  /** Hands what is there to `recorder`; returns the number of records. */
  drain(recorder: Recorder): number {
    let count = 0;
    while (this.take(recorder)) count++;
    return count;
  }

  /** Time of the next record, which must be of a tap or a cause (0); Infinity: none is there. */
  get nextAt(): number {
    const at = this.place();
    return at < 0 ? Number.POSITIVE_INFINITY : this.view.getFloat64(at + 24);
  }

  /** Hands one record to `recorder`; false when none is there. */
  take(recorder: Recorder): boolean {
    const at = this.place();
    if (at < 0) return false;
    const length = this.view.getFloat64(at + 8);
    this.hand(recorder, at, length);
    const tail = Atomics.load(this.words, TAIL_WORD);
    Atomics.store(this.words, TAIL_WORD, (tail + RECORD_BYTES + aligned(length)) | 0);
    return true;
  }

  /** Where the next record lies, past what fills up the ring; -1: none is there. */
  private place(): number {
    const head = Atomics.load(this.words, HEAD_WORD);
    let tail = Atomics.load(this.words, TAIL_WORD);
    if (tail === head) return -1;
    const at = tail & (this.capacity - 1);
    if (this.view.getFloat64(at) !== PAD) return at;
    tail = (tail + this.capacity - at) | 0;
    Atomics.store(this.words, TAIL_WORD, tail);
    return tail === head ? -1 : tail & (this.capacity - 1);
  }

  private hand(recorder: Recorder, at: number, length: number): void {
    const { view, bytes } = this;
    const a = view.getFloat64(at + 16);
    const b = view.getFloat64(at + 24);
    const c = view.getFloat64(at + 32);
    const d = view.getFloat64(at + 40);
    const payload = at + RECORD_BYTES;
    const kind = view.getFloat64(at);
    if (kind === ARRIVAL) recorder.arrival(a, b, bytes, payload, length, c);
    else if (kind === CROSSING) recorder.crossing(a, b, bytes, payload, length);
    else if (kind === CLOCK) recorder.clock(a, b);
    else if (kind === MEMORY) recorder.memory(a, b);
    else if (kind === CHANGE)
      recorder.change(a, b, parseChange(Buffer.from(bytes.slice(payload, payload + length)).toString()));
    else if (kind === RELOAD) recorder.reload?.(a, b, Buffer.from(bytes.slice(payload, payload + length)).toString());
    else if (kind === FATE) recorder.fate(a, b, c, d, bytes, payload, length);
    else if (kind === TAP) recorder.tap(c, view.getFloat64(at + 48), a, b, d, bytes, payload, length);
    else if (kind === CAUSE) recorder.cause(a, Buffer.from(bytes.slice(payload, payload + length)).toString());
    else if (kind === ALTERATION)
      recorder.alteration?.(b, c >>> 16, (c >>> 8) & 255, (c >>> 4) & 15, a, c & 15, d, view.getFloat64(at + 48));
    else if (kind === SEAT) recorder.seat?.(a, b, Buffer.from(bytes.slice(payload, payload + length)).toString());
    else if (kind === CAPTURE) {
      const text = Buffer.from(bytes.slice(payload + length - c, payload + length)).toString('utf8');
      const [hook, comment] = text.split('\0') as [string, string];
      recorder.capture(a, hook, b, bytes, payload, length - c, comment);
    } else {
      const [stage, hook, event, fields] = JSON.parse(Buffer.from(bytes.slice(payload, payload + length)).toString());
      recorder.event(a, stage, hook, event, fields);
    }
  }
}

/** The lane's end of the ring. */
export class RingRecorder implements Recorder {
  constructor(
    private readonly ring: RecordRing,
    /** OVERFLOW_CELLS counters. */
    private readonly overflow: Float64Array,
  ) {}

  arrival(port: number, at: number, memory: Uint8Array, start: number, captured: number, length: number): void {
    if (!this.ring.push(ARRIVAL, port, at, length, 0, 0, memory, start, captured)) this.overflow[OVERFLOW.journal]!++;
  }
  crossing(stage: number, at: number, memory: Uint8Array, start: number, length: number): void {
    if (!this.ring.push(CROSSING, stage, at, 0, 0, 0, memory, start, length)) this.overflow[OVERFLOW.journal]!++;
  }
  clock(at: number, startedAt: number): void {
    if (!this.ring.push(CLOCK, at, startedAt, 0, 0, 0, NO_BYTES, 0, 0)) this.overflow[OVERFLOW.journal]!++;
  }
  memory(at: number, slots: number): void {
    if (!this.ring.push(MEMORY, at, slots, 0, 0, 0, NO_BYTES, 0, 0)) this.overflow[OVERFLOW.journal]!++;
  }
  change(at: number, stage: number, change: StageChange): void {
    const text = Buffer.from(changeText(change));
    if (!this.ring.push(CHANGE, at, stage, 0, 0, 0, text, 0, text.length)) this.overflow[OVERFLOW.journal]!++;
  }
  reload(at: number, hook: number, bundle: string): void {
    const text = Buffer.from(bundle);
    if (!this.ring.push(RELOAD, at, hook, 0, 0, 0, text, 0, text.length)) this.overflow[OVERFLOW.journal]!++;
  }
  fate(id: number, at: number, stage: number, fate: number): void {
    if (!this.ring.push(FATE, id, at, stage, fate, 0, NO_BYTES, 0, 0)) this.overflow[OVERFLOW.fates]!++;
  }
  readonly tap: Recorder['tap'] = (stage, side, id, at, fate, memory, start, length) => {
    if (!this.ring.push(TAP, id, at, stage, fate, side, memory, start, length)) this.overflow[OVERFLOW.captures]!++;
  };
  cause(number: number, name: string): void {
    const text = Buffer.from(name);
    this.ring.push(CAUSE, number, 0, 0, 0, 0, text, 0, text.length);
  }
  capture(
    stage: number,
    hook: string,
    at: number,
    memory: Uint8Array,
    start: number,
    length: number,
    comment: string,
  ): void {
    const text = Buffer.from(`${hook}\0${comment}`);
    const joined = Buffer.concat([memory.subarray(start, start + length), text]);
    if (!this.ring.push(CAPTURE, stage, at, text.length, 0, 0, joined, 0, joined.length)) {
      this.overflow[OVERFLOW.captures]!++;
    }
  }
  seat(stage: number, seat: number, hook: string): void {
    const text = Buffer.from(hook);
    this.ring.push(SEAT, stage, seat, 0, 0, 0, text, 0, text.length);
  }
  readonly alteration: NonNullable<Recorder['alteration']> = (at, stage, seat, phase, id, what, first, second) => {
    const place = stage * 0x10000 + seat * 0x100 + phase * 0x10 + what;
    if (!this.ring.push(ALTERATION, id, at, place, first, second, NO_BYTES, 0, 0)) this.overflow[OVERFLOW.truth]!++;
  };
  event(at: number, stage: string, hook: string, event: string, fields: Readonly<Record<string, unknown>>): void {
    const line = Buffer.from(JSON.stringify([stage, hook, event, plainFields(fields)]));
    if (!this.ring.push(EVENT, at, 0, 0, 0, 0, line, 0, line.length)) this.overflow[OVERFLOW.events]!++;
  }
}

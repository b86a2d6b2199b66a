import { SequenceMap } from './sequence-map.js';

const EMPTY = new Uint8Array(0);

/** What is to be sent on: a part of the edited stream. */
export interface Piece {
  /** Edited position of the first byte. */
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly fin: boolean;
  readonly push: boolean;
  /** The segment's own payload as it is: only its numbers change. */
  readonly untouched: boolean;
}

/** A segment's payload that came before what precedes it. */
interface Early {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly fin: boolean;
  readonly push: boolean;
}

/** Asks the author about bytes at hand. Returns how many are decided. */
export type Ask = (
  half: Half,
  bytes: Uint8Array,
  last: boolean,
  take: (from: number, length: number, put: Uint8Array) => void,
) => number;

// Bytes that an author may hold back, and bytes kept that came early, of each direction of a connection.
const WAITING_MOST = 65_536;
const EARLY_MOST = 1_048_576;
// What an entry costs beside its bytes: without it, segments of a byte each would never end.
const EARLY_COST = 128;

/** The position of a sequence number near another position: numbers wrap, positions do not. */
export const unwrap = (number: number, near: number): number => near + ((number - near) | 0);

/**
 * One direction of a TCP connection: what of its stream is known in order, decided, and how it is edited.
 *
 *     original   start ……… decided …waiting… next …hole… early
 *     edited     start ……… sent
 */
export class Half {
  begun = false;
  /** Original position of the first byte of the stream. */
  start = 0;
  /** Original position up to which bytes are known, without a hole. */
  next = 0;
  /** Original position up to which the author has decided. */
  decided = 0;
  /** Edited position up to which bytes, and the FIN, were sent. */
  sent = 0;
  /** The same without the FIN. */
  private bytesSent = 0;
  /** Bytes from `decided` to `next`. */
  waiting: Uint8Array = EMPTY;
  finished = false;
  /** Whether the stream's SYN was seen, and the window scale in it; -1 without the option. */
  synSeen = false;
  windowScale = -1;
  /** Original position last acknowledged in this direction's segments; of the other direction's stream. */
  acknowledged = Number.NEGATIVE_INFINITY;
  map = new SequenceMap();

  private early: Early[] = [];
  private earlyBytes = 0;
  private lastByte = EMPTY;
  private waitingPush = false;

  /** `room`: bytes that may yet be kept early, of all connections of an editor. */
  constructor(
    readonly fromClient: boolean,
    private readonly room: { left: number },
  ) {}

  /** A stream begins with this position as its first byte's. */
  begin(start: number): void {
    this.begun = true;
    this.start = start;
    this.next = start;
    this.decided = start;
    this.sent = start;
    this.bytesSent = start;
    this.waiting = EMPTY;
    this.finished = false;
    this.synSeen = false;
    this.windowScale = -1;
    this.acknowledged = Number.NEGATIVE_INFINITY;
    this.map = new SequenceMap();
    this.forgetEarly();
    this.lastByte = EMPTY;
  }

  /** Forgets what came early and what waits: the connection is at its end. */
  end(): void {
    this.forgetEarly();
    this.waiting = EMPTY;
  }
  private forgetEarly(): void {
    this.early = [];
    this.room.left += this.earlyBytes;
    this.earlyBytes = 0;
  }

  /** Edited position for a segment without payload: an acknowledgement, or a probe of bytes long received (RFC 9293 §3.8.4). */
  quiet(position: number): number {
    if (position >= this.next) return this.sent;
    return Math.min(this.map.toEdited(position + 1) - 1, this.sent);
  }

  /** Takes a segment's payload, or its FIN, and adds to `out` what is to be sent on. */
  receive(at: number, bytes: Uint8Array, fin: boolean, push: boolean, ask: Ask, out: Piece[]): void {
    if (at > this.next) {
      this.keepEarly(at, bytes, fin, push);
      return;
    }
    this.take(at, bytes, fin, push, true, ask, out);
    while (this.early.length > 0 && this.early[0].at <= this.next) {
      const one = this.early.shift()!;
      const cost = EARLY_COST + one.bytes.length;
      this.earlyBytes -= cost;
      this.room.left += cost;
      const known = this.next - one.at;
      if (known < one.bytes.length) this.take(this.next, one.bytes.subarray(known), one.fin, one.push, false, ask, out);
      else if (one.fin && known === one.bytes.length && !this.finished) {
        this.take(this.next, EMPTY, true, one.push, false, ask, out);
      }
    }
  }

  /** Decides on what waits, for its time is over. */
  flush(ask: Ask, out: Piece[]): void {
    const { waiting } = this;
    if (waiting.length === 0) return;
    const from = this.decided;
    this.waiting = EMPTY;
    this.decide(waiting, true, ask);
    if (!this.send(from, from, waiting, this.decided, false, this.waitingPush, false, out)) out.push(this.nudge());
  }

  private keepEarly(at: number, bytes: Uint8Array, fin: boolean, push: boolean): void {
    const cost = EARLY_COST + bytes.length;
    if (this.earlyBytes + cost > EARLY_MOST || cost > this.room.left) return;
    let place = this.early.length;
    while (place > 0 && this.early[place - 1].at > at) place -= 1;
    const before = this.early[place - 1];
    // The same again.
    if (before !== undefined && before.at === at && before.bytes.length >= bytes.length && before.fin === fin) return;
    this.early.splice(place, 0, { at, bytes: bytes.slice(), fin, push });
    this.earlyBytes += cost;
    this.room.left -= cost;
  }

  /** A segment that begins at what is known or before. */
  private take(at: number, bytes: Uint8Array, fin: boolean, push: boolean, own: boolean, ask: Ask, out: Piece[]): void {
    const end = at + bytes.length;
    const before = this.decided;
    let source = bytes;
    let origin = at;
    const isFresh = end > this.next;
    const endsHere = fin && !this.finished && end >= this.next;
    const { waiting } = this;
    if (isFresh || endsHere) {
      let chunk = bytes.subarray(Math.min(bytes.length, this.next - at));
      if (waiting.length > 0) {
        const both = new Uint8Array(waiting.length + chunk.length);
        both.set(waiting);
        both.set(chunk, waiting.length);
        chunk = both;
      }
      // A segment that begins where bytes wait takes them along.
      if (at > before) {
        source = chunk;
        origin = before;
      }
      this.next = Math.max(this.next, end);
      this.waiting = EMPTY;
      this.waitingPush = push;
      if (chunk.length > 0) this.decide(chunk, fin, ask);
    }
    // What is behind forgotten edits has arrived, and could only be told wrong.
    const first = Math.min(at, before);
    const from = Math.max(first, this.map.forgotten);
    const last = Math.min(end, this.decided);
    const to = Math.max(from, last);
    if (endsHere) {
      this.finished = true;
      this.next += 1;
      this.decided += 1;
    }
    const withFin = fin && this.finished && end === this.next - 1;
    const isSent = this.send(from, origin, source, to, withFin, push, own && source === bytes, out);
    if (!isSent && last > first) out.push(this.nudge());
  }

  /** Asks about the bytes from `decided` on, and notes what is edited and what waits. */
  private decide(chunk: Uint8Array, last: boolean, ask: Ask): void {
    const base = this.decided;
    if (this.map.full) {
      this.decided = base + chunk.length;
      return;
    }
    const mustDecide = last || chunk.length > WAITING_MOST;
    const decided = ask(this, chunk, mustDecide, (from, length, put) => {
      this.map.add(base + from, length, put.slice());
    });
    this.decided = base + decided;
    this.waiting = decided < chunk.length ? chunk.slice(decided) : EMPTY;
  }

  /** Adds the edited form of the original bytes [from, to), which lie in `source` from position `origin` on; false if nothing is left of them. */
  private send(
    from: number,
    origin: number,
    source: Uint8Array,
    to: number,
    fin: boolean,
    push: boolean,
    own: boolean,
    out: Piece[],
  ): boolean {
    const at = this.map.toEdited(from);
    const untouched = own && !this.map.touches(from, to) && origin === from && source.length === to - from;
    const bytes = untouched ? source : this.edited(from, to, origin, source);
    const end = at + bytes.length;
    if (end > this.bytesSent) {
      this.bytesSent = end;
      this.lastByte = bytes.slice(-1);
    }
    this.sent = Math.max(this.sent, end + (fin ? 1 : 0));
    if (bytes.length === 0 && !fin) return false;
    out.push({ at, bytes, fin, push, untouched });
    return true;
  }

  /**
   * For a segment of which everything was taken out: no acknowledgement will come of it by itself. The last byte sent comes
   * once more, which makes the receiver acknowledge what it has (RFC 9293 §3.10.7.4), and that is translated to beyond what
   * was taken out. Where no byte was sent yet it is a probe without one.
   */
  private nudge(): Piece {
    const { lastByte } = this;
    const at = this.bytesSent - Math.max(1, lastByte.length);
    return { at, bytes: lastByte, fin: false, push: false, untouched: false };
  }

  private edited(from: number, to: number, origin: number, source: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    let size = 0;
    // In the middle of an edit there is nothing more of it.
    let position = this.map.behindEdit(from);
    const add = (part: Uint8Array): void => {
      parts.push(part);
      size += part.length;
    };
    const plain = (until: number): void => {
      if (until > position) add(source.subarray(position - origin, until - origin));
    };
    this.map.each(from, to, edit => {
      plain(edit.at);
      add(edit.bytes);
      position = edit.at + edit.length;
    });
    plain(to);
    const all = new Uint8Array(size);
    let place = 0;
    for (const part of parts) {
      all.set(part, place);
      place += part.length;
    }
    return all;
  }
}

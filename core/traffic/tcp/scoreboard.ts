const SACKED = 1;
const LOST = 2;
/** A retransmission is believed to be on its way. */
const AGAIN = 4;
/** Sent more than once, ever: no round trip is measured with it (Karn's rule). */
const TWICE = 8;

/** Segments acknowledged beyond one that make it lost (RFC 6675 §2). */
export const DUP_THRESH = 3;

/**
 * What is known of each segment sent and not yet acknowledged (RFC 6675 §4), by segment number, in a ring. The counts that
 * make up the pipe are kept as segments change state, so nothing walks the window for an acknowledgement: a selective
 * block steps over what it said before by `skip`, a union-find of acknowledged runs, and three registers hold the highest
 * acknowledged segments, below the third of which everything missing is lost.
 *
 *     … una ──────────── lostMark ─── third ─ second ─ top ──── nxt …
 *          all judged               SACKed  SACKed  SACKed
 */
export class Scoreboard {
  /** The first segment not acknowledged, and the first not sent. */
  una = 0;
  nxt = 0;
  sacked = 0;
  lost = 0;
  /** Retransmissions on their way. */
  again = 0;
  /** When the segment that the last change measured was sent; -1 when Karn's rule left none. */
  measured = -1;
  private readonly mask: number;
  private readonly flags: Uint8Array;
  private readonly sentAt: Float64Array;
  private readonly skip: Float64Array;
  private top = -1;
  private second = -1;
  private third = -1;
  private lostMark = 0;
  private lostHint = 0;
  private holeHint = 0;

  /** For at most `capacity` segments in flight, rounded up to a power of two. */
  constructor(capacity: number) {
    let size = 16;
    while (size < capacity) size *= 2;
    this.mask = size - 1;
    this.flags = new Uint8Array(size);
    this.sentAt = new Float64Array(size);
    this.skip = new Float64Array(size);
  }

  get out(): number {
    return this.nxt - this.una;
  }
  get full(): boolean {
    return this.out > this.mask;
  }
  /** RFC 6675 §4 SetPipe, in segments: what is believed to be in the network. */
  get pipe(): number {
    return this.out - this.sacked - this.lost + this.again;
  }

  /** Segment `nxt` was sent for the first time. */
  sent(now: number): void {
    const i = this.nxt++ & this.mask;
    this.flags[i] = 0;
    this.sentAt[i] = now;
  }

  /** `segment` was sent once more. */
  sentAgain(segment: number, now: number): void {
    const i = segment & this.mask;
    if ((this.flags[i]! & AGAIN) === 0) this.again += 1;
    this.flags[i]! |= AGAIN | TWICE;
    this.sentAt[i] = now;
  }

  /** Everything before `to` was acknowledged. Returns how many segments that were news. */
  acknowledge(to: number): number {
    this.measured = -1;
    const count = to - this.una;
    if (count <= 0) return 0;
    let clean = true;
    for (let segment = this.una; segment < to; segment++) {
      const i = segment & this.mask;
      const f = this.flags[i]!;
      if ((f & SACKED) !== 0) this.sacked -= 1;
      else {
        if ((f & LOST) !== 0) this.lost -= 1;
        if ((f & AGAIN) !== 0) this.again -= 1;
        if ((f & TWICE) !== 0) clean = false;
        // The oldest of those that this acknowledgement is the first to speak of.
        else if (this.measured < 0) this.measured = this.sentAt[i]!;
      }
    }
    // With a retransmission among them, the others waited for it at the receiver: no measure of the path.
    if (!clean) this.measured = -1;
    this.una = to;
    if (this.top < to) this.top = -1;
    if (this.second < to) this.second = -1;
    if (this.third < to) this.third = -1;
    return count;
  }

  /** Segments `[from, to)` were acknowledged selectively. Returns how many of them that was news of. */
  acknowledgeBlock(from: number, to: number): number {
    const end = Math.min(to, this.nxt);
    let news = 0;
    for (let s = this.nextMissing(Math.max(from, this.una)); s < end; s = this.nextMissing(s + 1)) {
      const i = s & this.mask;
      const f = this.flags[i]!;
      if ((f & LOST) !== 0) this.lost -= 1;
      if ((f & AGAIN) !== 0) this.again -= 1;
      if ((f & TWICE) === 0) this.measured = this.sentAt[i]!;
      this.flags[i] = SACKED;
      this.skip[i] = s + 1;
      this.sacked += 1;
      news += 1;
      if (s > this.top) {
        this.third = this.second;
        this.second = this.top;
        this.top = s;
      } else if (s > this.second) {
        this.third = this.second;
        this.second = s;
      } else if (s > this.third) this.third = s;
    }
    return news;
  }

  /** Judges what is below the third highest acknowledged segment as lost (RFC 6675 §4, IsLost). */
  judge(): void {
    for (let s = Math.max(this.lostMark, this.una); s < this.third; s++) this.markLost(s);
    this.lostMark = Math.max(this.lostMark, this.third, this.una);
  }

  /** Without selective acknowledgements: the first segment is the lost one (RFC 6582). */
  judgeHead(): void {
    if (this.out === 0) return;
    this.markLost(this.una);
    this.lostMark = Math.max(this.lostMark, this.una + 1);
    this.lostHint = this.una;
  }

  /** The timer expired: all that is not acknowledged selectively is lost, retransmissions too. */
  judgeAll(): void {
    for (let s = this.una; s < this.nxt; s++) {
      const i = s & this.mask;
      if ((this.flags[i]! & AGAIN) !== 0) {
        this.flags[i]! &= ~AGAIN;
        this.again -= 1;
      }
      this.markLost(s);
    }
    this.lostMark = this.nxt;
    this.lostHint = this.una;
    this.holeHint = this.una;
  }

  /** The first lost segment not sent again yet, or -1 (RFC 6675 §4 NextSeg, rule 1). */
  nextLost(): number {
    let s = Math.max(this.lostHint, this.una);
    while (s < this.lostMark && (this.flags[s & this.mask]! & (LOST | AGAIN)) !== LOST) s += 1;
    this.lostHint = s;
    return s < this.lostMark ? s : -1;
  }

  /** The first segment below the highest acknowledged that is missing and not sent again, or -1 (NextSeg, rule 3). */
  nextHole(): number {
    let s = this.nextMissing(Math.max(this.holeHint, this.una));
    while (s < this.top && (this.flags[s & this.mask]! & AGAIN) !== 0) s = this.nextMissing(s + 1);
    this.holeHint = s;
    return s < this.top ? s : -1;
  }

  private markLost(segment: number): void {
    const i = segment & this.mask;
    if ((this.flags[i]! & (SACKED | LOST)) !== 0) return;
    this.flags[i]! |= LOST;
    this.lost += 1;
  }

  /** The first segment from `from` on that is not acknowledged selectively, at most `nxt`; shortens the way for later. */
  private nextMissing(from: number): number {
    const { mask, flags, skip } = this;
    let end = from;
    while (end < this.nxt && (flags[end & mask]! & SACKED) !== 0) end = skip[end & mask]!;
    for (let s = from; s < end; ) {
      const following = skip[s & mask]!;
      skip[s & mask] = end;
      s = following;
    }
    return end;
  }
}

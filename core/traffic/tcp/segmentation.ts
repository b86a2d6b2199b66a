/**
 * How a stream is cut: segment k holds `payload` bytes from k·payload on. The last one holds the rest, which may be nothing,
 * and the FIN, which takes one number after the stream's last byte.
 */
export class Segmentation {
  /** Segments in all, Infinity while the stream is open-ended. */
  segments: number;

  constructor(
    readonly payload: number,
    /** Stream bytes in all, Infinity while it is open-ended. */
    public total: number,
  ) {
    this.segments = Math.floor(total / payload) + 1;
  }

  /** Nothing follows segment `nxt` - 1 but the FIN, unless that has been sent already. */
  endAt(nxt: number): void {
    this.total = Math.min(this.total, nxt * this.payload);
    this.segments = Math.floor(this.total / this.payload) + 1;
  }

  length(k: number): number {
    return Math.max(0, Math.min(this.payload, this.total - k * this.payload));
  }
  isLast(k: number): boolean {
    return k === this.segments - 1;
  }
  /** The stream offset just past segment k, FIN included. */
  end(k: number): number {
    return this.isLast(k) ? this.total + 1 : (k + 1) * this.payload;
  }
  /** Stream bytes in the segments before k. */
  bytesBefore(k: number): number {
    return Math.min(k * this.payload, this.total);
  }
  /** The segments that lie wholly before stream offset `offset`. */
  before(offset: number): number {
    return offset > this.total ? this.segments : Math.floor(offset / this.payload);
  }
  /** The first segment that begins at or after stream offset `offset`. */
  from(offset: number): number {
    return Math.ceil(offset / this.payload);
  }
}

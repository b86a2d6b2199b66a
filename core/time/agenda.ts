/**
 * Things to happen at known times: a binary heap on typed arrays, ordered by (time, sequence), so that entries of one
 * instant come out in the order in which they were put in. Each entry carries three whole numbers of the caller's.
 * Grows by doubling; never shrinks.
 */
export class Agenda {
  size = 0;
  private times = new Float64Array(64);
  private orders = new Float64Array(64);
  private kinds = new Int32Array(64);
  private firsts = new Int32Array(64);
  private seconds = new Int32Array(64);

  /** Time of the next entry; Infinity when there is none. */
  get nextAt(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }
  /** Sequence and payload of the next entry; meaningless when there is none. */
  get nextOrder(): number {
    return this.orders[0]!;
  }
  get nextKind(): number {
    return this.kinds[0]!;
  }
  get nextFirst(): number {
    return this.firsts[0]!;
  }
  get nextSecond(): number {
    return this.seconds[0]!;
  }

  push(time: number, order: number, kind: number, first: number, second: number): void {
    if (this.size === this.times.length) this.grow();
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(time, order, parent)) break;
      this.move(parent, at);
      at = parent;
    }
    this.set(at, time, order, kind, first, second);
  }

  /** Takes the next entry out; read its payload first. */
  pop(): void {
    const last = --this.size;
    if (last === 0) return;
    const time = this.times[last]!;
    const order = this.orders[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.before(this.times[child + 1]!, this.orders[child + 1]!, child)) child++;
      if (this.before(time, order, child)) break;
      this.move(child, at);
      at = child;
    }
    this.set(at, time, order, this.kinds[last]!, this.firsts[last]!, this.seconds[last]!);
  }

  private before(time: number, order: number, than: number): boolean {
    const other = this.times[than]!;
    return time < other || (time === other && order < this.orders[than]!);
  }

  private set(at: number, time: number, order: number, kind: number, first: number, second: number): void {
    this.times[at] = time;
    this.orders[at] = order;
    this.kinds[at] = kind;
    this.firsts[at] = first;
    this.seconds[at] = second;
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from]!;
    this.orders[to] = this.orders[from]!;
    this.kinds[to] = this.kinds[from]!;
    this.firsts[to] = this.firsts[from]!;
    this.seconds[to] = this.seconds[from]!;
  }

  private grow(): void {
    const more = this.times.length * 2;
    const floats = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const made = new Float64Array(more);
      made.set(from);
      return made;
    };
    const ints = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const made = new Int32Array(more);
      made.set(from);
      return made;
    };
    this.times = floats(this.times);
    this.orders = floats(this.orders);
    this.kinds = ints(this.kinds);
    this.firsts = ints(this.firsts);
    this.seconds = ints(this.seconds);
  }
}

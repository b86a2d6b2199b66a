/**
 * Which stage acts next: an indexed binary heap over stages keyed by (next deadline, ordinal). A stage's key changes
 * with nearly every frame, so it is moved in place instead of being entered anew.
 */
export class Timeline {
  private readonly keys: Float64Array;
  /** Heap position → stage index, and back. */
  private readonly heap: Int32Array;
  private readonly places: Int32Array;

  /** All `stages` start with no deadline. Stage indices are in ordinal order: ties go to the lower one. */
  constructor(private readonly stages: number) {
    this.keys = new Float64Array(stages).fill(Number.POSITIVE_INFINITY);
    this.heap = Int32Array.from({ length: stages }, (_, i) => i);
    this.places = Int32Array.from({ length: stages }, (_, i) => i);
  }

  /** The earliest deadline; Infinity when no stage has one. */
  get nextAt(): number {
    return this.stages === 0 ? Number.POSITIVE_INFINITY : this.keys[this.heap[0]!]!;
  }
  /** The stage that has it. */
  get nextStage(): number {
    return this.heap[0]!;
  }

  /** Sets a stage's deadline. */
  set(stage: number, time: number): void {
    const was = this.keys[stage]!;
    if (was === time) return;
    this.keys[stage] = time;
    if (time < was) this.up(this.places[stage]!);
    else this.down(this.places[stage]!);
  }

  private before(a: number, b: number): boolean {
    const x = this.keys[a]!;
    const y = this.keys[b]!;
    return x < y || (x === y && a < b);
  }

  private up(from: number): void {
    const stage = this.heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.heap[parent]!;
      if (!this.before(stage, other)) break;
      this.heap[at] = other;
      this.places[other] = at;
      at = parent;
    }
    this.heap[at] = stage;
    this.places[stage] = at;
  }

  private down(from: number): void {
    const stage = this.heap[from]!;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.stages) break;
      if (child + 1 < this.stages && this.before(this.heap[child + 1]!, this.heap[child]!)) child++;
      const other = this.heap[child]!;
      if (this.before(stage, other)) break;
      this.heap[at] = other;
      this.places[other] = at;
      at = child;
    }
    this.heap[at] = stage;
    this.places[stage] = at;
  }
}

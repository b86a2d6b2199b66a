const NEVER = Number.POSITIVE_INFINITY;

/**
 * Which stage acts next: an indexed binary heap of the stages that have a deadline, keyed by (deadline, ordinal). A stage's
 * key changes with nearly every frame, so it is moved in place instead of being entered anew; one without a deadline is
 * not in the heap, so that stages at rest cost nothing.
 */
export class Timeline {
  private readonly keys: Float64Array;
  /** Heap position → stage index, and back; -1: not in the heap. */
  private readonly heap: Int32Array;
  private readonly places: Int32Array;
  private size = 0;

  /** All `stages` start with no deadline. Stage indices are in ordinal order: ties go to the lower one. */
  constructor(stages: number) {
    this.keys = new Float64Array(stages).fill(NEVER);
    this.heap = new Int32Array(stages);
    this.places = new Int32Array(stages).fill(-1);
  }

  /** The earliest deadline; Infinity when no stage has one. */
  get nextAt(): number {
    return this.size === 0 ? NEVER : this.keys[this.heap[0]!]!;
  }
  /** The stage that has it; only while there is one. */
  get nextStage(): number {
    return this.heap[0]!;
  }

  /** Sets a stage's deadline; Infinity: it has none. */
  set(stage: number, time: number): void {
    const was = this.keys[stage]!;
    if (was === time) return;
    this.keys[stage] = time;
    if (was === NEVER) this.up(stage, this.size++);
    else if (time < was) this.up(stage, this.places[stage]!);
    else if (time < NEVER) this.down(stage, this.places[stage]!);
    else this.remove(stage);
  }

  private remove(stage: number): void {
    const at = this.places[stage]!;
    this.places[stage] = -1;
    const last = this.heap[--this.size]!;
    if (last === stage) return;
    // It may belong above the gap or below it.
    this.up(last, at);
    this.down(last, this.places[last]!);
  }

  private before(a: number, b: number): boolean {
    const x = this.keys[a]!;
    const y = this.keys[b]!;
    return x < y || (x === y && a < b);
  }

  /** Puts a stage into the gap at `at`, or above. */
  private up(stage: number, at: number): void {
    let place = at;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = this.heap[parent]!;
      if (!this.before(stage, other)) break;
      this.heap[place] = other;
      this.places[other] = place;
      place = parent;
    }
    this.heap[place] = stage;
    this.places[stage] = place;
  }

  /** Puts a stage into the gap at `at`, or below. */
  private down(stage: number, at: number): void {
    let place = at;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.before(this.heap[child + 1]!, this.heap[child]!)) child++;
      const other = this.heap[child]!;
      if (this.before(stage, other)) break;
      this.heap[place] = other;
      this.places[other] = place;
      place = child;
    }
    this.heap[place] = stage;
    this.places[stage] = place;
  }
}

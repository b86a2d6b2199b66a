import type { Stage } from './stage.js';

const NOBODY = -1;

/**
 * The stages whose frames wait at their exits for a fork under back-pressure. When an arc of the fork takes frames again,
 * they go in turn: whoever has waited longest with its first frame, one frame of each.
 *
 * A stage waits at one vertex at most, that of its first frame. No allocation.
 */
export class Backlog {
  /** By vertex: who has waited there longest, and who came last, by place in `stages`. */
  private readonly first: Int32Array;
  private readonly last: Int32Array;
  /** By stage: the vertex where it waits, the stage behind it there, and its turn among all. */
  private readonly at: Int32Array;
  private readonly behind: Int32Array;
  private readonly turn: Float64Array;
  /** Vertices where frames may go again. */
  private readonly freed: number[] = [];
  private turns = 0;

  constructor(
    vertices: number,
    private readonly stages: readonly Stage[],
  ) {
    this.first = new Int32Array(vertices).fill(NOBODY);
    this.last = new Int32Array(vertices).fill(NOBODY);
    this.at = new Int32Array(stages.length).fill(NOBODY);
    this.behind = new Int32Array(stages.length).fill(NOBODY);
    this.turn = new Float64Array(stages.length);
  }

  /** The first frame in the stage's exit line wants to go on at this vertex; `tried`: it could not a moment ago. */
  await(vertex: number, { index }: Stage, tried: boolean): void {
    this.forget(index);
    const { last } = this;
    this.at[index] = vertex;
    this.behind[index] = NOBODY;
    this.turn[index] = this.turns++;
    if (last[vertex] === NOBODY) this.first[vertex] = index;
    else this.behind[last[vertex]!] = index;
    last[vertex] = index;
    if (!tried) this.free(vertex);
  }

  /** The vertex where the stage at this place waits; -1 if it does not. */
  vertexOf(index: number): number {
    return this.at[index]!;
  }

  /** The stage at this place no longer waits. */
  forget(index: number): void {
    const { first, last, behind } = this;
    const vertex = this.at[index]!;
    if (vertex === NOBODY) return;
    this.at[index] = NOBODY;
    if (first[vertex] === index) {
      first[vertex] = behind[index]!;
      if (last[vertex] === index) last[vertex] = NOBODY;
      return;
    }
    let before = first[vertex]!;
    while (behind[before] !== index) before = behind[before]!;
    behind[before] = behind[index]!;
    if (last[vertex] === index) last[vertex] = before;
  }

  /** At this vertex frames may go again. */
  free(vertex: number): void {
    if (this.first[vertex] !== NOBODY && !this.freed.includes(vertex)) this.freed.push(vertex);
  }

  /** Lets the next frame go that can; false when none can. */
  release(now: number): boolean {
    let turn = -1;
    while (this.freed.length > 0) {
      const index = this.after(turn);
      // Whoever goes changes who can; when nobody can, these vertices are done with.
      if (index === NOBODY) this.freed.length = 0;
      else {
        turn = this.turn[index]!;
        if (this.stages[index]!.goOn(now)) {
          // One with more frames has lined up again behind the others.
          if (this.turn[index] === turn) this.forget(index);
          return true;
        }
      }
    }
    return false;
  }

  /** The stage at a freed vertex whose turn is next after this one. */
  private after(turn: number): number {
    const { freed } = this;
    let next = NOBODY;
    for (let i = 0; i < freed.length; i++) {
      let index = this.first[freed[i]!]!;
      while (index !== NOBODY && this.turn[index]! <= turn) index = this.behind[index]!;
      if (index !== NOBODY && (next === NOBODY || this.turn[index]! < this.turn[next]!)) next = index;
    }
    return next;
  }
}

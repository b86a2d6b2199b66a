import type { Graph } from './graph.js';

/**
 * Which arcs take frames, for forks under back-pressure: an arc is full when its stage is, or when all arcs behind it are,
 * where frames wait for them. Kept up to date as stages fill and empty, each change carried upstream by a list of work,
 * never by recursion.
 */
export class Fullness {
  /** By arc. */
  readonly full: Uint8Array;
  private readonly own: Uint8Array;
  /** Arcs by stage ordinal, and arcs into a vertex. */
  private readonly ofStage: readonly (readonly number[])[];
  private readonly into: readonly (readonly number[])[];
  /** By vertex: its arcs that are not full. */
  private readonly open: Int32Array;
  private readonly work: number[] = [];

  /** `freed` hears of each vertex, one of whose arcs takes frames again. */
  constructor(
    private readonly graph: Graph,
    stages: number,
    private readonly holds: (vertex: number) => boolean,
    private readonly freed: (vertex: number) => void,
  ) {
    const { arcs, vertices } = graph;
    this.full = new Uint8Array(arcs.length);
    this.own = new Uint8Array(stages);
    this.open = Int32Array.from(vertices, each => each.arcs.length);
    this.ofStage = Array.from({ length: stages }, (_, stage) =>
      arcs.flatMap((arc, number) => (arc.stage === stage ? [number] : [])),
    );
    this.into = vertices.map((_, vertex) => arcs.flatMap((arc, number) => (arc.head === vertex ? [number] : [])));
  }

  /** A stage has filled or emptied. */
  note(stage: number, full: boolean): void {
    const value = full ? 1 : 0;
    if (this.own[stage] === value) return;
    this.own[stage] = value;
    this.work.push(...this.ofStage[stage]!);
    while (this.work.length > 0) this.update(this.work.pop()!);
  }

  private update(arc: number): void {
    const { stage, tail, head } = this.graph.arcs[arc]!;
    const value = this.own[stage] === 1 || this.isClosed(head) ? 1 : 0;
    if (this.full[arc] === value) return;
    this.full[arc] = value;
    const wasClosed = this.isClosed(tail);
    this.open[tail]! += value === 1 ? -1 : 1;
    if (this.isClosed(tail) !== wasClosed) this.work.push(...this.into[tail]!);
    if (value === 0 && this.holds(tail)) this.freed(tail);
  }

  /** Whether frames wait before this vertex. */
  private isClosed(vertex: number): boolean {
    return this.open[vertex] === 0 && this.graph.vertices[vertex]!.arcs.length > 0 && this.holds(vertex);
  }
}

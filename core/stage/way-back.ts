import type { Plan } from '../plan/plan.js';
import { BY_TABLE, type Graph } from '../topology/graph.js';
import { reachedFrom } from '../topology/order.js';

const UNKNOWN = 0x7fffffff;

/**
 * Where frames go that a stage sends back (ICMP answers, `toward: 'back'`): into the entry of its paired stage, on the arc
 * from which the port can be reached that the frame at hand came in by; without a pair straight to that port. A frame that
 * came in nowhere is sent by the pair's first arc, or to the first port of the topology.
 *
 * A way is the number of an arc, or -1 minus the ordinal of a port.
 */
export class WayBack {
  private readonly known: Int32Array;
  private readonly row: number;

  constructor(
    private readonly plan: Plan,
    private readonly graph: Graph,
  ) {
    this.row = plan.ports.length + 1;
    this.known = new Int32Array(plan.stages.length * this.row).fill(UNKNOWN);
  }

  /** The way back from a stage, by ordinals; `ingress` -1: the frame came in nowhere. */
  of(stage: number, ingress: number): number {
    const cell = stage * this.row + ingress + 1;
    if (this.known[cell] === UNKNOWN) this.known[cell] = this.find(stage, ingress);
    return this.known[cell]!;
  }

  private find(stage: number, ingress: number): number {
    const { plan, graph } = this;
    const { pair } = plan.stages[stage]!;
    const arcs = pair === undefined ? [] : this.arcsOf(plan.stages.findIndex(({ name }) => name === pair));
    const leading = arcs.find(arc => ingress >= 0 && this.leadsTo(graph.arcs[arc]!.head, ingress));
    const way = leading ?? arcs[0];
    if (way !== undefined) return way;
    if (ingress >= 0) return -1 - ingress;
    const entry = graph.entries[graph.arcs[this.arcsOf(stage)[0]!]!.topology];
    return (
      -1 -
      Math.max(
        0,
        graph.ways.findIndex(ways => ways.some(each => each.entry === entry)),
      )
    );
  }

  private arcsOf(stage: number): number[] {
    return this.graph.arcs.flatMap((arc, number) => (arc.stage === stage ? [number] : []));
  }

  private leadsTo(from: number, port: number): boolean {
    const { vertices, arcs } = this.graph;
    const edges = arcs.map(({ tail, head }) => ({ from: tail, to: head }));
    const reached = reachedFrom(from, vertices.length, edges);
    return vertices.some(({ exit }, vertex) => reached[vertex]! && (exit === port || exit === BY_TABLE));
  }
}

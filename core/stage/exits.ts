import { MacTable } from '../dispatch/mac-table.js';
import { DEDUPLICATED } from '../frame/ledger.js';
import { BY_TABLE, type Graph } from '../topology/graph.js';
import type { EngineServices } from './engine-services.js';
import type { Stage } from './stage.js';

/** Lets frames out where topologies end: by a port, by the MAC table, of copies the first. */
export class Exits {
  private readonly table: MacTable | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly engine: EngineServices,
  ) {
    this.table = graph.vertices.some(({ exit }) => exit === BY_TABLE) ? new MacTable() : undefined;
  }

  /** A frame came in by a port: its source is there. */
  heard(port: number, slot: number, now: number): void {
    const { store } = this.engine;
    if (this.table === undefined || store.length[slot]! < 12) return;
    this.table.learn(store.memory, store.start[slot]!, port, now);
  }

  /** A frame leaves its stage for an exit vertex. */
  leave(stage: Stage, vertex: number, slot: number, now: number): void {
    const { exit, plan } = this.graph.vertices[vertex]!;
    if (plan.exit!.dedupe === 'first' && !this.engine.store.copies.first(slot, exit - BY_TABLE)) {
      stage.books.passed(slot);
      stage.books.absorb(slot, DEDUPLICATED);
    } else if (exit >= 0) this.out(stage, exit, slot, now);
    else this.leaveByTable(stage, slot, now);
  }

  /** A bridge's forwarding (IEEE 802.1D-2004, 7.7): never back where it came from; by all other ports while unknown. */
  private leaveByTable(stage: Stage, slot: number, now: number): void {
    const { store, plan, causes } = this.engine;
    const ingress = store.ingress[slot]!;
    let last = store.length[slot]! < 12 ? -1 : this.table!.lookup(store.memory, store.start[slot]!, now);
    if (last < 0) {
      for (let port = 0; port < plan.ports.length; port++) {
        if (port === ingress) continue;
        if (last >= 0) {
          const twin = stage.books.twin(slot);
          if (twin >= 0) this.out(stage, last, twin, now);
        }
        last = port;
      }
    }
    // None but the one it came by, which may be the only one.
    if (last < 0 || last === ingress) stage.books.drop(slot, causes.number('learn:ingress'));
    else this.out(stage, last, slot, now);
  }

  private out(stage: Stage, port: number, slot: number, now: number): void {
    stage.books.left(slot, now);
    this.engine.out(port, slot, now);
  }
}

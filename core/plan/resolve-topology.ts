import { FAULT_LIMIT } from '../fault.js';
import { holdsFrames } from '../topology/forks.js';
import { findCycle, reachedFrom, topologicalOrder } from '../topology/order.js';
import { DISPATCH_SETTINGS, dispatchPlan, settingsOfPolicy } from './dispatch-settings.js';
import { listed } from './names.js';
import type { Path } from './plan-source.js';
import type { Resolving } from './resolving.js';
import { arcFaults, type FilterFault, topologyFaults } from './topology-limits.js';
import { AT_RANDOM, chain, type ExitPlan, LEARN, type TopologyPlan, type VertexPlan } from './topology-plan.js';
import type { ArcInput, DispatchInput, ExitInput, TopologyInput } from './topology-schema.js';

/** What a topology may name. */
export interface Known {
  readonly stages: readonly string[];
  readonly ports: readonly string[];
}

/** A topology of the plan file; undefined when something is wrong with it, which is noted. */
export const resolveTopology = (
  resolving: Resolving,
  name: string,
  said: TopologyInput,
  known: Known,
): TopologyPlan | undefined => {
  const before = resolving.faults.length;
  const path = ['topologies', name];
  const topology =
    said.path === undefined
      ? new GraphForm(resolving, path, known).resolve(name, said)
      : pathForm(resolving, path, name, said, known);
  return resolving.faults.length === before ? topology : undefined;
};

/** Stages one behind the other. */
const pathForm = (
  resolving: Resolving,
  path: Path,
  name: string,
  said: TopologyInput,
  known: Known,
): TopologyPlan | undefined => {
  for (const setting of ['arcs', 'entry', 'dispatch', 'exits'] as const) {
    if (said[setting] !== undefined)
      resolving.faultAtKey([...path, setting], 'means nothing beside a path', 'a path is its stages, and to');
  }
  const stages = said.path!;
  for (const [i, stage] of stages.entries()) checkStage(resolving, [...path, 'path', i], stage, known);
  if (stages.length === 0)
    resolving.fault([...path, 'path'], 'expected at least one stage', 'a stage may be without delay');
  if (said.to === undefined) {
    resolving.fault(path, 'to is missing: expected a port, or learn', `as in to: ${known.ports[0] ?? 'bob'}`);
    return undefined;
  }
  checkExit(resolving, [...path, 'to'], said.to, known);
  return chain(name, stages, said.to);
};

const checkStage = (resolving: Resolving, path: Path, stage: string, { stages }: Known): void => {
  if (!stages.includes(stage)) resolving.unknown(path, 'stage', stage, stages);
};

const checkExit = (resolving: Resolving, path: Path, { port }: ExitInput, { ports }: Known): void => {
  if (port === LEARN || ports.includes(port)) return;
  const inside = [...path, 'port'];
  resolving.unknown(resolving.source.has(inside) ? inside : path, 'port', port, [...ports, LEARN]);
};

interface NumberedArc {
  readonly from: number;
  readonly to: number;
  readonly said: ArcInput;
}

/** Arcs from vertex to vertex. */
class GraphForm {
  /** In the order in which the arcs name them. */
  private readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private arcs: readonly NumberedArc[] = [];

  constructor(
    private readonly resolving: Resolving,
    private readonly path: Path,
    private readonly known: Known,
  ) {}

  resolve(name: string, said: TopologyInput): TopologyPlan | undefined {
    const { resolving, path } = this;
    if (said.to !== undefined)
      resolving.faultAtKey([...path, 'to'], 'ends a path; of arcs the ends have names', 'as in exits: { out: PORT }');
    if (said.arcs === undefined) {
      resolving.fault(path, 'expected arcs, or a path and to', 'as in path: [STAGE], to: PORT');
      return undefined;
    }
    if (said.arcs.length === 0) {
      resolving.fault([...path, 'arcs'], 'expected at least one arc');
      return undefined;
    }
    for (const [i, { stage }] of said.arcs.entries())
      checkStage(resolving, [...path, 'arcs', i, 'stage'], stage, this.known);
    this.arcs = said.arcs.map(arc => ({ from: this.numberOf(arc.from), to: this.numberOf(arc.to), said: arc }));
    const acyclic = this.checkCycles();
    this.checkEntry(said.entry, acyclic);
    const vertices = this.names.map((_, vertex) => this.vertex(vertex, said.dispatch ?? {}, said.exits ?? {}));
    this.checkVertexNames('dispatch', Object.keys(said.dispatch ?? {}));
    this.checkVertexNames('exits', Object.keys(said.exits ?? {}));
    const topology = this.inOrder(name, vertices, acyclic);
    for (const fault of acyclic ? topologyFaults(topology) : arcFaults(topology)) tell(resolving, fault);
    return topology;
  }

  private numberOf(vertex: string): number {
    const known = this.numbers.get(vertex);
    if (known !== undefined) return known;
    this.numbers.set(vertex, this.names.length);
    return this.names.push(vertex) - 1;
  }

  /** Notes every cycle, none of whose arcs is part of one that was noted; whether there is none. */
  private checkCycles(): boolean {
    let left = this.arcs.map((arc, i) => ({ ...arc, i }));
    let found = 0;
    while (found < FAULT_LIMIT) {
      const cycle = findCycle(this.names.length, left)?.map(i => left[i]!);
      if (cycle === undefined) break;
      found += 1;
      const vertices = [...cycle.map(({ from }) => from), cycle[0]!.from].map(vertex => this.names[vertex]!);
      const stages = cycle.map(({ said }) => said.stage).join(', ');
      const message = `a cycle: ${vertices.join(' -> ')}, over the stages ${stages}`;
      this.resolving.fault([...this.path, 'arcs', cycle[0]!.i], message, 'frames would go round for ever');
      left = left.filter(arc => !cycle.includes(arc));
    }
    return found === 0;
  }

  private checkEntry(said: string | undefined, acyclic: boolean): void {
    const { resolving, path, names, arcs } = this;
    if (said !== undefined && !this.numbers.has(said)) {
      resolving.unknown([...path, 'entry'], 'vertex', said, names);
      return;
    }
    const open = names.filter((_, vertex) => arcs.every(({ to }) => to !== vertex));
    const entry = said ?? open[0];
    // Without one there is a cycle, which is told.
    if (entry === undefined) return;
    if (said === undefined && open.length > 1) {
      const message = `several entries: no arc leads to ${listed(open)}`;
      resolving.fault([...path, 'arcs'], message, `say which: entry: ${entry}`);
      return;
    }
    if (!acyclic) return;
    const reached = reachedFrom(this.numbers.get(entry)!, names.length, arcs);
    names.forEach((name, vertex) => {
      if (reached[vertex]) return;
      const i = arcs.findIndex(({ from, to }) => from === vertex || to === vertex);
      const side = arcs[i]!.from === vertex ? 'from' : 'to';
      resolving.fault([...path, 'arcs', i, side], `no way leads from the entry ${entry} to ${name}`);
    });
  }

  private vertex(
    vertex: number,
    dispatches: Readonly<Record<string, DispatchInput>>,
    exits: Readonly<Record<string, ExitInput>>,
  ): VertexPlan {
    const { resolving, path } = this;
    const name = this.names[vertex]!;
    const leaving = this.arcs.filter(({ from }) => from === vertex).length;
    const dispatch = own(dispatches, name);
    const exit = own(exits, name);
    if (dispatch !== undefined) this.checkDispatch(name, dispatch, leaving);
    else if (leaving > 1) {
      const message = `nothing says which of the ${leaving} arcs at ${name} a frame takes`;
      const at = resolving.source.has([...path, 'dispatch']) ? 'dispatch' : 'arcs';
      resolving.fault([...path, at], message, `as in dispatch: { ${name}: random }`);
    }
    if (exit !== undefined) {
      const at = [...path, 'exits', name];
      if (leaving > 0) resolving.faultAtKey(at, `no exit: ${leaving === 1 ? 'an arc leaves' : 'arcs leave'} ${name}`);
      checkExit(resolving, at, exit, this.known);
    } else if (leaving === 0) {
      const at = resolving.source.has([...path, 'exits']) ? 'exits' : 'arcs';
      const hint = `as in exits: { ${name}: ${this.known.ports.at(-1) ?? LEARN} }`;
      resolving.fault([...path, at], `no arc leaves ${name}, and no port is its exit`, hint);
    }
    const plan = { name, dispatch: dispatch === undefined ? AT_RANDOM : dispatchPlan(dispatch) };
    return exit === undefined ? plan : { ...plan, exit: exit satisfies ExitPlan };
  }

  private checkDispatch(vertex: string, said: DispatchInput, leaving: number): void {
    const at = [...this.path, 'dispatch', vertex];
    const number = this.numbers.get(vertex);
    // Before the first stage nobody holds frames.
    const waits = holdsFrames(dispatchPlan(said)) && this.arcs.some(({ to }) => to === number);
    if (leaving === 0) this.resolving.faultAtKey(at, `frames leave at ${vertex}: no arc does`);
    else if (leaving === 1 && !waits) {
      const message = `one arc leaves ${vertex}: there is no choice`;
      this.resolving.faultAtKey(at, message, 'under back-pressure frames wait there for room');
    }
    const { policy } = said;
    const meant = settingsOfPolicy(policy, ('base' in said ? said.base : undefined) ?? AT_RANDOM.base);
    for (const setting of DISPATCH_SETTINGS) {
      if (!(setting in said) || said[setting as keyof DispatchInput] === undefined || meant.includes(setting)) continue;
      const hint = meant.length === 0 ? 'it has no settings' : `what it goes by: ${meant.join(', ')}`;
      this.resolving.faultAtKey([...at, setting], `means nothing under the policy ${policy}`, hint);
    }
  }

  private checkVertexNames(section: 'dispatch' | 'exits', said: readonly string[]): void {
    for (const name of said) {
      if (this.numbers.has(name)) continue;
      const { source } = this.resolving;
      this.resolving.unknownAt(
        source.keyPlace([...this.path, section, name]),
        [...this.path, section],
        'vertex',
        name,
        this.names,
      );
    }
  }

  private inOrder(name: string, vertices: readonly VertexPlan[], acyclic: boolean): TopologyPlan {
    const { arcs } = this;
    const order = acyclic ? topologicalOrder(vertices.length, arcs) : [...vertices.keys()];
    const places = new Map(order.map((vertex, place) => [vertex, place]));
    return {
      name,
      vertices: order.map(vertex => vertices[vertex]!),
      arcs: arcs.map(({ from, to, said: { stage, weight, match } }) => ({
        stage,
        from: places.get(from)!,
        to: places.get(to)!,
        weight: weight ?? 1,
        ...(match === undefined ? {} : { match }),
      })),
    };
  }
}

/** A filter's fault stands at its letter. */
export const tell = (resolving: Resolving, { path, message, hint, letter }: FilterFault): void => {
  const place = letter === undefined ? resolving.source.place(path) : resolving.source.placeInside(path, letter);
  resolving.faultAt(place, path, message, hint);
};

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

import { substream } from '../../sdk/rng.js';
import { makeChooser } from '../dispatch/make.js';
import { frameAt } from '../effects/frame-at.js';
import { MEMORY } from '../frame/causes.js';
import { Fork, NONE, WAITS } from '../topology/fork.js';
import { holdsFrames } from '../topology/forks.js';
import { Fullness } from '../topology/fullness.js';
import { type Graph, INNER } from '../topology/graph.js';
import { Backlog } from './backlog.js';
import type { EngineServices } from './engine-services.js';
import { type Entry, entriesOf } from './entries.js';
import { Exits } from './exits.js';
import type { Stage } from './stage.js';
import { StageLoad } from './stage-load.js';

/**
 * Leads frames through the graph: from a port onto the first stage, from stage to stage, and out at a port. Where the
 * frame is stands beside it in the store as the arc it walks.
 *
 * Random draws: those of the forks' choosers, from a substream `TOPOLOGY/dispatch:VERTEX` each.
 */
export class Router {
  /** Set when some fork lets frames wait. */
  readonly backlog: Backlog | undefined;
  private readonly heads: Int32Array;
  /** By arc; undefined for stages of other engines. */
  private readonly stageOf: readonly (Stage | undefined)[];
  /** By vertex: the port that frames leave by, when that is all there is to it; else -1. */
  private readonly plainExits: Int32Array;
  /** By vertex: its arc, where there is nothing to choose; else -1. */
  private readonly onlyArcs: Int32Array;
  private readonly forks: readonly (Fork | undefined)[];
  private readonly entries: readonly (readonly Entry[])[];
  private readonly exits: Exits;
  /** By vertex: the stages of its arcs, where there is more than one. */
  private readonly choices: readonly (readonly string[])[];
  /** Copies that a flood has made, each on its arc, and how many of them have set out. */
  private readonly copies: number[] = [];
  private setOut = 0;

  constructor(
    private readonly graph: Graph,
    stages: readonly Stage[],
    private readonly engine: EngineServices,
  ) {
    const { vertices, arcs } = graph;
    const { plan } = engine;
    this.heads = Int32Array.from(arcs, arc => arc.head);
    this.stageOf = arcs.map(arc => stages.find(stage => stage.ordinal === arc.stage));
    const here = (vertex: number): boolean => this.stageOf[vertices[vertex]!.arcs[0]!] !== undefined;
    const waits = (vertex: number): boolean => here(vertex) && holdsFrames(vertices[vertex]!.plan.dispatch);
    const anyWaits = vertices.some((_, vertex) => waits(vertex));
    this.backlog = anyWaits ? new Backlog(vertices.length, stages) : undefined;
    const fullness = anyWaits
      ? new Fullness(graph, plan.stages.length, waits, vertex => this.backlog!.free(vertex))
      : undefined;
    this.plainExits = Int32Array.from(vertices, ({ exit, plan: { exit: asked } }) =>
      asked?.dedupe === 'none' && exit >= 0 ? exit : -1,
    );
    this.onlyArcs = Int32Array.from(vertices, ({ arcs: leaving }, vertex) =>
      leaving.length === 1 && !waits(vertex) ? leaving[0]! : -1,
    );
    this.choices = vertices.map(each => (each.arcs.length > 1 ? each.arcs.map(arc => arcs[arc]!.plan.stage) : []));
    this.forks = vertices.map(({ arcs: leaving, plan: { name, dispatch }, topology }, vertex) => {
      if (!here(vertex) || this.onlyArcs[vertex]! >= 0 || dispatch.policy === 'flood') return undefined;
      const counts = [dispatch.policy, dispatch.base].some(each => /drop-rate|adjusted/.test(each));
      const choosable = leaving.map(arc => ({
        ...arcs[arc]!.plan,
        load: new StageLoad(this.stageOf[arc]!, dispatch.halfLife, counts),
      }));
      const rng = substream(plan.seed, `${plan.topologies[topology]!.name}/dispatch:${name}`);
      const { store, frame } = engine;
      return new Fork(
        leaving,
        makeChooser(dispatch, choosable, { store, frame, rng }),
        waits(vertex) ? fullness!.full : undefined,
      );
    });
    if (fullness !== undefined) this.putUnderPressure(fullness, waits);
    this.entries = entriesOf(graph, arc => this.stageOf[arc] !== undefined);
    this.exits = new Exits(graph, engine);
  }

  /** The stage that books what happens to frames of a port before they are anywhere. */
  booksOf(port: number): Stage {
    return this.firstStage(this.entries[port]![0]!.vertex);
  }

  /** A frame that came in by a port enters its topology. */
  enter(port: number, slot: number, now: number): void {
    this.engine.store.ingress[slot] = port;
    this.exits.heard(port, slot, now);
    const vertex = this.entryOf(port, slot);
    const only = this.onlyArcs[vertex]!;
    if (only >= 0) this.walk(only, slot, now);
    else if (this.forks[vertex] === undefined) this.flood(this.firstStage(vertex), vertex, slot, now);
    else {
      const fork = this.forks[vertex]!;
      const arc = fork.arc(slot, -1, now);
      // Nobody holds frames before the first stage: its queue decides.
      this.take(arc === WAITS ? fork.any(slot, now) : arc, this.firstStage(vertex), slot, now, true);
    }
  }

  /** A frame that came in by a port finds no memory. */
  turnAway(port: number, slot: number): void {
    const { books } = this.booksOf(port);
    books.came(this.engine.store.length[slot]!);
    books.drop(slot, MEMORY);
  }

  /** A frame leaves a stage: goes on, or out. False, and nothing has happened, when it has to wait. */
  leave(stage: Stage, slot: number, now: number): boolean {
    const vertex = this.heads[this.engine.store.arc[slot]!]!;
    const port = this.plainExits[vertex]!;
    if (port >= 0) {
      stage.books.left(slot, now);
      this.engine.out(port, slot, now);
      return true;
    }
    const only = this.onlyArcs[vertex]!;
    if (only >= 0) {
      stage.books.passed(slot);
      this.walk(only, slot, now);
      return true;
    }
    return this.dispatch(stage, vertex, slot, now);
  }

  /** The frame starts on an arc of this engine, whatever it was before. */
  walk(arc: number, slot: number, now: number): void {
    const { store } = this.engine;
    store.arc[slot] = arc;
    store.choice[slot] = 0;
    this.stageOf[arc]!.enter(slot, now);
  }

  /** The arc's stage; undefined when another engine has it. */
  stageAt(arc: number): Stage | undefined {
    return this.stageOf[arc];
  }

  /** The first frame in a stage's exit line waits for the vertex where it is to go on. */
  await(stage: Stage, slot: number, tried: boolean): void {
    this.backlog!.await(this.vertexAhead(slot), stage, tried);
  }

  /** Lets the first frame in a stage's exit line, `slot`, be tried again. */
  again(slot: number): void {
    this.backlog!.free(this.vertexAhead(slot));
  }

  /** What was left undone when a hook's execution was ended from outside in the middle of it. */
  recover(stages: readonly Stage[], now: number): void {
    this.sendCopies(now);
    const { backlog } = this;
    if (backlog === undefined) return;
    for (const stage of stages) {
      const first = stage.exitLine?.first ?? -1;
      if (first < 0) backlog.forget(stage.index);
      else if (backlog.vertexOf(stage.index) !== this.vertexAhead(first)) this.await(stage, first, false);
      stage.recover(now);
    }
  }

  /** Names of the stages that the frame may take where it leaves its own; none where there is nothing to choose. */
  routes(slot: number): readonly string[] {
    return this.choices[this.vertexAhead(slot)]!;
  }

  /** The frame takes this stage next. Throws a RangeError for one that is not among its routes. */
  choose(slot: number, stage: string): void {
    const place = this.routes(slot).indexOf(stage);
    if (place < 0) {
      const routes = this.routes(slot).join(', ') || 'none: there is no fork behind this stage';
      throw new RangeError(`no route '${stage}' (${routes})`);
    }
    this.engine.store.choice[slot] = this.graph.vertices[this.vertexAhead(slot)]!.arcs[place]! + 1;
  }

  private vertexAhead(slot: number): number {
    return this.heads[this.engine.store.arc[slot]!]!;
  }

  private dispatch(stage: Stage, vertex: number, slot: number, now: number): boolean {
    if (this.graph.vertices[vertex]!.exit !== INNER) {
      this.exits.leave(stage, vertex, slot, now);
      return true;
    }
    const { store } = this.engine;
    const fork = this.forks[vertex];
    const chosen = store.choice[slot]! - 1;
    if (fork === undefined) {
      stage.books.passed(slot);
      if (chosen >= 0 && this.graph.arcs[chosen]!.tail === vertex) this.walk(chosen, slot, now);
      else this.flood(stage, vertex, slot, now);
      return true;
    }
    const arc = fork.arc(slot, chosen, now);
    if (arc === WAITS) {
      stage.exitLine!.triesAt = fork.againAt;
      return false;
    }
    if (arc !== NONE) stage.books.passed(slot);
    this.take(arc, stage, slot, now, false);
    return true;
  }

  private take(arc: number, books: Stage, slot: number, now: number, arrives: boolean): void {
    if (arc >= 0) {
      this.walk(arc, slot, now);
      return;
    }
    if (arrives) books.books.came(this.engine.store.length[slot]!);
    books.books.drop(slot, this.engine.causes.number('dispatch:match'));
  }

  /** A copy on every arc: each with its own fate from here on. `books` counts them as born. */
  private flood(books: Stage, vertex: number, slot: number, now: number): void {
    const { arcs } = this.graph.vertices[vertex]!;
    const { store } = this.engine;
    for (let i = 1; i < arcs.length; i++) {
      const twin = books.books.twin(slot);
      if (twin < 0) continue;
      // A copy of a copy is in the group already.
      if (store.copies.of[twin] === 0) store.copies.join(slot, twin);
      store.arc[twin] = arcs[i]!;
      this.copies.push(twin);
    }
    this.walk(arcs[0]!, slot, now);
    this.sendCopies(now);
  }

  private sendCopies(now: number): void {
    const { copies } = this;
    while (this.setOut < copies.length) {
      // Counted before: a hook that hangs has this one at hand, and the others set out when it has been ended.
      const twin = copies[this.setOut++]!;
      this.walk(this.engine.store.arc[twin]!, twin, now);
    }
    copies.length = 0;
    this.setOut = 0;
  }

  private entryOf(port: number, slot: number): number {
    const entries = this.entries[port]!;
    const last = entries.length - 1;
    for (let i = 0; i < last; i++) {
      const { matches, vertex } = entries[i]!;
      if (matches === undefined || matches(frameAt(this.engine, slot))) return vertex;
    }
    return entries[last]!.vertex;
  }

  private firstStage(vertex: number): Stage {
    return this.stageOf[this.graph.vertices[vertex]!.arcs[0]!]!;
  }

  /** Arcs behind a fork that lets frames wait take what comes while anything is free; stages before it have exit lines. */
  private putUnderPressure(fullness: Fullness, waits: (vertex: number) => boolean): void {
    this.graph.arcs.forEach(({ tail, head }, arc) => {
      const stage = this.stageOf[arc];
      if (stage === undefined) return;
      stage.watch(fullness);
      if (waits(tail)) stage.bottleneck.overshoots = true;
      if (waits(head)) stage.openExitLine();
    });
  }
}

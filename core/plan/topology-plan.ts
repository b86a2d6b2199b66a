import type { Nanos } from '../../sdk/units.js';

/**
 * A directed acyclic graph of vertices and arcs: vertices are connection points, arcs are stages. A stage may be an arc of
 * several topologies, and of one more than once: their frames share its queue, its pacer and its hooks.
 */
export interface TopologyPlan {
  readonly name: string;
  /** In topological order, the entry first. */
  readonly vertices: readonly VertexPlan[];
  readonly arcs: readonly ArcPlan[];
}

export interface VertexPlan {
  readonly name: string;
  /** Which of its arcs a frame takes. */
  readonly dispatch: DispatchPlan;
  /** Of a vertex without arcs: where frames go. */
  readonly exit?: ExitPlan;
}

/** A stage as an arc; vertices by their places in the topology. */
export interface ArcPlan {
  readonly stage: string;
  readonly from: number;
  readonly to: number;
  /** Share of the frames, under the policy `weighted`. */
  readonly weight: number;
  /** What it takes, under the policy `match`: a filter; undefined: everything. */
  readonly match?: string;
}

/** A port may not have this name: frames leave by the port at which their destination was last heard. */
export const LEARN = 'learn';

export interface ExitPlan {
  /** The name of a port, or LEARN. */
  readonly port: string;
  /** `first`: of the copies that floods made of one frame only the first leaves by this port. */
  readonly dedupe: 'none' | 'first';
}

/** Policies that choose one arc, and may let a frame wait when it is full. */
export const CHOICES = [
  'random',
  'weighted',
  'shortest-queue',
  'greatest-free',
  'lowest-drop-rate',
  'greatest-adjusted-free',
] as const;
export type Choice = (typeof CHOICES)[number];
export const POLICIES = [...CHOICES, 'back-pressure', 'flood', 'match'] as const;
export type Policy = (typeof POLICIES)[number];

/** How frames are dispatched at a vertex. */
export interface DispatchPlan {
  readonly policy: Policy;
  /** `back-pressure`: how one of the arcs that are not full is chosen. */
  readonly base: Choice;
  /** Of a CHOICES policy, when an arc is full: its stage drops the frame, or it is not chosen, and frames wait where they are when all are. */
  readonly onFull: 'drop' | 'backpressure';
  /** What queues are compared by. */
  readonly count: 'bytes' | 'frames';
  /** `weighted`: in turn by weight, nothing drawn. */
  readonly smooth: boolean;
  /** `greatest-adjusted-free`: times the rate as well. */
  readonly timesRate: boolean;
  /** Of the drop rates. */
  readonly halfLife: Nanos;
  /** Frames of one flow (five-tuple) keep to an arc until they have been silent for so long; undefined: they do not. */
  readonly sticky?: Nanos;
}

/** What a vertex of one arc needs, and what is not said of the others. */
export const AT_RANDOM: DispatchPlan = {
  policy: 'random',
  base: 'random',
  onFull: 'drop',
  count: 'bytes',
  smooth: false,
  timesRate: false,
  halfLife: 1e9 as Nanos,
};

/** A topology of stages one behind the other. */
export const chain = (name: string, stages: readonly string[], exit: ExitPlan): TopologyPlan => ({
  name,
  vertices: Array.from({ length: stages.length + 1 }, (_, i) => ({
    name: i === 0 ? 'in' : i === stages.length ? 'out' : `v${i}`,
    dispatch: AT_RANDOM,
    ...(i === stages.length ? { exit } : {}),
  })),
  arcs: stages.map((stage, i) => ({ stage, from: i, to: i + 1, weight: 1 })),
});

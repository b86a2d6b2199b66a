import { type DispatchSetting, isWeighted, settingsOfPolicy } from '../plan/dispatch-settings.js';
import type { Plan } from '../plan/plan.js';
import type { EntryPlan, PortPlan } from '../plan/port-plan.js';
import {
  type ArcPlan,
  AT_RANDOM,
  type DispatchPlan,
  LEARN,
  type TopologyPlan,
  type VertexPlan,
} from '../plan/topology-plan.js';
import { dispatchSettings } from '../plan/topology-text.js';
import { shareText } from '../report/number-text.js';
import { copiesOf } from '../topology/copies.js';
import { forksOf } from '../topology/forks.js';
import { inWords } from './setting-words.js';

/** What a plan says of a port, filled in. */
export type CheckedPort = Omit<PortPlan, 'enter'> & { readonly enter: readonly EntryPlan[] };

/** A frame's ways from the ports of a topology to its exits. */
export interface CheckedTopology {
  readonly name: string;
  /** The ports whose frames enter it, and which of them; no filter: those that no other topology of the port takes. */
  readonly from: readonly { readonly port: string; readonly match?: string }[];
  /** In topological order, the entry first. */
  readonly vertices: readonly CheckedVertex[];
  /** Stages on its shortest and its longest way. */
  readonly hops: { readonly least: number; readonly most: number };
  /** Most frames that floods make of one. */
  readonly copies: number;
}

export interface CheckedVertex {
  readonly name: string;
  /** How one of several arcs is chosen, as a plan file spells it, and in words. */
  readonly dispatch?: { readonly settings: unknown; readonly words: string };
  readonly arcs: readonly CheckedArc[];
  readonly exit?: { readonly port: string; readonly dedupe: 'none' | 'first' };
}

export interface CheckedArc {
  readonly stage: string;
  readonly to: string;
  /** Where arcs are chosen by weight: the arc's, and its share of the frames. */
  readonly weight?: number;
  readonly share?: number;
  readonly match?: string;
}

export const checkedTopology = (plan: Plan, topology: TopologyPlan): CheckedTopology => ({
  name: topology.name,
  from: plan.ports.flatMap(({ name, enter }) =>
    enter
      .filter(entry => entry.topology === topology.name)
      .map(({ match }) => (match === undefined ? { port: name } : { port: name, match })),
  ),
  vertices: topology.vertices.map((vertex, i) => checkedVertex(topology, vertex, i)),
  hops: hopsOf(topology),
  copies: copiesOf(topology),
});

const checkedVertex = (topology: TopologyPlan, { name, dispatch, exit }: VertexPlan, i: number): CheckedVertex => {
  const { vertices, arcs } = topology;
  const leaving = arcs.filter(({ from }) => from === i);
  const weights = leaving.reduce((sum, { weight }) => sum + weight, 0);
  const decides = forksOf(topology).includes(i);
  const share = ({ weight }: ArcPlan) =>
    leaving.length > 1 && isWeighted(dispatch) ? { weight, share: weight / weights } : {};
  return {
    name,
    ...(decides ? { dispatch: { settings: dispatchSettings(dispatch), words: dispatchWords(dispatch) } } : {}),
    arcs: leaving.map(arc => ({
      stage: arc.stage,
      to: vertices[arc.to]!.name,
      ...share(arc),
      ...(arc.match === undefined ? {} : { match: arc.match }),
    })),
    ...(exit === undefined ? {} : { exit }),
  };
};

/** The policy, and what of its settings is not as usual. */
const dispatchWords = (dispatch: DispatchPlan): string => {
  const { policy, base } = dispatch;
  const settings = dispatchSettings(dispatch) as Readonly<Record<string, unknown>>;
  const told = settingsOfPolicy(policy, base).filter(
    (name: DispatchSetting) => dispatch[name] !== AT_RANDOM[name] || name === 'base',
  );
  return [policy, ...told.map(name => `${name} ${inWords(settings[name])}`)].join(', ');
};

/** The shortest and the longest way: vertices are in topological order. */
const hopsOf = ({ vertices, arcs }: TopologyPlan): CheckedTopology['hops'] => {
  const least = vertices.map((_, i) => (i === 0 ? 0 : Number.POSITIVE_INFINITY));
  const most = vertices.map(() => 0);
  for (const { from, to } of [...arcs].sort((a, b) => a.from - b.from)) {
    least[to] = Math.min(least[to]!, least[from]! + 1);
    most[to] = Math.max(most[to]!, most[from]! + 1);
  }
  const exits = [...vertices.keys()].filter(i => vertices[i]!.exit !== undefined);
  return { least: Math.min(...exits.map(i => least[i]!)), most: Math.max(...exits.map(i => most[i]!)) };
};

/** What an arc takes of the frames at its fork; empty where the policy asks for nothing. */
export const arcWords = ({ weight, share, match }: CheckedArc, isMatch: boolean): string => {
  if (weight !== undefined) return `weight ${weight}, ${shareText(share!)}`;
  return match ?? (isMatch ? 'all others' : '');
};

/** `bob`, `bob; of copies the first`. */
export const exitWords = ({ port, dedupe }: NonNullable<CheckedVertex['exit']>): string => {
  const where = port === LEARN ? 'the port where its destination was last heard, else all but its own' : port;
  return dedupe === 'first' ? `${where}; of copies the first` : where;
};

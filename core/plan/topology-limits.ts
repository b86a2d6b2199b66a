import { compileFilter } from '../../sdk/filter/compile-filter.js';
import { FilterError } from '../../sdk/filter/filter-error.js';
import { copiesOf, MOST_COPIES } from '../topology/copies.js';
import { isWeighted } from './dispatch-settings.js';
import type { LimitFault } from './limits.js';
import type { ArcPlan, TopologyPlan, VertexPlan } from './topology-plan.js';

export interface FilterFault extends LimitFault {
  /** The letter of the filter that it is about, from 0. */
  readonly letter?: number;
}

/** What is wrong with a filter; undefined: nothing. */
export const filterFault = (path: LimitFault['path'], text: string): FilterFault | undefined => {
  try {
    compileFilter(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { message, offset, hint } = error;
    return { path, message, letter: offset, ...(hint === undefined ? {} : { hint }) };
  }
};

/** What is wrong with how a topology's arcs are chosen, whatever its plan file looks like. Its vertices are in order. */
export const topologyFaults = (topology: TopologyPlan): FilterFault[] => {
  const arcs = arcFaults(topology);
  const copies = copiesOf(topology);
  if (copies <= MOST_COPIES) return arcs;
  const many = Number.isSafeInteger(copies) ? String(copies) : 'endlessly many';
  const message = `its floods make ${many} copies of a frame: ${MOST_COPIES} at most`;
  return [
    ...arcs,
    {
      path: ['topologies', topology.name, 'dispatch'],
      message,
      hint: 'fewer arcs, or fewer floods one behind the other',
    },
  ];
};

/** Of weights and filters: needs no order. */
export const arcFaults = ({ name, vertices, arcs }: TopologyPlan): FilterFault[] => {
  const numbered = arcs.map((arc, i) => ({ arc, path: ['topologies', name, 'arcs', i] as const }));
  return vertices.flatMap((vertex, number) => {
    const leaving = numbered.filter(({ arc }) => arc.from === number);
    return [...weightFaults(vertex, leaving), ...matchFaults(vertex, leaving)];
  });
};

interface Leaving {
  readonly arc: ArcPlan;
  readonly path: LimitFault['path'];
}

const weightFaults = ({ name, dispatch }: VertexPlan, leaving: readonly Leaving[]): LimitFault[] => {
  const [first] = leaving;
  if (first === undefined || !isWeighted(dispatch) || leaving.some(({ arc }) => arc.weight > 0)) return [];
  const message = `the weights of the arcs at ${name} come to 0: none could ever be taken`;
  return [{ path: [...first.path, 'weight'], message }];
};

const matchFaults = ({ name, dispatch }: VertexPlan, leaving: readonly Leaving[]): FilterFault[] =>
  leaving.flatMap(({ arc, path }) => {
    const at = [...path, 'match'];
    if (arc.match === undefined) return [];
    const fault = filterFault(at, arc.match);
    const found = fault === undefined ? [] : [fault];
    if (leaving.length > 1 && dispatch.policy === 'match') return found;
    if (leaving.length === 1)
      return [{ path: at, message: `a filter means nothing: one arc leaves ${name}` }, ...found];
    const message = `a filter means nothing under the policy ${dispatch.policy}`;
    return [{ path: at, message, hint: `dispatch: { ${name}: match }` }, ...found];
  });

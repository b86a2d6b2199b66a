import { forksOf } from '../topology/forks.js';
import { DISPATCH_SETTINGS, settingsOfPolicy } from './dispatch-settings.js';
import { exactSpan } from './quantity-text.js';
import { chain, type DispatchPlan, type ExitPlan, type TopologyPlan } from './topology-plan.js';

/** The settings of a topology, as a plan file has them; which ports have frames for it stands with the ports. */
export const topologySettings = (topology: TopologyPlan): Record<string, unknown> => {
  const { vertices, arcs } = topology;
  const path = pathOf(topology);
  if (path !== undefined) return path;
  const nameOf = (vertex: number): string => vertices[vertex]!.name;
  const forks = forksOf(topology).map(i => vertices[i]!);
  return {
    arcs: arcs.map(({ stage, from, to, weight, match }) => ({
      stage,
      from: nameOf(from),
      to: nameOf(to),
      ...(weight === 1 ? {} : { weight }),
      ...(match === undefined ? {} : { match }),
    })),
    ...(forks.length === 0
      ? {}
      : { dispatch: Object.fromEntries(forks.map(({ name, dispatch }) => [name, dispatchSettings(dispatch)])) }),
    exits: Object.fromEntries(
      vertices.flatMap(({ name, exit }) => (exit === undefined ? [] : [[name, exitSettings(exit)]])),
    ),
  };
};

/** In short form, if it is as that is read. */
const pathOf = (topology: TopologyPlan): Record<string, unknown> | undefined => {
  const exit = topology.vertices.at(-1)?.exit;
  if (exit === undefined) return undefined;
  const path = topology.arcs.map(({ stage }) => stage);
  if (JSON.stringify(chain(topology.name, path, exit)) !== JSON.stringify(topology)) return undefined;
  return { path, to: exitSettings(exit) };
};

const exitSettings = (exit: ExitPlan): unknown => (exit.dedupe === 'none' ? exit.port : { ...exit });

/** Every setting that means something under the policy; a policy that has none stands as its name. */
export const dispatchSettings = (dispatch: DispatchPlan): unknown => {
  const { policy, base } = dispatch;
  const meant = settingsOfPolicy(policy, base);
  const settings = DISPATCH_SETTINGS.filter(name => meant.includes(name) && dispatch[name] !== undefined).map(name => {
    const value = dispatch[name];
    return [name, name === 'sticky' || name === 'halfLife' ? exactSpan(value as number) : value];
  });
  return settings.length === 0 ? policy : { policy, ...Object.fromEntries(settings) };
};

import { type Changed, refusal, refused, setting } from './change-setting.js';
import { DISPATCH_SETTINGS, dispatchPlan, settingsOfPolicy } from './dispatch-settings.js';
import { didYouMean } from './nearest.js';
import type { Plan } from './plan.js';
import type { PortPlan } from './port-plan.js';
import { portSchema } from './port-schema.js';
import type { TopologyPlan } from './topology-plan.js';
import { dispatchSchema, dispatchShape, weight } from './topology-schema.js';

/** Settings of a port that `--set` changes, and where the plan has them. */
const OF_PORT = {
  host: 'host',
  attach: 'attach',
  interface: 'interfaceName',
  mac: 'mac',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  pcap: 'pcap',
} as const satisfies Partial<Record<keyof typeof portSchema.shape, keyof PortPlan>>;

/** Changes `ports.NAME.SETTING`; the paths are relative to the working directory. */
export const changePort = (plan: Plan, path: string, text: string): Changed => {
  const rest = path.slice('ports.'.length);
  const names = plan.ports.map(({ name }) => name);
  const name = owner(rest, names);
  if (name === undefined)
    return refused(`no port '${rest.split('.')[0]}'`, didYouMean(rest.split('.')[0]!, names).hint);
  const said = rest.slice(name.length + 1);
  const known = Object.keys(OF_PORT);
  if (!Object.hasOwn(OF_PORT, said))
    return refused(`no setting '${said}' of a port`, didYouMean(said, known).hint ?? `known: ${known.join(', ')}`);
  const field = said as keyof typeof OF_PORT;
  return setting(portSchema.shape[field], (before, value) => ({
    ...before,
    ports: before.ports.map(port => {
      if (port.name !== name) return port;
      const { [OF_PORT[field]]: _, ...others } = port;
      return { ...others, ...(value === 'none' ? {} : { [OF_PORT[field]]: value }) } as PortPlan;
    }),
  }))(plan, text, () => undefined);
};

/** Changes `topologies.NAME.dispatch.VERTEX`, `….VERTEX.SETTING` and `topologies.NAME.arcs.N.weight`, N from 0. */
export const changeTopology = (plan: Plan, path: string, text: string): Changed => {
  const rest = path.slice('topologies.'.length);
  const names = plan.topologies.map(({ name }) => name);
  const name = owner(rest, names);
  if (name === undefined)
    return refused(`no topology '${rest.split('.')[0]}'`, didYouMean(rest.split('.')[0]!, names).hint);
  const topology = plan.topologies.find(each => each.name === name)!;
  const said = rest.slice(name.length + 1);
  const arc = /^arcs\.(\d+)\.weight$/.exec(said);
  const changed = arc
    ? withWeight(topology, Number(arc[1]), text)
    : said.startsWith('dispatch.')
      ? withDispatch(topology, said.slice('dispatch.'.length), text)
      : `no setting '${said}' of a topology`;
  if (typeof changed === 'string') return refused(changed, arc ? undefined : 'as in dispatch.fork or arcs.0.weight');
  return {
    plan: { ...plan, topologies: plan.topologies.map(each => (each === topology ? changed : each)) },
    faults: [],
  };
};

const withWeight = (topology: TopologyPlan, index: number, text: string): TopologyPlan | string => {
  const arc = topology.arcs[index];
  if (arc === undefined) return `no arc ${index}: counted from 0 to ${topology.arcs.length - 1}`;
  const read = weight.safeParse(text);
  if (!read.success) return refusal(read.error.issues[0]!, text);
  return { ...topology, arcs: topology.arcs.with(index, { ...arc, weight: read.data }) };
};

/** Settings that go on to mean something are kept. */
const withDispatch = (topology: TopologyPlan, path: string, text: string): TopologyPlan | string => {
  const forks = topology.vertices.filter((_, i) => topology.arcs.filter(({ from }) => from === i).length > 1);
  const name = forks.some(fork => fork.name === path)
    ? path
    : owner(
        path,
        forks.map(fork => fork.name),
      );
  const fork = forks.find(each => each.name === name);
  if (fork === undefined)
    return `nothing is chosen at '${path.split('.')[0]}': forks are ${forks.map(each => each.name).join(', ') || 'none'}`;
  const said = path.slice(fork.name.length + 1);
  const { policy, base } = fork.dispatch;
  const with_ = (dispatch: Parameters<typeof dispatchPlan>[0]): TopologyPlan => ({
    ...topology,
    vertices: topology.vertices.map(each => (each === fork ? { ...each, dispatch: dispatchPlan(dispatch) } : each)),
  });
  if (said === '' || said === 'policy') {
    const read = dispatchSchema.safeParse(text);
    if (!read.success) return refusal(read.error.issues[0]!, text);
    return with_({ ...fork.dispatch, ...read.data });
  }
  const setting = DISPATCH_SETTINGS.find(each => each === said);
  if (setting === undefined) return `no setting '${said}' of a dispatch`;
  if (!settingsOfPolicy(policy, base).includes(setting)) return `${said} means nothing under the policy ${policy}`;
  const read = dispatchShape.shape[setting].safeParse(text);
  if (!read.success) return refusal(read.error.issues[0]!, text);
  return with_({ ...fork.dispatch, [setting]: read.data });
};

/** Whose setting a path names; names may hold dots, so the longest wins. */
const owner = (path: string, names: readonly string[]): string | undefined =>
  names.filter(name => path.startsWith(`${name}.`)).sort((a, b) => b.length - a.length)[0];

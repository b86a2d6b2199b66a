import { resolve } from 'node:path';
import { type Changed, refusal, refused, setting } from './change-setting.js';
import { DISPATCH_SETTINGS, dispatchPlan, settingsOfPolicy } from './dispatch-settings.js';
import { didYouMean } from './nearest.js';
import type { Plan } from './plan.js';
import type { PortPlan } from './port-plan.js';
import { portSchema } from './port-schema.js';
import type { TopologyPlan } from './topology-plan.js';
import { dispatchShape, weight } from './topology-schema.js';

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

/** Changes `ports.NAME.SETTING`; a capture's path is relative to the working directory. */
export const changePort = (plan: Plan, path: string, text: string): Changed => {
  const rest = path.slice('ports.'.length);
  const names = plan.ports.map(({ name }) => name);
  const name = owner(rest, names);
  if (name === undefined) return unknown('port', rest, names);
  const said = rest.slice(name.length + 1);
  const known = Object.keys(OF_PORT);
  if (!Object.hasOwn(OF_PORT, said))
    return refused(`no setting '${said}' of a port`, didYouMean(said, known).hint ?? `known: ${known.join(', ')}`);
  const field = said as keyof typeof OF_PORT;
  return setting(portSchema.shape[field], (before, value) => ({
    ...before,
    ports: before.ports.map(port => (port.name === name ? withField(port, field, value) : port)),
  }))(plan, text, () => undefined);
};

const withField = (port: PortPlan, field: keyof typeof OF_PORT, value: unknown): PortPlan => {
  const { [OF_PORT[field]]: _, ...others } = port;
  if (value === 'none') return others as PortPlan;
  const changed = { ...others, [OF_PORT[field]]: field === 'pcap' ? resolve(value as string) : value } as PortPlan;
  // An interface that is there already has its name.
  return changed.attach?.kind === 'if' ? { ...changed, interfaceName: changed.attach.name } : changed;
};

const unknown = (what: string, path: string, names: readonly string[]): Changed => {
  const [name] = path.split('.') as [string];
  return refused(`no ${what} '${name}'`, didYouMean(name, names).hint ?? `there are ${names.join(', ')}`);
};

/** Changes `topologies.NAME.dispatch.VERTEX`, `….VERTEX.SETTING` and `topologies.NAME.arcs.N.weight`, N from 0. */
export const changeTopology = (plan: Plan, path: string, text: string): Changed => {
  const rest = path.slice('topologies.'.length);
  const names = plan.topologies.map(({ name }) => name);
  const name = owner(rest, names);
  if (name === undefined) return unknown('topology', rest, names);
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
  const names = forks.map(({ name }) => name);
  const name = names.includes(path) ? path : owner(path, names);
  const fork = forks.find(each => each.name === name);
  if (fork === undefined)
    return `nothing is chosen at '${path.split('.')[0]}': forks are ${names.join(', ') || 'none'}`;
  const said = path.slice(fork.name.length + 1);
  const { policy, base } = fork.dispatch;
  const redispatched = (dispatch: Parameters<typeof dispatchPlan>[0]): TopologyPlan => ({
    ...topology,
    vertices: topology.vertices.map(each => (each === fork ? { ...each, dispatch: dispatchPlan(dispatch) } : each)),
  });
  if (said === '' || said === 'policy') {
    const read = dispatchShape.shape.policy.safeParse(text);
    if (!read.success) return refusal(read.error.issues[0]!, text);
    return redispatched({ ...fork.dispatch, policy: read.data });
  }
  const field = DISPATCH_SETTINGS.find(each => each === said);
  if (field === undefined) return `no setting '${said}' of a dispatch`;
  if (!settingsOfPolicy(policy, base).includes(field)) return `${field} means nothing under the policy ${policy}`;
  const read = dispatchShape.shape[field].safeParse(text);
  if (!read.success) return refusal(read.error.issues[0]!, text);
  return redispatched({ ...fork.dispatch, [field]: read.data });
};

/** Whose setting a path names; names may hold dots, so the longest wins. */
const owner = (path: string, names: readonly string[]): string | undefined =>
  names.filter(name => path.startsWith(`${name}.`)).sort((a, b) => b.length - a.length)[0];

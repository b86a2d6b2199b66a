import { forksOf } from '../topology/forks.js';
import { type Changed, misread, refused, setting } from './change-setting.js';
import { DISPATCH_SETTINGS, dispatchPlan, settingsOfPolicy } from './dispatch-settings.js';
import { didYouMean } from './nearest.js';
import type { Plan } from './plan.js';
import { type AttachPlan, attached, type PortPlan } from './port-plan.js';
import { portSchema } from './port-schema.js';
import type { TopologyPlan, VertexPlan } from './topology-plan.js';
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

/** Changes `ports.NAME.SETTING`; the paths are relative to the working directory. */
export const changePort = (plan: Plan, path: string, text: string): Changed => {
  const rest = path.slice('ports.'.length);
  const names = plan.ports.map(({ name }) => name);
  const name = owner(rest, names);
  if (name === undefined) return noSuch('port', rest.split('.')[0]!, names);
  const said = rest.slice(name.length + 1);
  const known = Object.keys(OF_PORT);
  if (!Object.hasOwn(OF_PORT, said))
    return refused(`no setting '${said}' of a port`, didYouMean(said, known).hint ?? `known: ${known.join(', ')}`);
  const field = said as keyof typeof OF_PORT;
  const place = plan.ports.find(port => port.name === name)?.attach;
  if (field === 'interface' && place?.kind === 'if')
    return refused(`means nothing beside attach: the interface is ${place.name}`);
  return setting(portSchema.shape[field], (before, value) => ({
    ...before,
    ports: before.ports.map((port, ordinal) => {
      if (port.name !== name) return port;
      if (field === 'attach') return attached(port, ordinal, value as AttachPlan);
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
  if (name === undefined) return noSuch('topology', rest.split('.')[0]!, names);
  const topology = plan.topologies.find(each => each.name === name)!;
  const said = rest.slice(name.length + 1);
  const change = (changed: TopologyPlan): Changed => ({
    plan: { ...plan, topologies: plan.topologies.map(each => (each === topology ? changed : each)) },
    faults: [],
  });
  const arc = /^arcs\.(\d+)\.weight$/.exec(said);
  if (arc) return withWeight(topology, Number(arc[1]), text, change);
  if (said.startsWith('dispatch.')) return withDispatch(topology, said.slice('dispatch.'.length), text, change);
  return refused(
    `no setting '${said}' of a topology`,
    `as in dispatch.${forks(topology)[0]?.name ?? 'FORK'} or arcs.0.weight`,
  );
};

type Change = (changed: TopologyPlan) => Changed;

const noSuch = (what: string, said: string, known: readonly string[]): Changed =>
  refused(`no ${what} '${said}'`, didYouMean(said, known).hint ?? `there are ${known.join(', ') || 'none'}`);

const withWeight = (topology: TopologyPlan, index: number, text: string, change: Change): Changed => {
  const arc = topology.arcs[index];
  if (arc === undefined) return refused(`no arc ${index}`, `counted from 0 to ${topology.arcs.length - 1}`);
  const read = weight.safeParse(text);
  if (!read.success) return misread(read.error.issues[0]!, text);
  return change({ ...topology, arcs: topology.arcs.with(index, { ...arc, weight: read.data }) });
};

const forks = (topology: TopologyPlan): VertexPlan[] => forksOf(topology).map(i => topology.vertices[i]!);

/** Settings that go on to mean something are kept. */
const withDispatch = (topology: TopologyPlan, path: string, text: string, change: Change): Changed => {
  const names = forks(topology).map(({ name }) => name);
  const name = names.includes(path) ? path : owner(path, names);
  const fork = topology.vertices.find(each => each.name === name);
  if (fork?.dispatch === undefined) return noSuch('fork', path.split('.')[0]!, names);
  const { dispatch } = fork;
  const said = path.slice(fork.name.length + 1);
  const put = (changed: Parameters<typeof dispatchPlan>[0]): Changed =>
    change({
      ...topology,
      vertices: topology.vertices.map(each => (each === fork ? { ...each, dispatch: dispatchPlan(changed) } : each)),
    });
  if (said === '' || said === 'policy') {
    const read = dispatchShape.shape.policy.safeParse(text);
    return read.success ? put({ ...dispatch, policy: read.data }) : misread(read.error.issues[0]!, text);
  }
  const setting = DISPATCH_SETTINGS.find(each => each === said);
  const meant = settingsOfPolicy(dispatch.policy, dispatch.base);
  const goesBy = meant.length === 0 ? 'it has no settings' : `what it goes by: ${meant.join(', ')}`;
  if (setting === undefined)
    return refused(`no setting '${said}' of a fork`, didYouMean(said, ['policy', ...DISPATCH_SETTINGS]).hint ?? goesBy);
  if (!meant.includes(setting)) return refused(`${said} means nothing under the policy ${dispatch.policy}`, goesBy);
  const read = dispatchShape.shape[setting].safeParse(text);
  return read.success ? put({ ...dispatch, [setting]: read.data }) : misread(read.error.issues[0]!, text);
};

/** Whose setting a path names; names may hold dots, so the longest wins. */
const owner = (path: string, names: readonly string[]): string | undefined =>
  names.filter(name => path.startsWith(`${name}.`)).sort((a, b) => b.length - a.length)[0];

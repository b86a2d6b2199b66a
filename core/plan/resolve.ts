import type { Nanos } from '../../sdk/units.js';
import { captureWords, readCaptures } from './captures.js';
import { joinFaults, portFaults, pressureFaults } from './join-limits.js';
import { limitFaults } from './limits.js';
import { nearest } from './nearest.js';
import type { HookPlan, Plan } from './plan.js';
import { LINK_TOPOLOGIES } from './port-plan.js';
import { type PlacedExpectation, resolveExpectations } from './resolve-expectations.js';
import { type NamedStages, resolveGroups, soundGroups } from './resolve-groups.js';
import { type HookPlaces, resolveHooks } from './resolve-hooks.js';
import { resolveLinkPorts, resolvePorts } from './resolve-ports.js';
import { checkNames, resolveLinkStages, resolveStages } from './resolve-stages.js';
import { resolveTopology } from './resolve-topology.js';
import { resolveTraffic } from './resolve-traffic.js';
import type { Resolving } from './resolving.js';
import { type PlanInput, planSchema } from './schema.js';
import { type SoundParts, soundParts, valueAt } from './sound-parts.js';
import { LEARN, type TopologyPlan } from './topology-plan.js';

export interface Resolved {
  /** Undefined when the schema refused the content. With faults noted it is not to be used. */
  readonly plan: Plan | undefined;
  /** Those whose own settings are sound. */
  readonly hooks: readonly HookPlan[];
  /** The names of the stages, sound or not. */
  readonly stages: readonly string[];
  /** The stages of each sound group. */
  readonly groups: NamedStages;
  /** Those without faults so far. */
  readonly expected: readonly PlacedExpectation[];
  /** Whether `hooks` are all that the plan lists, at all their stages. */
  readonly allHooks: boolean;
}

/** Ports, stages and ways between them. */
type Paths = Pick<Plan, 'stages' | 'ports' | 'topologies'>;

/**
 * Turns a plan file's content into a plan: paths relative to its folder, scenarios read, names looked up, defaults filled
 * in. Notes all faults that the schema (`read`: what it made of the content) does not see, also when that refused some part.
 */
export const resolvePlan = (resolving: Resolving, content: unknown, read: PlanInput | undefined): Resolved => {
  const parts = soundParts(content);
  checkForm(resolving, content, parts);
  const isGraph = parts.form === 'graph';
  const paths = isGraph ? graphPaths(resolving, parts, content) : linkPaths(resolving, parts);
  for (const { path, message, hint } of portFaults(paths)) resolving.fault(path, message, hint);
  const stages = paths.stages.map(({ name }) => name);
  const isNeither = parts.form === 'neither';
  const said = resolveGroups(resolving, parts, isNeither ? undefined : stages);
  const places: HookPlaces = { stages, groups: said, all: isGraph ? ['all'] : ['both', 'all'] };
  const before = resolving.faults.length;
  const hooks = resolveHooks(resolving, parts.hooks, content, isNeither ? undefined : places);
  const allHooks = !isNeither && hooks.length === parts.hooks.length && resolving.faults.length === before;
  const groups = soundGroups(said);
  const portNames = paths.ports.map(({ name }) => name);
  const traffic = isNeither ? [] : resolveTraffic(resolving, parts.traffic, portNames);
  const expected = resolveExpectations(
    resolving,
    parts.expect,
    isNeither
      ? undefined
      : {
          stages: isGraph ? [...parts.stages.keys()] : stages,
          ports: isGraph ? [...parts.ports.keys()] : portNames,
          traffic: parts.traffic.map(said => said?.kind),
        },
  );
  if (read === undefined || isNeither) return { plan: undefined, hooks, stages, groups, expected, allHooks };
  const plan: Plan = {
    seed: read.seed,
    duration: read.duration ?? (Number.POSITIVE_INFINITY as Nanos),
    startup: read.startup,
    ...paths,
    hooks,
    traffic,
    store: { bytes: read.store?.memory ?? 0, slotBytes: read.store?.slot ?? 2048 },
    lanes: read.lanes,
    ...(read.captures === undefined ? {} : { captures: capturesOf(resolving, read.captures, stages) }),
    ...(read.hookMemory === undefined ? {} : { hookMemory: read.hookMemory }),
    ...((read.expect?.length ?? 0) > 0 ? { expect: read.expect! } : {}),
  };
  const joined = resolving.faults.length === 0 ? [...pressureFaults(plan), ...joinFaults(plan)] : [];
  for (const { path, message, hint } of [...limitFaults(plan), ...joined]) resolving.fault(path, message, hint);
  return { plan, hooks, stages, groups, expected, allHooks };
};

const capturesOf = (resolving: Resolving, said: readonly string[], stages: readonly string[]): readonly string[] => {
  const alone = resolving.source.scalarText(['captures']) !== undefined;
  const captures = readCaptures(said, stages, (place, message, { hint }) =>
    resolving.fault(alone ? ['captures'] : ['captures', place], message, hint),
  );
  return captureWords(captures, stages);
};

/** A plan has a link, or stages and topologies. */
const checkForm = (resolving: Resolving, content: unknown, { form }: SoundParts): void => {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return;
  const sections = Object.keys(content);
  if (form === 'link') {
    for (const section of ['stages', 'topologies'].filter(name => sections.includes(name)))
      resolving.faultAtKey(
        [section],
        'a plan has a link or topologies, not both',
        'up and down are the stages of a link',
      );
    return;
  }
  const missing =
    form === 'neither' ? ['link'] : ['stages', 'topologies', 'ports'].filter(name => !sections.includes(name));
  // A section is not missing if it is there, misspelt.
  const known = Object.keys(planSchema.shape);
  const unknown = sections.filter(name => !known.includes(name)).map(name => nearest(name, known));
  const meant = form === 'neither' ? ['link', 'stages', 'topologies'] : missing;
  if (unknown.some(name => name !== undefined && meant.includes(name))) return;
  for (const section of missing) {
    const message =
      form === 'neither'
        ? 'link is missing: expected a link, or stages and topologies'
        : `${section} is missing: expected ${section} by name`;
    resolving.fault([], message, form === 'neither' ? 'as in link: { rate: 10Mbit/s, delay: 20ms }' : undefined);
  }
};

const linkPaths = (resolving: Resolving, parts: SoundParts): Paths => {
  if (parts.form === 'neither') return { stages: [], ports: [], topologies: [] };
  const stages = resolveLinkStages(resolving, parts);
  return { stages, ports: resolveLinkPorts(resolving, parts.ports), topologies: LINK_TOPOLOGIES };
};

const graphPaths = (resolving: Resolving, parts: SoundParts, content: unknown): Paths => {
  checkNames(resolving, 'stages', parts.stages.keys());
  checkNames(resolving, 'ports', parts.ports.keys(), [LEARN]);
  checkNames(resolving, 'topologies', parts.topologies.keys(), []);
  for (const section of ['stages', 'topologies', 'ports']) {
    if (isEmpty(valueAt(content, [section]))) resolving.fault([section], 'expected at least one');
  }
  const stages = resolveStages(resolving, parts);
  const known = { stages: [...parts.stages.keys()], ports: [...parts.ports.keys()] };
  const topologies: TopologyPlan[] = [];
  for (const [name, said] of parts.topologies) {
    const topology = said && resolveTopology(resolving, name, said, known);
    if (topology !== undefined) topologies.push(topology);
  }
  const ports = resolvePorts(resolving, parts.ports, parts.topologies);
  checkUsed(resolving, parts, topologies);
  return { stages, ports, topologies };
};

/** Notes stages that are in no topology, and topologies that no port's frames enter, once all are known that may be. */
const checkUsed = (
  resolving: Resolving,
  { stages, ports, topologies }: SoundParts,
  sound: readonly TopologyPlan[],
): void => {
  if ([...topologies.values(), ...ports.values()].includes(undefined)) return;
  const entered = new Set([
    ...[...topologies].filter(([, said]) => (said?.from?.length ?? 0) > 0).map(([name]) => name),
    ...[...ports.values()].flatMap(said => said?.enter?.map(({ topology }) => topology) ?? []),
  ]);
  const [somePort = 'PORT'] = ports.keys();
  for (const name of topologies.keys()) {
    if (!entered.has(name))
      resolving.faultAtKey(['topologies', name], 'no frames enter it: no port names it', `as in from: ${somePort}`);
  }
  if (sound.length < topologies.size || sound.length === 0) return;
  const used = new Set(sound.flatMap(({ arcs }) => arcs.map(({ stage }) => stage)));
  for (const name of stages.keys()) {
    if (!used.has(name))
      resolving.faultAtKey(['stages', name], 'in no topology: no frame gets there', 'leave it out, or make it an arc');
  }
};

const isEmpty = (section: unknown): boolean =>
  section === null || (typeof section === 'object' && !Array.isArray(section) && Object.keys(section).length === 0);

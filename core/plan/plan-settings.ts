import type * as z from 'zod';
import { type Changed, misread, refused, type Setter, setting } from './change-setting.js';
import { changePort, changeTopology } from './graph-settings.js';
import { isLink } from './link-form.js';
import { didYouMean } from './nearest.js';
import { type Plan, STARTUPS } from './plan.js';
import { autoOrBytes, bytesAbove0, oneOf, seedNumber, slotBytes, spanAbove0 } from './quantities.js';
import type { ReadFile } from './resolving.js';
import { lanesSchema } from './schema.js';
import { STAGE_SETTERS } from './stage-settings.js';
import { TRAFFIC } from './traffic-schema.js';

/** Single settings of a resolved plan, changed by dotted path as `--set` does, in the plan file's own spellings. */

const RUN_SETTERS = new Map<string, Setter>([
  ['seed', setting(seedNumber, (plan, seed) => ({ ...plan, seed }))],
  ['startup', setting(oneOf(...STARTUPS), (plan, startup) => ({ ...plan, startup }))],
  ['duration', setting(spanAbove0, (plan, duration) => ({ ...plan, duration }))],
  ['lanes', setting(lanesSchema, (plan, lanes) => ({ ...plan, lanes }))],
  ['hookMemory', setting(bytesAbove0, (plan, hookMemory) => ({ ...plan, hookMemory }))],
  ['store.memory', setting(autoOrBytes, (plan, bytes) => ({ ...plan, store: { ...plan.store, bytes } }))],
  ['store.slot', setting(slotBytes, (plan, size) => ({ ...plan, store: { ...plan.store, slotBytes: size } }))],
]);

/** Words for every stage. */
const EVERY = ['link', 'all'];

const namesOf = (places: readonly string[]): string[] => [
  ...RUN_SETTERS.keys(),
  ...places.flatMap(place => [...STAGE_SETTERS.keys()].map(name => `${place}.${name}`)),
];

/** The names of the settings of a plain link, without those of the traffic list and of ports. */
export const SETTING_NAMES: readonly string[] = namesOf(['link', 'up', 'down']);

/** The same of any plan. */
export const settingNames = (plan: Plan): readonly string[] =>
  isLink(plan) ? SETTING_NAMES : namesOf(['all', ...plan.stages.map(({ name }) => name)]);

/** Whether a path names a setting of the plan, sound or not, or else perhaps an option of a hook. */
export const isSetting = (plan: Plan, path: string): boolean =>
  /^(traffic|ports|topologies|stages)\./.test(path) || RUN_SETTERS.has(path) || stageSetter(plan, path) !== undefined;

/**
 * Changes the setting `path`: one of `settingNames`, `stages.STAGE.SETTING`, `traffic.N.SETTING`, N from 0,
 * `ports.PORT.SETTING`, or of a topology `topologies.NAME.dispatch.VERTEX` and `topologies.NAME.arcs.N.weight`.
 */
export const changeSetting = (plan: Plan, path: string, text: string, readFile: ReadFile): Changed => {
  const setter = RUN_SETTERS.get(path) ?? stageSetter(plan, path);
  if (setter !== undefined) return setter(plan, text, readFile);
  if (path.startsWith('ports.')) return changePort(plan, path, text);
  if (path.startsWith('topologies.')) return changeTopology(plan, path, text);
  if (path.startsWith('stages.')) {
    const rest = path.slice('stages.'.length);
    return refused(`no setting '${path}'`, didYouMean(rest, settingNames(plan)).hint);
  }
  return changeTraffic(plan, path, text);
};

const stageSetter = (plan: Plan, path: string): Setter | undefined => {
  const rest = path.startsWith('stages.') ? path.slice('stages.'.length) : path;
  const places = [...EVERY, ...plan.stages.map(({ name }) => name)].filter(place => rest.startsWith(`${place}.`));
  // Names may hold dots: the longest wins.
  for (const place of places.sort((a, b) => b.length - a.length)) {
    const setter = STAGE_SETTERS.get(rest.slice(place.length + 1));
    if (setter !== undefined) return setter(({ name }) => EVERY.includes(place) || name === place);
  }
  return undefined;
};

const changeTraffic = (plan: Plan, path: string, text: string): Changed => {
  const [, index, name] = /^traffic\.(\d+)\.([\w-]+)$/.exec(path) ?? [];
  const traffic = plan.traffic[Number(index)];
  if (name === undefined) return refused(`no setting '${path}'`, 'as in traffic.0.rate, counted from 0');
  if (!traffic) {
    const count = plan.traffic.length;
    return refused(`no traffic ${index}`, count === 0 ? 'the plan has none' : `counted from 0 to ${count - 1}`);
  }
  const { kind, ...schemas } = TRAFFIC[traffic.kind].shape as Record<string, z.ZodType>;
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (!schema) {
    const known = Object.keys(schemas);
    return refused(
      `no setting '${name}' of ${traffic.kind}`,
      didYouMean(name, known).hint ?? `known: ${known.join(', ')}`,
    );
  }
  const read = schema.safeParse(text);
  if (!read.success) return misread(read.error.issues[0]!, text);
  const value = read.data;
  if (name === 'from' || name === 'to') return changeEnd(plan, Number(index), name, value as string);
  const changed =
    name === 'start' || name === 'stop'
      ? { ...traffic, [name]: value }
      : { ...traffic, settings: { ...traffic.settings, [name]: value as number | string | boolean } };
  return { plan: { ...plan, traffic: plan.traffic.with(Number(index), changed) }, faults: [] };
};

/** Between two ports the other end is the other port. */
const changeEnd = (plan: Plan, index: number, side: 'from' | 'to', port: string): Changed => {
  const names = plan.ports.map(({ name }) => name);
  if (!names.includes(port))
    return refused(`no port '${port}'`, didYouMean(port, names).hint ?? `there are ${names.join(', ')}`);
  const traffic = { ...plan.traffic[index]!, [side]: port };
  const far = side === 'from' ? 'to' : 'from';
  if (traffic.from === traffic.to) {
    if (names.length !== 2) return refused(`from ${port} to itself`, `set traffic.${index}.${far} first`);
    traffic[far] = names.find(name => name !== port)!;
  }
  return { plan: { ...plan, traffic: plan.traffic.with(index, traffic) }, faults: [] };
};

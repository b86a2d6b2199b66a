import type * as z from 'zod';
import type { Fault } from '../fault.js';
import { parseScenario } from '../scenario/parse-csv.js';
import { SCENARIO_ENDS, withEnd } from '../scenario/scenario-end.js';
import { queueWord } from './effects/queue.js';
import type { QueueDiscipline } from './effects/queue-plan.js';
import { resolveEffects } from './effects/resolve-effects.js';
import { EFFECT_NAMES, EFFECT_SECTIONS, type EffectSection } from './effects/sections.js';
import { didYouMean } from './nearest.js';
import { type Plan, type QueuePlan, STARTUPS, type StagePlan } from './plan.js';
import { autoOrBytes, multiplier, oneOf, rate, seedNumber, slotBytes, span, spanAbove0 } from './quantities.js';
import { noLength, type ReadFile, withColumns } from './resolve.js';
import { TRAFFIC } from './schema.js';

/** Single settings of a resolved plan, changed by dotted path as `--set` does, in the plan file's own spellings. */

/** The changed plan, or the faults of the text; a fault with an empty `file` is about the text itself. */
export type Changed = { readonly plan?: Plan; readonly faults: readonly Fault[] };
type Setter = (plan: Plan, text: string, readFile: ReadFile) => Changed;

const refused = (message: string, hint?: string): Changed => {
  const fault = { file: '', line: 0, column: 0, message };
  return { faults: [hint === undefined ? fault : { ...fault, hint }] };
};

/** A setting whose text `schema` reads. */
const setting =
  <T extends z.ZodType>(schema: T, change: (plan: Plan, value: z.output<T>) => Plan): Setter =>
  (plan, text) => {
    const read = schema.safeParse(text);
    return read.success ? { plan: change(plan, read.data), faults: [] } : refused(read.error.issues[0]!.message);
  };

/** A setting of the stages of one direction, or of both for `link`. */
const stageSetting = <T extends z.ZodType>(
  section: string,
  schema: T,
  change: (stage: StagePlan, value: z.output<T>) => StagePlan,
): Setter =>
  setting(schema, (plan, value) => ({
    ...plan,
    stages: plan.stages.map(stage => (ofSection(stage, section) ? change(stage, value) : stage)),
  }));

const ofSection = (stage: StagePlan, section: string): boolean => section === 'link' || stage.direction === section;

const scenarioOf =
  (section: string): Setter =>
  (plan, file, readFile) => {
    const text = readFile(file);
    if (text === undefined) return refused(`cannot read '${file}'`);
    const { scenario, faults } = parseScenario(text, file);
    if (!scenario) return { faults };
    const stages = plan.stages.map(stage =>
      ofSection(stage, section) ? { ...stage, scenario: scenario[stage.direction] } : stage,
    );
    return { plan: { ...plan, stages }, faults: [] };
  };

const scenarioEndOf =
  (section: string): Setter =>
  (plan, text) => {
    const read = oneOf(...SCENARIO_ENDS).safeParse(text);
    if (!read.success) return refused(refusal(read.error.issues[0]!, text));
    const stages: StagePlan[] = [];
    for (const stage of plan.stages) {
      const scenario = ofSection(stage, section) ? withEnd(stage.scenario, read.data) : stage.scenario;
      if (scenario === undefined) return refused(...noLength(read.data));
      stages.push({ ...stage, scenario });
    }
    return { plan: { ...plan, stages }, faults: [] };
  };

/** An effect in the one word or number that a plan file may say it in. */
const effectOf =
  (section: string, name: EffectSection): Setter =>
  (plan, text, readFile) => {
    const read = EFFECT_SECTIONS[name].safeParse(text);
    if (!read.success) return refused(refusal(read.error.issues[0]!, text));
    const faults: Fault[] = [];
    const made = resolveEffects({ [name]: read.data }, (_section, _setting, file, parse) => {
      const content = readFile(file);
      if (content === undefined) faults.push({ file: '', line: 0, column: 0, message: `cannot read '${file}'` });
      const parsed = content === undefined ? undefined : parse(content, file);
      faults.push(...(parsed?.faults ?? []));
      return parsed?.value;
    });
    const stages = plan.stages.map(stage =>
      ofSection(stage, section) ? { ...stage, effects: { ...stage.effects, ...made } } : stage,
    );
    return faults.length > 0 ? { faults } : { plan: { ...plan, stages }, faults };
  };

const sectionSetters = (section: 'link' | 'up' | 'down'): [string, Setter][] => [
  [`${section}.scenario`, scenarioOf(section)],
  [`${section}.scenarioEnd`, scenarioEndOf(section)],
  [
    `${section}.rate`,
    stageSetting(section, rate, (stage, value) => ({
      ...stage,
      scenario: withColumns(stage.scenario, value, undefined),
    })),
  ],
  [
    `${section}.delay`,
    stageSetting(section, span, (stage, value) => ({
      ...stage,
      scenario: withColumns(stage.scenario, undefined, value),
    })),
  ],
  [`${section}.queue`, stageSetting(section, queueWord, (stage, queue) => ({ ...stage, queue }))],
  [
    `${section}.queue.multiplier`,
    stageSetting(section, multiplier, (stage, value) => ({
      ...stage,
      queue: { ...withoutLimit(stage.queue), limit: 'auto', multiplier: value },
    })),
  ],
  [
    `${section}.reconfiguration.delay`,
    stageSetting(section, span, (stage, delay) => ({ ...stage, reconfiguration: { ...stage.reconfiguration, delay } })),
  ],
  [
    `${section}.reconfiguration.mode`,
    stageSetting(section, oneOf('gsl', 'all'), (stage, mode) => ({
      ...stage,
      reconfiguration: { ...stage.reconfiguration, mode },
    })),
  ],
  ...EFFECT_NAMES.map((name): [string, Setter] => [`${section}.${name}`, effectOf(section, name)]),
];

/** The discipline of a queue, whatever its limit is. */
const withoutLimit = (queue: QueuePlan): QueueDiscipline => {
  const { limit, ...discipline } = queue;
  return discipline as QueueDiscipline;
};

const SETTERS = new Map<string, Setter>([
  ['seed', setting(seedNumber, (plan, seed) => ({ ...plan, seed }))],
  ['startup', setting(oneOf(...STARTUPS), (plan, startup) => ({ ...plan, startup }))],
  ['duration', setting(spanAbove0, (plan, duration) => ({ ...plan, duration }))],
  ...sectionSetters('link'),
  ...sectionSetters('up'),
  ...sectionSetters('down'),
  ['store.memory', setting(autoOrBytes, (plan, bytes) => ({ ...plan, store: { ...plan.store, bytes } }))],
  ['store.slot', setting(slotBytes, (plan, size) => ({ ...plan, store: { ...plan.store, slotBytes: size } }))],
]);

/** The names of the settings, without those of the traffic list. */
export const SETTING_NAMES: readonly string[] = [...SETTERS.keys()];

/** Changes the setting `path`, one of SETTING_NAMES or `traffic.N.SETTING`, N from 0. */
export const changeSetting = (plan: Plan, path: string, text: string, readFile: ReadFile): Changed => {
  const setter = SETTERS.get(path);
  return setter ? setter(plan, text, readFile) : changeTraffic(plan, path, text);
};

/** A text that a schema's own parser refused is in its message already. */
const refusal = (issue: z.core.$ZodIssue, text: string): string =>
  issue.code === 'custom' ? issue.message : `${issue.message}, found '${text}'`;

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
  if (!read.success) return refused(refusal(read.error.issues[0]!, text));
  const value = read.data;
  const changed =
    name === 'from'
      ? { ...traffic, from: value as string, to: value === 'client' ? 'server' : 'client' }
      : name === 'start' || name === 'stop'
        ? { ...traffic, [name]: value }
        : { ...traffic, settings: { ...traffic.settings, [name]: value as number | string | boolean } };
  return { plan: { ...plan, traffic: plan.traffic.with(Number(index), changed) }, faults: [] };
};

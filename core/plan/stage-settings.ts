import type * as z from 'zod';
import type { Fault } from '../fault.js';
import { parseScenario } from '../scenario/parse-csv.js';
import { SCENARIO_ENDS, withEnd } from '../scenario/scenario-end.js';
import { misread, refused, type Setter, setting } from './change-setting.js';
import { queueWord } from './effects/queue.js';
import type { QueueDiscipline } from './effects/queue-plan.js';
import { resolveEffects } from './effects/resolve-effects.js';
import { EFFECT_NAMES, EFFECT_SECTIONS, type EffectSection } from './effects/sections.js';
import type { QueuePlan, StagePlan } from './plan.js';
import { multiplier, oneOf, rate, span } from './quantities.js';
import { noLength, withColumns } from './resolve-stage.js';

/** Which stages are meant. */
export type Meant = (stage: StagePlan) => boolean;
/** A setting of the stages that are meant. */
export type StageSetter = (meant: Meant) => Setter;

const plain =
  <T extends z.ZodType>(schema: T, change: (stage: StagePlan, value: z.output<T>) => StagePlan): StageSetter =>
  meant =>
    setting(schema, (plan, value) => ({
      ...plan,
      stages: plan.stages.map(stage => (meant(stage) ? change(stage, value) : stage)),
    }));

const scenario: StageSetter = meant => (plan, file, readFile) => {
  const text = readFile(file);
  if (text === undefined) return refused(`cannot read '${file}'`);
  const { scenario: read, faults } = parseScenario(text, file);
  if (!read) return { faults };
  const stages = plan.stages.map(stage => (meant(stage) ? { ...stage, scenario: read[stage.direction] } : stage));
  return { plan: { ...plan, stages }, faults: [] };
};

const scenarioEnd: StageSetter = meant => (plan, text) => {
  const read = oneOf(...SCENARIO_ENDS).safeParse(text);
  if (!read.success) return misread(read.error.issues[0]!, text);
  const stages: StagePlan[] = [];
  for (const stage of plan.stages) {
    const ended = meant(stage) ? withEnd(stage.scenario, read.data) : stage.scenario;
    if (ended === undefined) return refused(...noLength(read.data));
    stages.push({ ...stage, scenario: ended });
  }
  return { plan: { ...plan, stages }, faults: [] };
};

/** An effect in the one word or number that a plan file may say it in. */
const effect =
  (name: EffectSection): StageSetter =>
  meant =>
  (plan, text, readFile) => {
    const read = EFFECT_SECTIONS[name].safeParse(text);
    if (!read.success) return misread(read.error.issues[0]!, text);
    const faults: Fault[] = [];
    const made = resolveEffects({ [name]: read.data }, (_section, _setting, file, parse) => {
      const content = readFile(file);
      if (content === undefined) faults.push({ file: '', line: 0, column: 0, message: `cannot read '${file}'` });
      const parsed = content === undefined ? undefined : parse(content, file);
      faults.push(...(parsed?.faults ?? []));
      return parsed?.value;
    });
    const stages = plan.stages.map(stage =>
      meant(stage) ? { ...stage, effects: { ...stage.effects, ...made } } : stage,
    );
    return faults.length > 0 ? { faults } : { plan: { ...plan, stages }, faults };
  };

/** The discipline of a queue, whatever its limit is. */
const withoutLimit = (queue: QueuePlan): QueueDiscipline => {
  const { limit, ...discipline } = queue;
  return discipline as QueueDiscipline;
};

/** What can be set of a stage, by name. */
export const STAGE_SETTERS: ReadonlyMap<string, StageSetter> = new Map<string, StageSetter>([
  ['scenario', scenario],
  ['scenarioEnd', scenarioEnd],
  ['rate', plain(rate, (stage, value) => ({ ...stage, scenario: withColumns(stage.scenario, value, undefined) }))],
  ['delay', plain(span, (stage, value) => ({ ...stage, scenario: withColumns(stage.scenario, undefined, value) }))],
  ['queue', plain(queueWord, (stage, queue) => ({ ...stage, queue }))],
  [
    'queue.multiplier',
    plain(multiplier, (stage, value) => ({
      ...stage,
      queue: { ...withoutLimit(stage.queue), limit: 'auto', multiplier: value },
    })),
  ],
  [
    'reconfiguration.delay',
    plain(span, (stage, delay) => ({ ...stage, reconfiguration: { ...stage.reconfiguration, delay } })),
  ],
  [
    'reconfiguration.mode',
    plain(oneOf('gsl', 'all'), (stage, mode) => ({ ...stage, reconfiguration: { ...stage.reconfiguration, mode } })),
  ],
  ...EFFECT_NAMES.map((name): [string, StageSetter] => [name, effect(name)]),
]);

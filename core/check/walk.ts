import type { AnyHook } from '../../sdk/hook.js';
import type { Option } from '../../sdk/option.js';
import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { queueText } from '../plan/effects/queue.js';
import { EFFECT_NAMES, type EffectSection, effectsText } from '../plan/effects/sections.js';
import type { HookPlan, StagePlan } from '../plan/plan.js';
import { exactBytes, exactRatio, exactSpan } from '../plan/quantity-text.js';
import { countText } from '../report/number-text.js';
import type { ScenarioRow } from '../scenario/scenario.js';
import { rankOf } from '../stage/hook-chain.js';
import { inWords } from './setting-words.js';
import { columnRange, firstQueueSize, type QueueSize, type Range } from './stage-range.js';

/** A hook of the plan, loaded. */
export interface PlannedHook {
  readonly hook: AnyHook;
  readonly plan: HookPlan;
}

/** One thing that a frame meets in a stage. */
export interface Step {
  /** A section of the plan, `delay`, or `preamble` and `episode` for a hook. */
  readonly name: string;
  /** As a plan file spells it: what is in force where the scenario says nothing. */
  readonly settings: unknown;
  /** The same for people, with what the scenario makes of it. */
  readonly words: string;
}

/** All that a frame meets from one port to the other, in its order. */
export const walkOf = (stage: StagePlan, hooks: readonly PlannedHook[]): Step[] => {
  const here = hooks
    .filter(({ plan }) => plan.stages.includes(stage.name))
    .map((each, i) => ({ ...each, i }))
    .sort((a, b) => rankOf(a.hook) - rankOf(b.hook) || a.i - b.i);
  const side = (name: 'preamble' | 'episode'): Step[] =>
    here.filter(({ hook }) => hook[name] !== undefined).map(each => hookStep(name, each));
  return [...side('preamble'), ...effectSteps(stage), ...side('episode')];
};

/** A hook with more options than this has those told that were set. */
const MOST_OPTIONS = 6;

const hookStep = (name: string, { hook, plan }: PlannedHook): Step => {
  const { onError } = plan;
  const declared = Object.entries((hook.options ?? {}) as Readonly<Record<string, Option<unknown>>>);
  const options = declared.map(
    ([option, { fallback }]) => [option, plan.options[option] ?? fallback ?? '', option in plan.options] as const,
  );
  const told = options.filter(([, , set]) => set || options.length <= MOST_OPTIONS);
  const untold = options.length - told.length;
  const words = [
    ...told.map(([option, text]) => `${option} ${text === '' ? "''" : text}`),
    ...(untold > 0
      ? [`${untold} ${told.length > 0 ? 'other ' : ''}${untold === 1 ? 'option' : 'options'} as usual`]
      : []),
    ...(onError === 'stop' ? [] : [`on errors ${onError}`]),
    ...(hook.scope === 'link' || hook.scope === 'run' ? [`one state for the ${hook.scope}`] : []),
    ...(hook.impure ? ['impure'] : []),
  ];
  return {
    name,
    settings: { hook: hook.name, options: Object.fromEntries(options), onError },
    words: words.length === 0 ? hook.name : `${hook.name}: ${words.join(', ')}`,
  };
};

const effectSteps = (stage: StagePlan): Step[] => {
  const { effects, scenario, queue } = stage;
  const said = effectsText(effects);
  const step = (name: EffectSection): Step[] => {
    const words = [
      ...(said[name] === undefined ? [] : [inWords(said[name])]),
      ...(columnWords(scenario.rows, name) ?? []),
    ];
    return words.length === 0 ? [] : [{ name, settings: said[name] ?? null, words: words.join('; ') }];
  };
  const pacing: Step = {
    name: 'pacing',
    settings: said['pacing'] ?? 'clock',
    words: `${inWords(said['pacing'] ?? 'clock')}${effects.pacing?.model === 'trace' ? '' : `; ${rangeText(columnRange(scenario.rows, 'rate')!, rateText)}`}`,
  };
  const delay = columnRange(scenario.rows, 'delay')!;
  const queued: Step = { name: 'queue', settings: queueText(queue), words: queueWords(stage) };
  const before = EFFECT_NAMES.indexOf('pacing');
  const behind = EFFECT_NAMES.indexOf('jitter');
  return [
    ...EFFECT_NAMES.slice(0, before).flatMap(step),
    queued,
    pacing,
    ...EFFECT_NAMES.slice(before + 1, behind).flatMap(step),
    { name: 'delay', settings: { least: delay.least, most: delay.most }, words: rangeText(delay, spanText) },
    ...EFFECT_NAMES.slice(behind).flatMap(step),
  ];
};

/** The columns of a scenario that set an effect. */
const COLUMN_TEXT: Partial<Record<EffectSection, (value: number) => string>> = {
  mtu: exactBytes,
  loss: exactRatio,
  ber: String,
  duplicate: exactRatio,
  jitter: exactSpan,
};

const columnWords = (rows: readonly ScenarioRow[], name: EffectSection): string[] | undefined => {
  const text = COLUMN_TEXT[name];
  const range = text && columnRange(rows, name as keyof ScenarioRow);
  return range && [`by the scenario ${rangeText(range, text)}`];
};

const queueWords = (stage: StagePlan): string => {
  const { rows } = stage.scenario;
  const [bytes, frames] = [columnRange(rows, 'queueBytes'), columnRange(rows, 'queueFrames')];
  return [
    inWords(queueText(stage.queue)),
    ...(bytes ? [`by the scenario ${rangeText(bytes, exactBytes)}`] : []),
    ...(frames ? [`by the scenario ${rangeText(frames, count => `${countText(count)} frames`)}`] : []),
    `${queueSizeText(firstQueueSize(stage))} in the first row`,
  ].join('; ');
};

/** `820,000 B`, `100 frames`, `no limit`. */
export const queueSizeText = ({ bytes, frames }: QueueSize): string => {
  const limits = [
    ...(Number.isFinite(bytes) ? [bytes < 1024 ? bytesText(bytes) : `${countText(bytes)} B`] : []),
    ...(Number.isFinite(frames) ? [`${countText(frames)} frames`] : []),
  ];
  return limits.length === 0 ? 'no limit' : limits.join(', ');
};

/** `36.7 ms to 41 ms`, or the one value. */
export const rangeText = ({ least, most }: Range, text: (value: number) => string): string =>
  least === most ? text(most) : `${text(least)} to ${text(most)}`;

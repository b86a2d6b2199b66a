import type { AnyHook } from '../../sdk/hook.js';
import { bytesText, spanText } from '../../sdk/quantity.js';
import { RIGHTS, type Right } from '../../sdk/rights.js';
import { isGranted } from '../plan/hook-settings.js';
import type { HookPlan } from '../plan/plan.js';
import { countText } from '../report/number-text.js';
import { stagesOfShare } from '../stage/stages-of-share.js';
import type { PlannedHook } from './walk.js';

const SIDES = ['preamble', 'episode'] as const;
type Side = (typeof SIDES)[number];

/** Which frames a hook of the plan sees, and what it may do to them. */
export interface CheckedHook {
  readonly name: string;
  readonly file: string;
  readonly stages: readonly string[];
  /** By the side it stands at, the filters that frames must fit, all of them. None where its handlers are not called. */
  readonly sides: Readonly<Partial<Record<Side, readonly string[]>>>;
  /** Of these frames those at these places, or every so-manieth. */
  readonly nth?: string;
  readonly every?: string;
  readonly rights: readonly Right[];
  /** Handlers of frames that are not called: it has no right to see any. */
  readonly unseeing: boolean;
  /** `stages`: at how many of its stages it may act. */
  readonly budget?: { readonly frames?: number; readonly bytes?: number; readonly stages?: number };
  readonly timeBudget?: number;
  readonly onSlow?: 'warn' | 'detach';
  readonly onError: HookPlan['onError'];
}

export const checkedHooks = (hooks: readonly PlannedHook[]): CheckedHook[] =>
  hooks.map(({ hook, plan }) => {
    const { file, stages, rights, budget, timeBudget, onSlow, onError } = plan;
    const has = SIDES.filter(side => hook[side] !== undefined);
    const sees = isGranted(rights, 'observe');
    const { share, ...limits } = budget ?? {};
    const acting = share === undefined ? {} : { stages: stagesOfShare(share, stages.length) };
    return {
      name: hook.name,
      file,
      stages,
      sides: Object.fromEntries((sees ? has : []).map(side => [side, filtersOf(hook, plan, side)])),
      ...positionsOf(hook, plan),
      rights: RIGHTS.filter(right => isGranted(rights, right)),
      unseeing: has.length > 0 && !sees,
      ...(budget === undefined ? {} : { budget: { ...limits, ...acting } }),
      ...(timeBudget === undefined ? {} : { timeBudget, onSlow: onSlow ?? 'warn' }),
      onError,
    };
  });

/** The hook's own filter, then the plan's. */
const filtersOf = ({ filter }: AnyHook, plan: HookPlan, side: Side): string[] => {
  const own = typeof filter === 'string' ? filter : filter?.[side];
  return [own, plan.filter].filter(each => each !== undefined);
};

/** What the plan says of places stands instead of what the hook says. */
const positionsOf = (hook: AnyHook, plan: HookPlan): Pick<CheckedHook, 'nth' | 'every'> => {
  const { nth, every } = plan.nth === undefined && plan.every === undefined ? hook : plan;
  return {
    ...(nth === undefined ? {} : { nth: String(nth) }),
    ...(every === undefined ? {} : { every: String(every) }),
  };
};

/** `only udp port 53; every 10 of flow; may observe, delay; at most 1,000 frames`. */
export const hookWords = (hook: CheckedHook): string =>
  [...frameWords(hook), rightWords(hook), ...budgetWords(hook), ...timeWords(hook)].join('; ');

const frameWords = ({ sides, nth, every, unseeing }: CheckedHook): string[] => {
  if (unseeing) return ['its handlers of frames are not called'];
  const told = Object.entries(sides).map(([side, filters]) => {
    const words = filters.length > 1 ? filters.map(each => `(${each})`) : filters;
    return [side, filters.length === 0 ? 'every frame' : `only ${words.join(' and ')}`] as const;
  });
  if (told.length === 0) return ['no handlers of frames'];
  const same = told.every(([, words]) => words === told[0]![1]);
  return [
    same ? told[0]![1] : told.map(([side, words]) => `${side}: ${words}`).join(', '),
    ...(nth === undefined ? [] : [`nth ${nth}`]),
    ...(every === undefined ? [] : [`every ${every}`]),
  ];
};

const rightWords = ({ rights }: CheckedHook): string =>
  rights.length === RIGHTS.length
    ? 'may do everything'
    : `may ${rights.length === 0 ? 'do nothing' : rights.join(', ')}`;

const budgetWords = ({ budget, stages: at }: CheckedHook): string[] => {
  const { frames, bytes, stages } = budget ?? {};
  const words = [
    ...(frames === undefined ? [] : [`${countText(frames)} ${frames === 1 ? 'frame' : 'frames'}`]),
    ...(bytes === undefined ? [] : [bytesText(bytes)]),
    ...(stages === undefined ? [] : [`${stages} of ${at.length} stages`]),
  ];
  return words.length === 0 ? [] : [`at most ${words.join(', ')}`];
};

const timeWords = ({ timeBudget, onSlow }: CheckedHook): string[] =>
  timeBudget === undefined
    ? []
    : [`${spanText(timeBudget)} a call, or ${onSlow === 'detach' ? 'it is detached' : 'a warning'}`];

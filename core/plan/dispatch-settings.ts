import { AT_RANDOM, type Choice, type DispatchPlan, type Policy } from './topology-plan.js';
import type { DispatchInput } from './topology-schema.js';

export type DispatchSetting = Exclude<keyof DispatchPlan, 'policy'>;
export const DISPATCH_SETTINGS = [
  'base',
  'onFull',
  'count',
  'smooth',
  'timesRate',
  'halfLife',
  'sticky',
] as const satisfies readonly DispatchSetting[];

/** What each way of choosing one arc goes by. */
const OF_CHOICE: Readonly<Record<Choice, readonly DispatchSetting[]>> = {
  random: [],
  weighted: ['smooth'],
  'shortest-queue': ['count'],
  'greatest-free': ['count'],
  'lowest-drop-rate': ['halfLife'],
  'greatest-adjusted-free': ['count', 'timesRate', 'halfLife'],
};

/** The settings that mean something under a policy; `base` is that of back-pressure. */
export const settingsOfPolicy = (policy: Policy, base: Choice): readonly DispatchSetting[] => {
  switch (policy) {
    case 'flood':
    case 'match':
      return [];
    case 'back-pressure':
      return ['base', 'sticky', ...OF_CHOICE[base]];
    default:
      return ['onFull', 'sticky', ...OF_CHOICE[policy]];
  }
};

/** Whether arcs are chosen by their weights. */
export const isWeighted = ({ policy, base }: DispatchPlan): boolean =>
  policy === 'weighted' || (policy === 'back-pressure' && base === 'weighted');

/** A dispatch with its defaults; settings that mean nothing under its policy have theirs. */
export const dispatchPlan = (said: DispatchInput): DispatchPlan => {
  const { policy } = said;
  const base = ('base' in said ? said.base : undefined) ?? AT_RANDOM.base;
  const meant = settingsOfPolicy(policy, base);
  const given = Object.entries(said).filter(
    ([name, value]) => value !== undefined && meant.includes(name as DispatchSetting),
  );
  return { ...AT_RANDOM, ...Object.fromEntries(given), policy };
};

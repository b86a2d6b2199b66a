import * as z from 'zod';
import { stagesOfShare } from '../stage/stages-of-share.js';
import { hookTermsShape } from './hook-schema.js';
import type { HookPlan } from './plan.js';
import { filterFault } from './topology-limits.js';

/** What a plan says of a hook besides its file, its stages and its options. */
export type HookTerms = Omit<HookPlan, 'file' | 'stages' | 'options' | 'places'>;

const shape = z.object(hookTermsShape);

/** Their values as the schema has read them, those that say nothing left out. */
export const termsOf = ({ budget, ...said }: z.output<typeof shape>): HookTerms => {
  const { filter, nth, every, rights, timeBudget, onSlow, onError } = said;
  const limits = given(budget ?? {});
  return {
    ...given({ filter, nth, every, rights, timeBudget, onSlow }),
    ...(Object.keys(limits).length === 0 ? {} : { budget: limits }),
    onError,
  };
};

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };
const given = <T extends object>(said: T): Given<T> =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Given<T>;

/** Something in what a plan says of a hook that no setting by itself is wrong about. */
export interface TermFault {
  /** The setting to blame: `['budget', 'share']`. */
  readonly path: readonly string[];
  readonly message: string;
  readonly hint?: string;
  /** The letter of a filter that it is about, from 0. */
  readonly letter?: number;
}

/** What is wrong with a hook's filter, and with its settings beside each other. */
export const termFaults = (hook: HookPlan): TermFault[] => {
  const { filter, nth, every, budget, timeBudget, onSlow, stages } = hook;
  const faults: TermFault[] = [];
  if (filter !== undefined) {
    const { message, hint, letter } = filterFault(['filter'], filter) ?? {};
    if (message !== undefined)
      faults.push({
        path: ['filter'],
        message,
        ...(hint === undefined ? {} : { hint }),
        ...(letter === undefined ? {} : { letter }),
      });
  }
  if (nth !== undefined && every !== undefined)
    faults.push({
      path: ['every'],
      message: 'a hook has nth or every, not both',
      hint: 'nth: 10,20,30 are places, every: 10 is a step',
    });
  const share = budget?.share;
  if (share !== undefined && stages.length > 0 && stagesOfShare(share, stages.length) === 0) {
    const many = stages.length === 1 ? 'its one stage' : `its ${stages.length} stages`;
    faults.push({
      path: ['budget', 'share'],
      message: `this share of ${many} is none: there is nothing it may do`,
      hint: stages.length === 1 ? 'leave it out' : `at least 1/${stages.length}`,
    });
  }
  if (onSlow !== undefined && timeBudget === undefined)
    faults.push({ path: ['onSlow'], message: 'means nothing without timeBudget', hint: 'as in timeBudget: 50us' });
  return faults;
};

import type { BitRate, Nanos, Ratio } from '../../sdk/units.js';
import type { QueueLimit } from '../plan/effects/queue-plan.js';
import type { Scenario } from '../scenario/scenario.js';

/**
 * What `hookline set` changes at a stage while a run goes on: plain data, as a scenario's row has it. A number holds until
 * the scenario's next row that sets its column (rate and delay are columns of every row), or for good when none does.
 */
export interface StageChange {
  /** Another table, from its first row on; its clock starts with the change. Comes before the others. */
  readonly scenario?: Scenario;
  readonly rate?: BitRate;
  readonly delay?: Nanos;
  readonly mtu?: number;
  readonly loss?: Ratio;
  readonly ber?: number;
  readonly duplicate?: Ratio;
  readonly jitter?: Nanos;
  /** Of the discipline that the queue has. */
  readonly queue?: QueueLimit;
  /** Options of hooks, for good. */
  readonly hooks?: HookTexts;
  /** The hook of this name is called no more. */
  readonly detach?: string;
}

/**
 * Options by the name of the hook's seat, then by their own, as texts that the hook's declaration reads: a text passes
 * threads and journals, which a value of any type does not.
 */
export type HookTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The numbers of a change that an effect of their own follows; columns of a scenario have the same names. */
export const TUNABLE = ['mtu', 'loss', 'ber', 'duplicate', 'jitter'] as const;
export type Tunable = (typeof TUNABLE)[number];

/** Options of hooks by one name each: `thief.chance`. */
export const optionFields = (hooks: HookTexts): Record<string, string> =>
  Object.fromEntries(
    Object.entries(hooks).flatMap(([hook, texts]) =>
      Object.entries(texts).map(([name, text]): [string, string] => [`${hook}.${name}`, text]),
    ),
  );

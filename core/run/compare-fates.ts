import type { Fate } from '../report/fate-file.js';

/** A fate with its cause by name: numbers differ between lanes. */
export interface NamedFate {
  readonly id: number;
  readonly at: number;
  /** `left`, `absorbed`, or the cause of death. */
  readonly fate: string;
}

export interface Difference {
  /** Ordinal of the stage. */
  readonly stage: number;
  /** Position in the stage's sequence, from 0. */
  readonly position: number;
  readonly recorded: NamedFate | undefined;
  readonly replayed: NamedFate | undefined;
}

export interface Comparison {
  /** Frames with the same fate, at the same place of the order and the same nanosecond. */
  readonly same: number;
  /** Frames that were still inside when the run ended, and whose fates only the replay knows. */
  readonly after: number;
  readonly differences: readonly Difference[];
}

export const nameOf = ({ fate }: Pick<Fate, 'fate'>, causes: readonly string[]): string =>
  fate >= 0 ? (causes[fate] ?? `cause ${fate}`) : fate === -1 ? 'left' : 'absorbed';

/** The fates of each stage by ordinal, in order, causes by name. */
export const byStage = (fates: readonly Fate[], causes: readonly string[], stages: number): NamedFate[][] => {
  const lists: NamedFate[][] = Array.from({ length: stages }, () => []);
  for (const fate of fates) lists[fate.stage]!.push({ id: fate.id, at: fate.at, fate: nameOf(fate, causes) });
  return lists;
};

/**
 * Compares the fates of a run with those of its replay, stage by stage in order: frame, fate and time must be equal.
 * The replay may go on where the run was stopped.
 */
export const compareFates = (
  recorded: readonly (readonly NamedFate[])[],
  replayed: readonly (readonly NamedFate[])[],
): Comparison => {
  let same = 0;
  let after = 0;
  const differences: Difference[] = [];
  recorded.forEach((list, stage) => {
    const other = replayed[stage] ?? [];
    list.forEach((fate, position) => {
      const again = other[position];
      if (again !== undefined && again.id === fate.id && again.at === fate.at && again.fate === fate.fate) same++;
      else differences.push({ stage, position, recorded: fate, replayed: again });
    });
    after += Math.max(0, other.length - list.length);
  });
  return { same, after, differences };
};

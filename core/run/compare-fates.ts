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
 */
export const compareFates = (
  recorded: readonly (readonly NamedFate[])[],
  replayed: readonly (readonly NamedFate[])[],
): Comparison => {
  let same = 0;
  const differences: Difference[] = [];
  recorded.forEach((list, stage) => {
    const other = replayed[stage] ?? [];
    for (let position = 0; position < Math.max(list.length, other.length); position++) {
      const [fate, again] = [list[position], other[position]];
      if (fate?.id === again?.id && fate?.at === again?.at && fate?.fate === again?.fate) same++;
      else differences.push({ stage, position, recorded: fate, replayed: again });
    }
  });
  return { same, differences };
};

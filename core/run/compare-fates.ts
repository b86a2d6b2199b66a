import { ABSORBED as WHY } from '../frame/ledger.js';
import type { FateColumns } from '../report/fate-file.js';
import { ABSORBED, OUT } from '../stage/recorder.js';

/** The fates of a lane, with the names of their causes: numbers differ between lanes. */
export interface NamedFates {
  readonly fates: FateColumns;
  readonly causes: readonly string[];
}

/** Cells of a difference: stage (ordinal), place in the stage's sequence, and the two records; -1: there is none. */
export const DIFFERENCE = { stage: 0, position: 1, recorded: 2, replayed: 3 } as const;
export const DIFFERENCE_CELLS = 4;

export interface Comparison {
  /** Frames with the same fate, at the same place of the order and the same nanosecond. */
  readonly same: number;
  readonly differing: number;
  /** `differing` times DIFFERENCE_CELLS. */
  readonly differences: Int32Array;
}

/** `left`, the cause of death, or `absorbed:` and why. */
export const fateName = (fate: number, causes: readonly string[]): string =>
  fate >= 0 ? (causes[fate] ?? `cause ${fate}`) : fate === OUT ? 'left' : `absorbed:${WHY[ABSORBED - fate] ?? -fate}`;

/**
 * Compares the fates of a run with those of its replay, stage by stage in order: frame, fate and time must be equal.
 */
export const compareFates = (recorded: NamedFates, replayed: NamedFates, stages: number): Comparison => {
  const [first, second] = [byStage(recorded.fates, stages), byStage(replayed.fates, stages)];
  const [a, b] = [recorded.fates, replayed.fates];
  const sameFate = sameNames(recorded.causes, replayed.causes);
  let same = 0;
  let differing = 0;
  let differences = new Int32Array(0);
  for (let stage = 0; stage < stages; stage++) {
    const [one, other] = [first[stage]!, second[stage]!];
    for (let position = 0; position < Math.max(one.length, other.length); position++) {
      const [i, k] = [one[position] ?? -1, other[position] ?? -1];
      const both = i >= 0 && k >= 0;
      if (both && a.ids[i] === b.ids[k] && a.times[i] === b.times[k] && sameFate(a.fates[i]!, b.fates[k]!)) {
        same++;
        continue;
      }
      const cell = differing++ * DIFFERENCE_CELLS;
      if (cell === differences.length) differences = roomier(differences);
      differences.set([stage, position, i, k], cell);
    }
  }
  return { same, differing, differences };
};

/** Indices of the fates at each stage, in order. */
const byStage = ({ count, stages: at }: FateColumns, stages: number): Int32Array[] => {
  const counts = new Int32Array(stages);
  for (let i = 0; i < count; i++) counts[at[i]!]!++;
  const lists = Array.from(counts, each => new Int32Array(each));
  counts.fill(0);
  for (let i = 0; i < count; i++) lists[at[i]!]![counts[at[i]!]!++] = i;
  return lists;
};

/** Whether two numbers of two lanes stand for one fate; a name is looked up once. */
export const sameNames = (
  first: readonly string[],
  second: readonly string[],
): ((first: number, second: number) => boolean) => {
  const numbers = new Map(second.map((name, number) => [name, number]));
  const twins = first.map(name => numbers.get(name));
  return (a, b) => (a < 0 || b < 0 ? a === b : twins[a] === b);
};

const roomier = (cells: Int32Array): Int32Array<ArrayBuffer> => {
  const more = new Int32Array(Math.max(64 * DIFFERENCE_CELLS, 2 * cells.length));
  more.set(cells);
  return more;
};

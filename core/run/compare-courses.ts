import type { FateColumns } from '../report/fate-file.js';
import { OUT } from '../stage/recorder.js';
import { numberOf, originOf } from './births.js';
import { fateName, sameNames } from './compare-fates.js';
import { type ChangedCourse, newNumber, type OwnCourse } from './course.js';

/** Instead of a place among the fates: the frame was still under way at the end; it was not born. */
export const INSIDE = -1;
export const UNBORN = -2;

/** How often one fate has become another. */
export interface FateChange {
  readonly recorded: string;
  readonly replayed: string;
  frames: number;
}

/** What a changed hook has made of a lane's frames. */
export interface Changes {
  /** Frames with the same fate at the same stage, whenever. */
  readonly same: number;
  /** Of these, those with it at another nanosecond, and the largest difference in nanoseconds. */
  readonly moved: number;
  readonly largestShift: number;
  /** Of these, those that another frame with the same fate has overtaken. */
  readonly overtaken: number;
  /** Of these, those that left with other bytes. */
  readonly altered: number;
  /** Frames whose fate, or the stage where they met it, is another one: those of an origin together, in their order. */
  readonly changed: number;
  readonly ids: Float64Array;
  /** Places among the fates of the two replays, or INSIDE, or UNBORN. */
  readonly recorded: Int32Array;
  readonly replayed: Int32Array;
  readonly table: readonly FateChange[];
}

/** Compares what became of each frame in two replays of a lane; `names` are those of the stages. */
export const compareCourses = (
  own: OwnCourse,
  changed: ChangedCourse,
  ports: number,
  names: readonly string[],
): Changes => {
  const origins = ports + names.length;
  const [first, second] = placesOf(own, changed, origins);
  own.births.again.forEach((again, place) => {
    const id = own.births.ids[place]!;
    if (!again) second![originOf(id, origins)]![numberOf(id, origins)] = UNBORN;
  });
  const equal = sameFates(own, changed);
  const rows = new Rows();
  const figures = { same: 0, moved: 0, largestShift: 0, altered: 0 };
  const [a, b] = [own.fates, changed.fates];
  for (let origin = 0; origin < origins; origin++) {
    const [before, after] = [first![origin]!, second![origin]!];
    for (let number = 0; number < before.length; number++) {
      const [i, k] = [before[number]!, after[number]!];
      if (i === INSIDE && k === INSIDE) continue;
      if (i < 0 || k < 0 || !equal(i, k)) {
        rows.add(number * origins + origin, i, k);
        continue;
      }
      figures.same++;
      const shift = Math.abs(a.times[i]! - b.times[k]!);
      if (shift > 0) figures.moved++;
      if (shift > figures.largestShift) figures.largestShift = shift;
      if (a.fates[i] === OUT && own.digests[i] !== changed.digests[k]) figures.altered++;
    }
  }
  const fresh = new Int32Array(changed.newTexts.length).fill(INSIDE);
  for (let k = 0; k < b.count; k++) if (b.ids[k]! < 0) fresh[newNumber(b.ids[k]!)] = k;
  fresh.forEach((k, n) => {
    rows.add(-2 - n, UNBORN, k);
  });
  const table = tableOf(
    rows,
    place => wordsAt(own, place, names),
    place => wordsAt(changed, place, names),
  );
  const overtaken = overtakenOf(a, b, first!, origins, equal);
  return {
    ...figures,
    overtaken,
    table,
    changed: rows.count,
    ids: rows.ids,
    recorded: rows.first,
    replayed: rows.second,
  };
};

/** By origin and number the places of the frames among the fates of both; INSIDE for those that met none. */
const placesOf = (own: OwnCourse, changed: ChangedCourse, origins: number): Int32Array[][] => {
  const most = new Array<number>(origins).fill(0);
  const note = (id: number): void => {
    const origin = originOf(id, origins);
    most[origin] = Math.max(most[origin]!, numberOf(id, origins) + 1);
  };
  const both = [own.fates, changed.fates];
  for (const { count, ids } of both) for (let i = 0; i < count; i++) if (ids[i]! >= 0) note(ids[i]!);
  own.births.ids.forEach(note);
  return both.map(({ count, ids }) => {
    const places = most.map(each => new Int32Array(each).fill(INSIDE));
    for (let i = 0; i < count; i++)
      if (ids[i]! >= 0) places[originOf(ids[i]!, origins)]![numberOf(ids[i]!, origins)] = i;
    return places;
  });
};

const sameFates = (own: OwnCourse, changed: ChangedCourse): ((i: number, k: number) => boolean) => {
  const same = sameNames(own.causes, changed.causes);
  const [a, b] = [own.fates, changed.fates];
  return (i, k) => a.stages[i] === b.stages[k] && same(a.fates[i]!, b.fates[k]!);
};

/** Frames that met the same fate behind one that had met it after them. */
const overtakenOf = (
  first: FateColumns,
  second: FateColumns,
  places: readonly Int32Array[],
  origins: number,
  equal: (i: number, k: number) => boolean,
): number => {
  const latest = new Map<number, number>();
  let overtaken = 0;
  for (let k = 0; k < second.count; k++) {
    const id = second.ids[k]!;
    const i = id < 0 ? INSIDE : places[originOf(id, origins)]![numberOf(id, origins)]!;
    if (i < 0 || !equal(i, k)) continue;
    const stage = first.stages[i]!;
    if (i < (latest.get(stage) ?? INSIDE)) overtaken++;
    else latest.set(stage, i);
  }
  return overtaken;
};

/** `left (up)`, `hook:thief:ack-stolen (up)`. */
const wordsAt = ({ fates, causes }: OwnCourse | ChangedCourse, place: number, names: readonly string[]): string => {
  if (place < 0) return place === INSIDE ? 'still under way' : 'not born';
  return `${fateName(fates.fates[place]!, causes)} (${names[fates.stages[place]!]})`;
};

const tableOf = (
  { count, first, second }: Rows,
  recordedAt: (place: number) => string,
  replayedAt: (place: number) => string,
): FateChange[] => {
  const table = new Map<string, FateChange>();
  for (let row = 0; row < count; row++) {
    const [recorded, replayed] = [recordedAt(first[row]!), replayedAt(second[row]!)];
    const key = `${recorded}\n${replayed}`;
    const change = table.get(key);
    if (change === undefined) table.set(key, { recorded, replayed, frames: 1 });
    else change.frames++;
  }
  return [...table.values()].sort((a, b) => b.frames - a.frames);
};

/** Columns that grow. */
class Rows {
  count = 0;
  ids = new Float64Array(64);
  first = new Int32Array(64);
  second = new Int32Array(64);

  add(id: number, first: number, second: number): void {
    if (this.count === this.ids.length) {
      const { ids, first: before, second: after } = this;
      this.ids = new Float64Array(2 * ids.length);
      this.first = new Int32Array(2 * ids.length);
      this.second = new Int32Array(2 * ids.length);
      this.ids.set(ids);
      this.first.set(before);
      this.second.set(after);
    }
    this.ids[this.count] = id;
    this.first[this.count] = first;
    this.second[this.count] = second;
    this.count++;
  }
}

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FateColumns } from '../../../core/report/fate-file.js';
import { compareFates, DIFFERENCE_CELLS, fateName, type NamedFates } from '../../../core/run/compare-fates.js';

const CAUSES = ['queue:tail', 'memory', 'port:oversize'];
type Row = readonly [id: number, at: number, stage: number, fate: number];
const fatesOf = (rows: readonly Row[], causes: readonly string[] = CAUSES): NamedFates => {
  const fates = new FateColumns(1);
  for (const row of rows) fates.add(...row);
  return { fates, causes };
};
/** Stage, position and the two records of each difference. */
const differences = (recorded: readonly Row[], replayed: readonly Row[], stages = 2): number[][] => {
  const { differences: cells, differing } = compareFates(fatesOf(recorded), fatesOf(replayed), stages);
  return Array.from({ length: differing }, (_, i) => [
    ...cells.subarray(i * DIFFERENCE_CELLS, (i + 1) * DIFFERENCE_CELLS),
  ]);
};

const list: readonly Row[] = [
  [0, 10, 0, -1],
  [1, 10, 1, -1],
  [4, 11, 0, 0],
];

test('runs with the same fates in the same order at the same times do not differ', () => {
  const { same, differing } = compareFates(fatesOf(list), fatesOf(list), 2);
  assert.equal([same, differing], [3, 0]);
});

test('the order counts within a stage, not between stages', () => {
  assert.equal(differences(list, [list[1]!, list[0]!, list[2]!]), []);
  assert.equal(differences(list, [list[2]!, list[0]!, list[1]!]), [
    [0, 0, 0, 0],
    [0, 1, 2, 1],
  ]);
});

test('another frame, fate or nanosecond is a difference, and so is a frame that only one of them has', () => {
  const recorded: Row[] = [0, 4, 8, 12].map((id, i) => [id, 10 + i, 0, -1]);
  const replayed: Row[] = [
    [0, 10, 0, -1],
    [4, 12, 0, -1],
    [12, 12, 0, -1],
    [12, 13, 0, 1],
    [5, 6, 1, -1],
  ];
  assert.equal(differences(recorded, replayed), [
    [0, 1, 1, 1],
    [0, 2, 2, 2],
    [0, 3, 3, 3],
    [1, 0, -1, 4],
  ]);
});

test('a replay that lacks a whole stage differs in each of its frames', () => {
  const recorded: Row[] = Array.from({ length: 1000 }, (_, i) => [i, i, 1, -1]);
  assert.is(differences(recorded, []).length, 1000);
});

test('causes are compared by their names, whatever their numbers in the two lanes', () => {
  const row: Row = [0, 10, 0, 2];
  const other: Row = [0, 10, 0, 1];
  assert.is(compareFates(fatesOf([row]), fatesOf([other], ['queue:tail', 'port:oversize']), 1).same, 1);
  assert.is(compareFates(fatesOf([row]), fatesOf([row], ['queue:tail', 'memory', 'mtu']), 1).differing, 1);
});

test('fates have names: left, the cause of death, and why a frame was absorbed', () => {
  assert.equal(
    [-1, 1, 99, -2, -3].map(fate => fateName(fate, CAUSES)),
    ['left', 'memory', 'cause 99', 'absorbed:replaced', 'absorbed:fragmented'],
  );
});

test.run();

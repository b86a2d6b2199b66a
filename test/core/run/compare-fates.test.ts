import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { byStage, compareFates } from '../../../core/run/compare-fates.js';

const fate = (id: number, at: number, name = 'left') => ({ id, at, fate: name });

test('runs with the same fates in the same order at the same times do not differ', () => {
  const list = [[fate(0, 10), fate(4, 11, 'queue:tail')], [fate(1, 5)]];
  assert.equal(compareFates(list, structuredClone(list)), { same: 3, differences: [] });
});

test('another frame, fate or nanosecond is a difference, and so is a frame that only one of them has', () => {
  const recorded = [[fate(0, 10), fate(4, 11), fate(8, 12), fate(12, 13)], [fate(1, 5)]];
  const replayed = [
    [fate(0, 10), fate(4, 12), fate(12, 12), fate(12, 13, 'memory')],
    [fate(1, 5), fate(5, 6)],
  ];
  const { same, differences } = compareFates(recorded, replayed);
  assert.is(same, 2);
  assert.equal(
    differences.map(({ stage, position }) => [stage, position]),
    [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
    ],
  );
  assert.equal([differences[3]!.recorded, differences[3]!.replayed], [undefined, fate(5, 6)]);
});

test('a replay that lacks a whole stage differs in each of its frames', () => {
  assert.is(compareFates([[], [fate(1, 5), fate(5, 6)]], [[]]).differences.length, 2);
});

test('fates are told apart by stage, causes by their names in the lane', () => {
  const fates = [
    { id: 1, at: 5, stage: 1, fate: 6 },
    { id: 0, at: 6, stage: 0, fate: -1 },
    { id: 4, at: 7, stage: 0, fate: -2 },
    { id: 8, at: 8, stage: 0, fate: 99 },
  ];
  const causes = ['queue:tail', 'memory', 'port:oversize', 'mtu', 'lane-lost', 'hook:a:x', 'hook:b:y'];
  assert.equal(byStage(fates, causes, 2), [
    [fate(0, 6), fate(4, 7, 'absorbed'), fate(8, 8, 'cause 99')],
    [fate(1, 5, 'hook:b:y')],
  ]);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Positions, parseEvery, parseNth } from '../../sdk/positions.js';

const places = ({ fits }: Positions): number[] => Array.from({ length: 12 }, (_, i) => i + 1).filter(fits);

test('nth takes places, lists, ranges and open ends', () => {
  assert.equal(places(parseNth('3')), [3]);
  assert.equal(places(parseNth('3-5')), [3, 4, 5]);
  assert.equal(places(parseNth('1, 4')), [1, 4]);
  assert.equal(places(parseNth('2-3,11-')), [2, 3, 11, 12]);
});

test('every takes a step', () => {
  assert.equal(places(parseEvery('5')), [5, 10]);
  assert.equal(places(parseEvery('1')).length, 12);
});

test('both may count by flow', () => {
  assert.is(parseNth('3 of flow').ofFlow, true);
  assert.is(parseEvery(' 10  of  flow ').ofFlow, true);
  assert.is(parseNth('3').ofFlow, false);
});

test('what is no place is refused with what would be one', () => {
  for (const text of ['', '0', '-1', '5-3', '1.5', 'third', '1-2-3', 'of flow', '3 of flows', '1,,2']) {
    assert.throws(() => parseNth(text), /no positions: '.*' \(as in 3, 3-5, 1,4 or 3 of flow/);
  }
  for (const text of ['', '0', '10-20', '1,2', 'x of flow']) {
    assert.throws(() => parseEvery(text), /no step: '.*' \(as in 10 or 10 of flow/);
  }
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { below, parentOf } from '../../../core/netns/process-tree.js';

test('reads the parent behind a name with spaces and brackets', () => {
  assert.is(parentOf('42 (a) b (c)) S 7 42 42 0 -1'), 7);
});

test('finds all processes below one, in whatever order they are listed', () => {
  const parents = new Map([
    [30, 20],
    [20, 10],
    [10, 1],
    [40, 1],
    [50, 30],
  ]);
  assert.equal(
    below(10, parents).sort((a, b) => a - b),
    [20, 30, 50],
  );
  assert.equal(below(99, parents), []);
});

test.run();

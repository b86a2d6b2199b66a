import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CopyGroups } from '../../../core/frame/copy-groups.js';

test('a frame that nobody copied is the first at every exit, each time', () => {
  const copies = new CopyGroups(4);
  assert.equal([copies.first(2, 0), copies.first(2, 0), copies.first(2, 71)], [true, true, true]);
});

test('of the frames of a group one is the first at each exit, whichever asks', () => {
  const copies = new CopyGroups(4);
  copies.join(0, 1);
  copies.join(1, 3);
  for (const exit of [0, 7, 8, 66, 71]) {
    assert.equal([copies.first(3, exit), copies.first(0, exit), copies.first(1, exit)], [true, false, false]);
  }
});

test('a group ends with its last frame, and its number begins anew without marks', () => {
  const copies = new CopyGroups(4);
  copies.join(0, 1);
  copies.join(2, 3);
  for (const exit of [0, 71]) assert.ok(copies.first(0, exit));
  copies.leave(0);
  assert.not(copies.first(1, 71));
  copies.leave(1);
  assert.equal([...copies.of.slice(0, 2)], [0, 0]);
  copies.join(1, 0);
  for (const exit of [0, 71]) assert.equal([copies.first(0, exit), copies.first(1, exit)], [true, false]);
  // Its neighbour's marks are its own.
  assert.ok(copies.first(2, 0));
});

test.run();

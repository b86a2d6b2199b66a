import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CopyGroups, EXITS_MOST } from '../../../core/frame/copy-groups.js';
import { MOST_PORTS } from '../../../core/plan/port-plan.js';
import { BY_TABLE } from '../../../core/topology/graph.js';

test('a frame that nobody copied is the first at every exit, each time', () => {
  const copies = new CopyGroups(4);
  assert.equal([copies.first(2, 0), copies.first(2, 0), copies.first(2, EXITS_MOST - 1)], [true, true, true]);
});

test('of the frames of a group one is the first at each exit, whichever asks', () => {
  const copies = new CopyGroups(4);
  copies.join(0, 1);
  copies.join(1, 3);
  for (const exit of [0, 7, 8, 66, EXITS_MOST - 1]) {
    assert.equal([copies.first(3, exit), copies.first(0, exit), copies.first(1, exit)], [true, false, false]);
  }
});

test('a group ends with its last frame, and its number begins anew without marks', () => {
  const copies = new CopyGroups(4);
  copies.join(0, 1);
  copies.join(2, 3);
  for (const exit of [0, EXITS_MOST - 1]) assert.ok(copies.first(0, exit));
  copies.leave(0);
  assert.not(copies.first(1, EXITS_MOST - 1));
  copies.leave(1);
  assert.equal([...copies.of.slice(0, 2)], [0, 0]);
  copies.join(1, 0);
  for (const exit of [0, EXITS_MOST - 1]) assert.equal([copies.first(0, exit), copies.first(1, exit)], [true, false]);
  // Its neighbour's marks are its own.
  assert.ok(copies.first(2, 0));
});

test('there are as many exits as ports, and the two that are none', () => {
  assert.ok(MOST_PORTS - BY_TABLE <= EXITS_MOST);
});

test.run();

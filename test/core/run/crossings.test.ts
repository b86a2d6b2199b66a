import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ChangedCrossings, RecordedCrossings } from '../../../core/run/crossings.js';
import { Frame } from '../../../sdk/frame.js';

const bytes = (fill: number): Uint8Array => new Uint8Array(60).fill(fill);
const frame = (fill: number): Frame => Frame.of(bytes(fill));

/** What went (byte and time) and what came (byte) on arc 1 when the run was recorded. */
const recorded = (went: readonly (readonly [number, number])[], came: readonly number[]): ChangedCrossings => {
  const crossings = new RecordedCrossings();
  for (const [fill, at] of went) crossings.go(1, frame(fill), at);
  for (const fill of came) crossings.come(1, bytes(fill));
  return new ChangedCrossings(crossings);
};

test('what goes again at the same instant comes when it came then', () => {
  const again = recorded(
    [
      [7, 10],
      [8, 20],
      [7, 30],
    ],
    [7, 8, 7],
  );
  again.go(1, frame(7), 10);
  assert.is(again.comes(1), true);
  again.go(1, frame(8), 20);
  again.go(1, frame(7), 30);
  assert.equal([again.comes(1), again.comes(1), again.fresh], [true, true, []]);
});

test('what goes no more does not come, and takes no place of what goes', () => {
  const again = recorded(
    [
      [7, 10],
      [7, 20],
      [7, 30],
    ],
    [7, 7, 7],
  );
  again.go(1, frame(7), 20);
  assert.equal([again.comes(1), again.comes(1), again.comes(1)], [false, true, false]);
});

test('what goes at another time, with other bytes or to another arc is new', () => {
  const again = recorded([[7, 10]], [7]);
  again.go(1, frame(7), 11);
  again.go(1, frame(8), 10);
  again.go(2, frame(7), 10);
  assert.equal(
    again.fresh.map(each => [each.arc, each.bytes[0], each.at]),
    [
      [1, 7, 11],
      [1, 8, 10],
      [2, 7, 10],
    ],
  );
  assert.is(again.comes(1), false);
});

test('what was lost between the lanes is lost again', () => {
  const again = recorded(
    [
      [7, 10],
      [8, 20],
    ],
    [7],
  );
  again.go(1, frame(7), 10);
  again.go(1, frame(8), 20);
  assert.equal([again.comes(1), again.fresh], [true, []]);
});

test('the bytes of what is new are kept: the frame is the lane’s own', () => {
  const again = recorded([], []);
  const own = frame(7);
  again.go(1, own, 5);
  own.memory.fill(9);
  assert.is(again.fresh[0]!.bytes[0], 7);
});

test.run();

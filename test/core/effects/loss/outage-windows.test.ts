import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSES } from '../../../../core/effects/effect.js';
import { OutageWindows } from '../../../../core/effects/loss/outage-windows.js';

test('a window holds its first instant and not its last', () => {
  const loss = new OutageWindows(3, [{ from: 10, to: 20 }]);
  assert.equal(
    [0, 9, 10, 19, 20, 1e15].map(now => loss.judge(0, now)),
    [-1, -1, 3, 3, -1, -1],
  );
});

test('windows may follow one another at once, begin at 0 and be skipped as a whole', () => {
  const windows = [
    { from: 0, to: 5 },
    { from: 5, to: 7 },
    { from: 20, to: 21 },
    { from: 30, to: 40 },
  ];
  const loss = new OutageWindows(3, windows);
  assert.equal(
    [0, 4, 5, 6, 7, 29, 30, 39, 40].map(now => loss.judge(0, now)),
    [3, 3, 3, 3, -1, -1, 3, 3, -1],
  );
});

test('any windows and any instants in order are what a look at all windows says', () => {
  const edges = fc.uniqueArray(fc.nat(200), { maxLength: 20, size: 'max' }).map(list => list.sort((a, b) => a - b));
  const instants = fc.array(fc.nat(220), { maxLength: 60, size: 'max' }).map(list => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(edges, instants, (list, times) => {
      const windows = [];
      for (let i = 0; i + 1 < list.length; i += 2) windows.push({ from: list[i], to: list[i + 1] });
      const loss = new OutageWindows(3, windows);
      for (const now of times) {
        const inside = windows.some(({ from, to }) => from <= now && now < to);
        assert.is(loss.judge(0, now), inside ? 3 : PASSES);
      }
    }),
    { seed: 4 },
  );
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SmoothWeightedChooser } from '../../../core/dispatch/smooth-weighted.js';
import { all, counts } from './arcs.js';

const row = (chooser: SmoothWeightedChooser, open: Int32Array, frames: number): string =>
  Array.from({ length: frames }, () => 'abcd'[chooser.choose(open, open.length)]).join('');

test('weights 5, 1, 1 are spread as nginx spreads them, round after round', () => {
  assert.is(row(new SmoothWeightedChooser([5, 1, 1]), all(3), 14), 'aabacaaaabacaa');
});

test('equal weights take turns', () => {
  assert.is(row(new SmoothWeightedChooser([1, 1, 1]), all(3), 7), 'abcabca');
  assert.is(row(new SmoothWeightedChooser([0.25, 0.25]), all(2), 5), 'ababa');
});

test('in every round of as many frames as the weights add up to each arc has its weight, and none is ever a frame ahead', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), weights => {
      const sum = weights.reduce((a, b) => a + b);
      fc.pre(sum > 0);
      const chooser = new SmoothWeightedChooser(weights);
      const open = all(weights.length);
      for (let round = 0; round < 3; round++) {
        const chosen = new Array<number>(weights.length).fill(0);
        for (let n = 1; n <= sum; n++) {
          const arc = chooser.choose(open, open.length);
          chosen[arc]++;
          assert.ok(chosen[arc] < (n * weights[arc]) / sum + 1);
        }
        assert.equal(chosen, weights);
      }
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('when an arc is closed the others share by their own weights, and it makes up for nothing afterwards', () => {
  const chooser = new SmoothWeightedChooser([3, 2, 1]);
  assert.equal(counts(chooser, Int32Array.of(0, 2), 3, 400), [300, 0, 100]);
  assert.equal(counts(chooser, all(3), 3, 6), [3, 2, 1]);
  // Closed in the midst of a round it goes on from where it stood: in debt or with credit, of less than one round.
  chooser.choose(all(3), 3);
  assert.equal(counts(chooser, Int32Array.of(1, 2), 3, 3000), [0, 2000, 1000]);
  const after = counts(chooser, all(3), 3, 600);
  for (const [arc, share] of [300, 200, 100].entries()) assert.ok(Math.abs(after[arc] - share) <= 2, after.join());
});

test('an arc of weight 0 is never chosen, also when it is the only one open', () => {
  const chooser = new SmoothWeightedChooser([1, 0, 1]);
  assert.is(row(chooser, all(3), 4), 'acac');
  chooser.choose(all(3), 3);
  // The first is in debt now, and still goes before the one without weight.
  assert.is(row(chooser, Int32Array.of(0, 1), 3), 'aaa');
  // Behind the count the buffer holds what was open before.
  assert.is(chooser.choose(Int32Array.of(1, 0, 2), 1), -1);
});

test.run();

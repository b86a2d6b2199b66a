import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WeightedChooser } from '../../../core/dispatch/weighted.js';
import { fit, REFUSED } from '../effects/chi-square.js';
import { CountingRng } from '../effects/counting-rng.js';
import { all, counts } from './arcs.js';

const FRAMES = 300_000;

for (const weights of [
  [3, 1, 1],
  [0.2, 0.3, 0.5],
  [1000, 1, 250],
]) {
  test(`weights ${weights} are the shares, whatever they add up to`, () => {
    const sum = weights.reduce((a, b) => a + b);
    const rng = new CountingRng();
    const chosen = counts(new WeightedChooser(rng, weights), all(3), 3, FRAMES);
    const expected = weights.map(weight => (FRAMES * weight) / sum);
    assert.ok(fit(chosen, expected) > REFUSED, chosen.join());
    assert.is(rng.draws, FRAMES);
  });
}

test('when some arcs are closed, the weights of the open ones are the shares', () => {
  // Behind the count the buffer holds what was open before.
  const open = Int32Array.of(0, 2, 1);
  const chosen = counts(new WeightedChooser(new CountingRng(), [3, 9, 1]), open, 3, FRAMES, 2);
  assert.is(chosen[1], 0);
  assert.ok(fit([chosen[0], chosen[2]], [FRAMES * 0.75, FRAMES * 0.25]) > REFUSED, chosen.join());
});

test('an arc of weight 0 is never chosen: when no other is open, none is and nothing is drawn', () => {
  const rng = new CountingRng();
  const chooser = new WeightedChooser(rng, [0, 1, 0]);
  assert.equal(counts(chooser, all(3), 3, 1000), [0, 1000, 0]);
  const { draws } = rng;
  assert.is(chooser.choose(Int32Array.of(0, 2), 2), -1);
  assert.is(rng.draws, draws);
});

test('any draw with any weights chooses an open arc of some weight', () => {
  const weight = fc.oneof(
    fc.constantFrom(0, Number.MIN_VALUE),
    fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
    fc.integer({ min: 1, max: 9 }),
  );
  const draw = fc.oneof(fc.constantFrom(0, 0xffffffff), fc.nat(0xffffffff));
  fc.assert(
    fc.property(fc.array(fc.tuple(weight, fc.boolean()), { minLength: 1, maxLength: 8 }), draw, (arcs, word) => {
      const rng = new CountingRng();
      rng.u32 = () => word;
      const open = arcs.flatMap(([, isOpen], i) => (isOpen ? [i] : []));
      fc.pre(open.length > 0);
      const weights = arcs.map(([each]) => each);
      const chosen = new WeightedChooser(rng, weights).choose(Int32Array.from([...open, ...arcs.keys()]), open.length);
      const fair = open.filter(arc => weights[arc] > 0);
      if (fair.length === 0) assert.is(chosen, -1);
      else assert.ok(fair.includes(chosen), `${chosen} of ${fair}`);
    }),
    { seed: 5, numRuns: 500 },
  );
});

test.run();

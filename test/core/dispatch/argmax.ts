import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { Chooser } from '../../../core/dispatch/chooser.js';
import { fit, REFUSED } from '../effects/chi-square.js';
import { CountingRng } from '../effects/counting-rng.js';
import { type FakeLoad, load } from './arcs.js';

type Make = (rng: CountingRng, loads: readonly FakeLoad[]) => Chooser;

const room = fc.oneof(fc.constantFrom(0, 1500, Number.POSITIVE_INFINITY), fc.nat(100_000));
const facts = fc
  .record({
    frames: fc.oneof(fc.constantFrom(0, 1), fc.nat(100)),
    bytes: fc.oneof(fc.constantFrom(0, 1500), fc.nat(100_000)),
    freeFrames: room,
    freeBytes: room,
    rate: fc.constantFrom(0, 1e6, 2e6, 1e9, Number.POSITIVE_INFINITY),
    drops: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(load);

/**
 * Any loads, any of the arcs open: what is chosen has the highest score of those open, and a draw is taken if and only if
 * others have it as well.
 */
export const choosesHighest = (make: Make, score: (load: FakeLoad) => number): void => {
  fc.assert(
    fc.property(fc.array(fc.tuple(facts, fc.boolean()), { minLength: 1, maxLength: 7 }), arcs => {
      const open = arcs.flatMap(([, isOpen], i) => (isOpen ? [i] : []));
      fc.pre(open.length > 0);
      const rng = new CountingRng();
      const chooser = make(
        rng,
        arcs.map(([each]) => each),
      );
      const scores = arcs.map(([each]) => score(each));
      assert.not(scores.some(Number.isNaN));
      const highest = Math.max(...open.map(arc => scores[arc]));
      const tied = open.filter(arc => scores[arc] === highest);
      // Behind the count the engine's buffer holds what was open before.
      const buffer = Int32Array.from([...open, ...arcs.keys()]);
      for (let n = 1; n <= 3; n++) {
        const chosen = chooser.choose(buffer, open.length, 0, 0);
        assert.ok(tied.includes(chosen), `${chosen} of ${tied}`);
        assert.is(rng.draws, tied.length > 1 ? n : 0);
      }
    }),
    { seed: 5, numRuns: 1000 },
  );
};

/** Of four arcs the last three are tied: each is chosen in a third of the frames. */
export const breaksTiesEvenly = (make: Make, worse: FakeLoad, tied: FakeLoad): void => {
  const frames = 90_000;
  const chooser = make(new CountingRng(), [worse, tied, { ...tied }, { ...tied }]);
  const chosen = [0, 0, 0, 0];
  for (let i = 0; i < frames; i++) chosen[chooser.choose(Int32Array.of(0, 1, 2, 3), 4, 0, 0)]++;
  assert.is(chosen[0], 0);
  assert.ok(fit(chosen.slice(1), [frames / 3, frames / 3, frames / 3]) > REFUSED, chosen.join());
};

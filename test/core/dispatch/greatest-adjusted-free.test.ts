import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GreatestAdjustedFreeChooser } from '../../../core/dispatch/greatest-adjusted-free.js';
import { CountingRng } from '../effects/counting-rng.js';
import { all, type FakeLoad, load } from './arcs.js';
import { breaksTiesEvenly, choosesHighest } from './argmax.js';

/** Infinity as a number beyond all finite products, a power of two so that nothing is rounded. */
const finite = (x: number): number => Math.min(x, 2 ** 300);

const chosenOf = (loads: readonly FakeLoad[], timesRate: boolean): number => {
  const rng = new CountingRng();
  const chosen = new GreatestAdjustedFreeChooser(rng, loads, 'bytes', timesRate).choose(
    all(loads.length),
    loads.length,
    0,
    0,
  );
  assert.is(rng.draws, 0);
  return chosen;
};

test('the room left times the share that is not lost decides', () => {
  choosesHighest(
    (rng, loads) => new GreatestAdjustedFreeChooser(rng, loads, 'bytes', false),
    ({ freeBytes, drops }) => finite(freeBytes) * (1 - drops),
  );
});

test('with the rate as a factor, and counted in frames', () => {
  choosesHighest(
    (rng, loads) => new GreatestAdjustedFreeChooser(rng, loads, 'frames', true),
    ({ freeFrames, drops, rate }) => finite(freeFrames) * (1 - drops) * finite(rate),
  );
});

test('of queues without a limit the one that loses least is taken, or the fastest', () => {
  assert.is(chosenOf([load({ drops: 0.2 }), load({ drops: 0.1 }), load({ drops: 0.3 })], false), 1);
  assert.is(chosenOf([load({ rate: 1e6 }), load({ rate: 2e6, drops: 0.4 }), load({ rate: 0 })], true), 1);
});

test('what is full, loses all or stands still is worth nothing, though the rest be infinite', () => {
  const little = load({ freeBytes: 1, rate: 1, drops: 0.999 });
  assert.is(chosenOf([load({ freeBytes: 0 }), little, load({ drops: 1 }), load({ rate: 0 })], true), 1);
  assert.is(chosenOf([load({ freeBytes: 0 }), little, load({ freeBytes: -1500, drops: 0.5 })], false), 1);
});

test('ties are broken evenly, also among arcs of no worth', () => {
  const make = (rng: CountingRng, loads: readonly FakeLoad[]) =>
    new GreatestAdjustedFreeChooser(rng, loads, 'bytes', true);
  breaksTiesEvenly(make, load({ freeBytes: 2, rate: 1 }), load({ freeBytes: 4, rate: 2, drops: 0.5 }));
  breaksTiesEvenly(make, load({ freeBytes: 1 }), load());
  const rng = new CountingRng();
  const chooser = make(rng, [load({ rate: 0 }), load({ freeBytes: 0 }), load({ drops: 1 })]);
  const seen = new Set(Array.from({ length: 200 }, () => chooser.choose(all(3), 3, 0, 0)));
  assert.is(seen.size, 3);
  assert.is(rng.draws, 200);
});

test.run();

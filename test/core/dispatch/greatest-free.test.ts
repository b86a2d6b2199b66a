import { test } from 'uvu';
import { GreatestFreeChooser } from '../../../core/dispatch/greatest-free.js';
import { load } from './arcs.js';
import { breaksTiesEvenly, choosesHighest } from './argmax.js';

test('the queue with the most bytes left is taken, one without a limit before all others', () => {
  choosesHighest(
    (rng, loads) => new GreatestFreeChooser(rng, loads, 'bytes'),
    ({ freeBytes }) => freeBytes,
  );
});

test('or that with room for the most frames', () => {
  choosesHighest(
    (rng, loads) => new GreatestFreeChooser(rng, loads, 'frames'),
    ({ freeFrames }) => freeFrames,
  );
});

test('ties are broken evenly, also between queues without a limit', () => {
  breaksTiesEvenly(
    (rng, loads) => new GreatestFreeChooser(rng, loads, 'bytes'),
    load({ freeBytes: 10 }),
    load({ freeBytes: 11 }),
  );
  breaksTiesEvenly((rng, loads) => new GreatestFreeChooser(rng, loads, 'bytes'), load({ freeBytes: 1e15 }), load());
});

test.run();

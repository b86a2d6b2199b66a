import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ShortestQueueChooser } from '../../../core/dispatch/shortest-queue.js';
import { CountingRng } from '../effects/counting-rng.js';
import { all, load } from './arcs.js';
import { breaksTiesEvenly, choosesHighest } from './argmax.js';

test('the queue with the fewest bytes is joined', () => {
  choosesHighest(
    (rng, loads) => new ShortestQueueChooser(rng, loads, 'bytes'),
    ({ bytes }) => -bytes,
  );
});

test('or that with the fewest frames', () => {
  choosesHighest(
    (rng, loads) => new ShortestQueueChooser(rng, loads, 'frames'),
    ({ frames }) => -frames,
  );
});

test('ties are broken evenly', () => {
  breaksTiesEvenly((rng, loads) => new ShortestQueueChooser(rng, loads, 'bytes'), load({ bytes: 1 }), load());
});

test('loads are read anew for each frame: three queues that only fill stay level', () => {
  const loads = [load(), load(), load()];
  const chooser = new ShortestQueueChooser(new CountingRng(), loads, 'frames');
  for (let i = 0; i < 300; i++) loads[chooser.choose(all(3), 3)].frames++;
  assert.equal(
    loads.map(({ frames }) => frames),
    [100, 100, 100],
  );
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomChooser } from '../../../core/dispatch/random.js';
import { fit, REFUSED } from '../effects/chi-square.js';
import { CountingRng } from '../effects/counting-rng.js';
import { all, counts } from './arcs.js';

const FRAMES = 300_000;

test('every arc is as likely as the others, one draw a frame', () => {
  const rng = new CountingRng();
  const chosen = counts(new RandomChooser(rng), all(3), 3, FRAMES);
  assert.ok(fit(chosen, [FRAMES / 3, FRAMES / 3, FRAMES / 3]) > REFUSED, chosen.join());
  assert.is(rng.draws, FRAMES);
});

test('of the open arcs only, one draw also when there is but one', () => {
  const rng = new CountingRng();
  const chooser = new RandomChooser(rng);
  const chosen = counts(chooser, Int32Array.of(1, 3), 4, FRAMES);
  assert.equal([chosen[0], chosen[2]], [0, 0]);
  assert.ok(fit([chosen[1], chosen[3]], [FRAMES / 2, FRAMES / 2]) > REFUSED, chosen.join());
  assert.is(chooser.choose(Int32Array.of(2), 1), 2);
  assert.is(rng.draws, FRAMES + 1);
});

test('the buffer behind the count is not looked at', () => {
  const chosen = new Set<number>();
  const chooser = new RandomChooser(new CountingRng());
  for (let i = 0; i < 1000; i++) chosen.add(chooser.choose(Int32Array.of(0, 2, 9, 9), 2));
  assert.equal([...chosen].sort(), [0, 2]);
});

test.run();

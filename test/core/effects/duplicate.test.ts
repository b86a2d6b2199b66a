import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Duplicate } from '../../../core/effects/duplicate.js';
import { CountingRng } from './counting-rng.js';

test('a share of the frames is doubled, each with the copies of the plan', () => {
  const chance = 0.05;
  const frames = 200_000;
  const duplicate = new Duplicate({ chance, copies: 3, spacing: 2e6 }, new CountingRng());
  assert.is(duplicate.spacing, 2e6);
  const seen = new Map<number, number>();
  for (let i = 0; i < frames; i++) {
    const copies = duplicate.copies();
    seen.set(copies, (seen.get(copies) ?? 0) + 1);
  }
  assert.equal([...seen.keys()].sort(), [0, 3]);
  const share = seen.get(3)! / frames;
  assert.ok(Math.abs(share - chance) < 5 * Math.sqrt((chance * (1 - chance)) / frames), `${share}`);
});

test('one draw a frame, doubled or not; the share may change', () => {
  const rng = new CountingRng();
  const duplicate = new Duplicate({ chance: 0, copies: 1, spacing: 0 }, rng);
  for (let i = 0; i < 100; i++) assert.is(duplicate.copies(), 0);
  duplicate.setChance(1);
  for (let i = 0; i < 100; i++) assert.is(duplicate.copies(), 1);
  assert.is(rng.draws, 200);
});

test.run();

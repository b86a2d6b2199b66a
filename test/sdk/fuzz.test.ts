import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fuzzFrames } from './fuzz.js';

test('100,000 random and changed frames go through everything without an error, and nothing outside them is read or written', () => {
  const tally = fuzzFrames(6, 100_000);
  assert.is(tally.frames, 100_000);
  // It has met everything it is there for.
  for (const [layer, frames] of Object.entries(tally.layers)) assert.ok(frames > 500, `${layer}: ${frames}`);
  for (const [name, least] of Object.entries({
    taken: 20_000,
    found: 5000,
    written: 10_000,
    refused: 500,
    repaired: 5000,
    built: 1000,
    unbuilt: 300,
    edits: 500,
  })) {
    assert.ok(tally[name as 'taken'] > least, `${name}: ${tally[name as 'taken']}`);
  }
});

test('the same seed does the same', () => {
  assert.equal(fuzzFrames(1, 500), fuzzFrames(1, 500));
});

test.run();

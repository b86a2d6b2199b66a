import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RecentKeys } from '../../../core/dispatch/recent-keys.js';

test('there are as many places as asked for, in whole buckets, a power of two of them', () => {
  assert.equal(
    [1, 8, 9, 17, 100, 65536].map(places => new RecentKeys(places, 1).places),
    [8, 8, 16, 32, 128, 65536],
  );
});

test('keys of one hash are told apart by all of their words', () => {
  const keys = new RecentKeys(64, 3);
  const known = [
    [1, 2, 3],
    [1, 2, 4],
    [1, 0, 3],
    [0, 0, 0],
  ].map(words => Int32Array.from(words));
  for (const key of known) assert.is(keys.find(key, 77), -1);
  const places = known.map(key => keys.add(key, 77));
  assert.is(new Set(places).size, 4);
  assert.equal(
    known.map(key => keys.find(key, 77)),
    places,
  );
  assert.is(keys.find(Int32Array.of(1, 2, 5), 77), -1);
});

test('the key is copied: the caller’s words may change', () => {
  const keys = new RecentKeys(8, 2);
  const key = Int32Array.of(1, 2);
  const place = keys.add(key, 0);
  key[0] = 9;
  assert.is(keys.find(key, 0), -1);
  assert.is(keys.find(Int32Array.of(1, 2), 0), place);
});

test('against a plain list: of each bucket the eight met last are known, whatever comes in whatever order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 300, size: 'max' }), met => {
      const keys = new RecentKeys(16, 1);
      // Keys by the time they were last met; their hash is their parity.
      const known: number[][] = [[], []];
      met.forEach((number, now) => {
        const key = Int32Array.of(number);
        const bucket = known[number & 1];
        const there = bucket.indexOf(number);
        let place = keys.find(key, number);
        assert.is(place >= 0, there >= 0);
        if (place < 0) place = keys.add(key, number);
        assert.is(place >> 3, number & 1);
        keys.met[place] = now;
        if (there >= 0) bucket.splice(there, 1);
        bucket.push(number);
        if (bucket.length > 8) bucket.shift();
      });
    }),
    { seed: 5, numRuns: 300 },
  );
});

test.run();

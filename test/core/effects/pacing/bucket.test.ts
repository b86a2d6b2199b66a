import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bucket } from '../../../../core/effects/pacing/bucket.js';

test('levels are exact for buckets up to 1 GiB and rates up to 1 Tbit/s, however long nothing happens', () => {
  const rates = fc.oneof(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1e6, max: 1e12 }));
  const property = fc.property(
    fc.integer({ min: 1, max: 1024 ** 3 * 8 }),
    rates,
    // Thousandths of what it holds to take, and of the time to fill it.
    fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1200 })), {
      minLength: 1,
      maxLength: 20,
    }),
    (depth, rate, steps) => {
      const bucket = new Bucket(depth, rate);
      const full = BigInt(depth) * 1_000_000_000n;
      let level = full;
      let now = 0;
      for (const [share, refill] of steps) {
        const bits = Math.floor(Number(level / 1_000_000_000n) * (share / 1000));
        bucket.take(bits);
        level -= BigInt(bits) * 1_000_000_000n;
        const elapsed = Math.floor(((depth * refill) / rate) * 1e6);
        if (now + elapsed > 2 ** 53) return;
        now += elapsed;
        bucket.fill(now);
        level += BigInt(elapsed) * BigInt(rate);
        if (level > full) level = full;
        // The level shows in how long a frame more than it holds must wait.
        const held = Number(level / 1_000_000_000n);
        const missing = BigInt(held + 1000) * 1_000_000_000n - level;
        assert.is(bucket.wait(held + 1000), Number(missing / BigInt(rate)));
        assert.is(bucket.wait(held), 0);
      }
    },
  );
  fc.assert(property, { seed: 1, numRuns: 500 });
});

test('a bucket of which everything is taken fills at once at an infinite rate, and never at none', () => {
  const bucket = new Bucket(8000, Number.POSITIVE_INFINITY);
  bucket.take(8000);
  bucket.fill(0);
  assert.is(bucket.wait(8000), 0);
  bucket.take(8000);
  bucket.setRate(0, 0);
  bucket.take(8000);
  bucket.fill(1e18);
  assert.is(bucket.wait(1), Number.POSITIVE_INFINITY);
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makePacing } from '../../../../core/effects/pacing/make.js';
import { wireBytes } from '../../../../core/effects/pacing/wire-bytes.js';

test('without framing there is nothing to compute', () => {
  assert.is(wireBytes({ overhead: 0 }), undefined);
});

test('overhead is added to each frame, below 0 down to one byte', () => {
  assert.is(wireBytes({ overhead: 24 })!(1514), 1538);
  assert.is(wireBytes({ overhead: -14 })!(1514), 1500);
  assert.is(wireBytes({ overhead: -100 })!(60), 1);
});

test('cells are filled up: ATM carries 48 bytes in 53', () => {
  const cell = { size: 48, overhead: 5 };
  const atm = wireBytes({ overhead: 0, cell })!;
  assert.equal([1, 48, 49, 96, 1500].map(atm), [53, 53, 106, 106, 1696]);
  // PPPoE over AAL5: 8 bytes of trailer and 8 of PPPoE and PPP come before the cells.
  assert.is(wireBytes({ overhead: 16, cell })!(1500), 32 * 53);
});

test('ceil((length + overhead) / size) x (size + overhead of a cell), never below one cell', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 65536 }),
    fc.integer({ min: -1500, max: 1500 }),
    fc.integer({ min: 1, max: 2000 }),
    fc.integer({ min: 0, max: 100 }),
    (length, overhead, size, own) => {
      const bytes = BigInt(Math.max(1, length + overhead));
      const cells = (bytes + BigInt(size) - 1n) / BigInt(size);
      assert.is(BigInt(wireBytes({ overhead, cell: { size, overhead: own } })!(length)), cells * BigInt(size + own));
    },
  );
  fc.assert(property, { seed: 1 });
});

test('the longest frame that can be sent is the smaller bucket; other models send any', () => {
  const peak = { rate: 1e9, burst: 1600 };
  assert.is(makePacing({ model: 'token-bucket', overhead: 0, burst: 9000 }).longest, 9000);
  assert.is(makePacing({ model: 'token-bucket', overhead: 0, burst: 9000, peak }).longest, 1600);
  assert.is(makePacing({ model: 'clock', overhead: 24 }).longest, Number.POSITIVE_INFINITY);
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TokenBucket } from '../../../../core/effects/pacing/token-bucket.js';
import { Line } from './line.js';

const NEVER = Number.POSITIVE_INFINITY;

/** The same bucket in exact numbers: the level counts billionths of a bit, of which a nanosecond brings `rate`. */
class ExactBucket {
  private readonly depth: bigint;
  level: bigint;
  private at = 0;
  constructor(
    bytes: number,
    private rate: number,
  ) {
    this.depth = BigInt(bytes) * 8_000_000_000n;
    this.level = this.depth;
  }
  fill(now: number): void {
    const come = this.rate === NEVER ? this.depth * 2n : BigInt(now - this.at) * BigInt(this.rate);
    this.at = now;
    this.level = this.level + come > this.depth ? this.depth : this.level + come;
  }
  set(rate: number, now: number): void {
    this.fill(now);
    this.rate = rate;
  }
  wait(length: number): number {
    const missing = BigInt(length) * 8_000_000_000n - this.level;
    if (missing <= 0n || this.rate === NEVER) return 0;
    return this.rate === 0 ? NEVER : Number(missing / BigInt(this.rate));
  }
  take(length: number): void {
    this.level -= BigInt(length) * 8_000_000_000n;
  }
}

test('a full bucket lets its burst go at once and the rest at the rate', () => {
  const pacing = new TokenBucket(3000);
  const line = new Line(pacing);
  line.setRate(12e6, 0);
  for (let i = 0; i < 4; i++) line.arrive(1500, 100);
  line.run(10e6);
  // 1500 bytes take 1 ms at 12 Mbit/s.
  assert.equal(line.left, [100, 100, 100 + 1e6, 100 + 2e6]);
});

test('a backlog leaves at floor((n x 8 x length - burst) x 1e9 / rate), whatever the rate', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 1e12 }),
    fc.integer({ min: 1, max: 65536 }),
    fc.integer({ min: 0, max: 100_000 }),
    (rate, length, more) => {
      const line = new Line(new TokenBucket(length + more));
      line.setRate(rate, 0);
      for (let n = 0; n < 40; n++) line.arrive(length, 0);
      line.run(2 ** 52);
      line.left.forEach((left, i) => {
        const missing = BigInt((i + 1) * length - length - more) * 8n;
        const exact = missing <= 0n ? 0n : (missing * 1_000_000_000n) / BigInt(rate);
        assert.is(BigInt(left), exact);
      });
    },
  );
  fc.assert(property, { seed: 1, numRuns: 200 });
});

test('a million frames at a rate that divides no nanosecond drift by none', () => {
  const pacing = new TokenBucket(1514);
  pacing.setRate(7e6, 0);
  let now = 0;
  for (let n = 0; n < 1e6; n++) {
    pacing.begin(0, 1514, now);
    now = pacing.finishAt;
    pacing.end();
  }
  assert.is(BigInt(now), (999_999n * 1514n * 8n * 1_000_000_000n) / 7_000_000n);
});

test('an idle bucket fills up to its burst and no further', () => {
  const line = new Line(new TokenBucket(2000));
  line.setRate(8e6, 0);
  for (const at of [0, 0, 1e9, 1e9, 1e9]) line.arrive(1000, at);
  line.run(2e9);
  assert.equal(line.left, [0, 0, 1e9, 1e9, 1e9 + 1e6]);
});

test('a peak rate spreads the burst: frames keep its distance until the bucket is empty', () => {
  const line = new Line(new TokenBucket(6000, { rate: 24e6, burst: 1500 }));
  line.setRate(12e6, 0);
  for (let i = 0; i < 12; i++) line.arrive(1500, 0);
  line.run(20e6);
  // At 24 Mbit/s a frame takes 0.5 ms, in which the bucket of 6000 bytes gets back half a frame: after 8 it is empty.
  const gaps = line.left.slice(1).map((at, i) => at - line.left[i]!);
  assert.equal(gaps, [...Array(6).fill(5e5), ...Array(5).fill(1e6)]);
});

test('a new rate flows in from its instant on, credit in the bucket stays', () => {
  const pacing = new TokenBucket(1500);
  pacing.setRate(12e6, 0);
  pacing.begin(1, 1500, 0);
  pacing.end();
  pacing.begin(2, 1500, 0);
  assert.is(pacing.finishAt, 1e6);
  pacing.setRate(6e6, 250_000);
  assert.is(pacing.finishAt, 250_000 + 1_500_000);
  pacing.setRate(NEVER, 300_000);
  assert.is(pacing.finishAt, 300_000);
});

test('rate 0 stands still, also with credit left, and goes on where it stopped', () => {
  const pacing = new TokenBucket(3000);
  pacing.setRate(12e6, 0);
  pacing.setRate(0, 10);
  pacing.begin(7, 1500, 20);
  assert.is(pacing.finishAt, NEVER);
  pacing.setRate(12e6, 5e9);
  assert.is(pacing.finishAt, 5e9);
  assert.is(pacing.end(), 7);
});

test('what has ended at the very instant of a change has been sent', () => {
  const pacing = new TokenBucket(1500);
  pacing.setRate(12e6, 0);
  pacing.begin(1, 1500, 5);
  pacing.setRate(0, 5);
  assert.is(pacing.finishAt, 5);
});

test('any while sees at most burst + rate x time, but for what a nanosecond brings', () => {
  const property = fc.property(
    fc.integer({ min: 1000, max: 1e10 }),
    fc.integer({ min: 1500, max: 20_000 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 1500 })), { maxLength: 60 }),
    (rate, burst, frames) => {
      const line = new Line(new TokenBucket(burst));
      line.setRate(rate, 0);
      let now = 0;
      for (const [wait, length] of frames) line.arrive(length, (now += wait));
      line.run(2 ** 52);
      for (let i = 0; i < line.left.length; i++) {
        let bits = 0;
        for (let j = i; j < line.left.length; j++) {
          bits += frames[j]![1] * 8;
          const most = burst * 8 + (rate * (line.left[j]! - line.left[i]! + 1)) / 1e9;
          assert.ok(bits <= most * (1 + 1e-12), `${bits} bits of ${most}`);
        }
      }
    },
  );
  fc.assert(property, { seed: 2, numRuns: 100 });
});

type Step = { readonly wait: number; readonly length: number; readonly rate: number };

test('arrivals, pauses and rate changes keep to the exact numbers, with and without a peak rate', () => {
  const rate = fc.oneof(fc.constantFrom(0, NEVER, 1, 3, 1e12), fc.integer({ min: 1, max: 1e12 }));
  const step: fc.Arbitrary<Step> = fc.record({
    wait: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1e5 }), fc.integer({ min: 0, max: 1e13 })),
    // 0: the rate changes; else a frame arrives.
    length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 65536 })),
    rate,
  });
  const peak = fc.option(
    fc.record({ rate: fc.integer({ min: 1, max: 1e12 }), burst: fc.integer({ min: 65536, max: 1e6 }) }),
    {
      nil: undefined,
    },
  );
  const burst = fc.oneof(fc.integer({ min: 65536, max: 2e5 }), fc.integer({ min: 65536, max: 1024 ** 3 }));
  const property = fc.property(burst, peak, rate, fc.array(step, { maxLength: 40 }), (bytes, second, first, steps) => {
    const pacing = new TokenBucket(bytes, second);
    pacing.setRate(first, 0);
    const main = new ExactBucket(bytes, first);
    const other = second && new ExactBucket(second.burst, second.rate);
    let current = first;
    let sending = 0;
    let finishAt = NEVER;
    const plan = (now: number): void => {
      main.fill(now);
      other?.fill(now);
      finishAt = current === 0 ? NEVER : now + Math.max(main.wait(sending), other?.wait(sending) ?? 0);
    };
    const end = (): void => {
      for (const bucket of [main, other]) {
        bucket?.fill(finishAt);
        bucket?.take(sending);
      }
      sending = 0;
      finishAt = NEVER;
    };
    let now = 0;
    for (const { wait, length, rate: next } of steps) {
      now += wait;
      while (pacing.finishAt <= now) {
        end();
        pacing.end();
      }
      if (length === 0) {
        main.set(next, now);
        if (next !== current && sending > 0) {
          current = next;
          plan(now);
        }
        current = next;
        pacing.setRate(next, now);
      } else if (sending === 0) {
        sending = length;
        plan(now);
        pacing.begin(1, length, now);
      }
      if (finishAt !== NEVER && finishAt > 2 ** 52) return;
      assert.is(pacing.finishAt, finishAt);
    }
  });
  fc.assert(property, { seed: 3, numRuns: 500 });
});

test.run();

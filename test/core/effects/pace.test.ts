import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Pacer } from '../../../core/effects/pace.js';
import { type Fraction, floor, minus, over, plus, times, whole } from './fraction.js';

const SECOND = whole(1e9);

/** Serialisation in exact numbers: when the frame being sent ends, and what is left of it while nothing moves. */
class ExactPacer {
  end: Fraction | undefined;
  private left: Fraction = whole(0);
  private free: Fraction = whole(0);
  private idleSince = -1;

  constructor(private rate: number) {}

  begin(length: number, now: number): void {
    const carried = this.idleSince === now ? minus(this.free, whole(now)) : whole(0);
    const work = times(whole(length * 8), SECOND);
    if (this.rate === Number.POSITIVE_INFINITY) this.serve(now, whole(0));
    else if (this.rate === 0) this.serve(now, work);
    else this.serve(now, plus(work, times(carried, whole(this.rate))));
  }

  finish(): void {
    this.free = this.end!;
    this.idleSince = floor(this.end!);
    this.end = undefined;
  }

  change(rate: number, now: number, sending: boolean): void {
    if (rate === this.rate) return;
    if (!sending) this.idleSince = -1;
    else {
      if (this.rate === Number.POSITIVE_INFINITY) this.left = whole(0);
      else if (this.rate !== 0) this.left = times(minus(this.end!, whole(now)), whole(this.rate));
    }
    this.rate = rate;
    if (sending) this.serve(now, this.left);
  }

  get finishAt(): number {
    return this.end === undefined ? Number.POSITIVE_INFINITY : floor(this.end);
  }

  private serve(now: number, work: Fraction): void {
    this.left = work;
    if (this.rate === 0 && work.n > 0n) this.end = undefined;
    else if (this.rate === Number.POSITIVE_INFINITY || work.n === 0n) this.end = whole(now);
    else this.end = plus(whole(now), over(work, whole(this.rate)));
  }
}

test('a backlog leaves at floor(t0 + n x 8 x length x 1e9 / rate), whatever the rate', () => {
  const rates = fc.oneof(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1e6, max: 1e12 }));
  const property = fc.property(
    rates,
    fc.integer({ min: 1, max: 65536 }),
    fc.integer({ min: 0, max: 1e15 }),
    (rate, length, t0) => {
      const pacer = new Pacer();
      pacer.setRate(rate, 0);
      let now = t0;
      for (let n = 1; n <= 50; n++) {
        pacer.begin(7, length, now);
        const exact = BigInt(t0) + (BigInt(n * 8 * length) * 1_000_000_000n) / BigInt(rate);
        if (exact > 2n ** 53n) return;
        assert.is(BigInt(pacer.finishAt), exact);
        now = pacer.finishAt;
        assert.is(pacer.end(), 7);
      }
    },
  );
  fc.assert(property, { seed: 1, numRuns: 300 });
});

test('a million frames at a rate that divides no nanosecond drift by none', () => {
  const pacer = new Pacer();
  pacer.setRate(7e6, 0);
  let now = 0;
  for (let n = 0; n < 1e6; n++) {
    pacer.begin(0, 1514, now);
    now = pacer.finishAt;
    pacer.end();
  }
  assert.is(BigInt(now), (1_000_000n * 1514n * 8n * 1_000_000_000n) / 7_000_000n);
});

test('an idle link banks no credit: a frame after a pause takes its whole time', () => {
  const pacer = new Pacer();
  pacer.setRate(3e9, 0);
  pacer.begin(0, 100, 0);
  assert.is(pacer.finishAt, 266); // 266.67
  pacer.end();
  pacer.begin(0, 100, 267);
  assert.is(pacer.finishAt, 267 + 266);
});

test('rate 0 stands still and goes on where it stopped; an infinite rate takes no time', () => {
  const pacer = new Pacer();
  pacer.setRate(8e6, 0);
  pacer.begin(3, 1000, 0);
  assert.is(pacer.finishAt, 1e6);
  pacer.setRate(0, 250_000);
  assert.is(pacer.finishAt, Number.POSITIVE_INFINITY);
  assert.is(pacer.sending, 3);
  pacer.setRate(4e6, 5e9);
  assert.is(pacer.finishAt, 5e9 + 1_500_000);
  pacer.setRate(Number.POSITIVE_INFINITY, 5e9 + 10);
  assert.is(pacer.finishAt, 5e9 + 10);
});

test('a frame that ends at the very instant at which the link stands still has been sent', () => {
  const pacer = new Pacer();
  pacer.setRate(8e6, 0);
  pacer.begin(3, 1000, 0);
  pacer.setRate(0, 1e6);
  assert.is(pacer.finishAt, 1e6);
});

type Step = { readonly wait: number; readonly length: number; readonly rate: number; readonly early: boolean };

test('rate changes in mid-frame, stops and pauses keep to the exact rational times', () => {
  const rate = fc.oneof(
    fc.constantFrom(0, Number.POSITIVE_INFINITY, 1, 3, 8, 1e12),
    fc.integer({ min: 1, max: 1000 }),
    fc.integer({ min: 1000, max: 1e12 }),
  );
  const step: fc.Arbitrary<Step> = fc.record({
    // Often the next thing happens within a few ns, so that ends, changes and arrivals meet.
    wait: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1e4 }), fc.integer({ min: 0, max: 1e8 })),
    // 0: the rate changes; else a frame arrives.
    length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 65536 })),
    rate,
    // Whether it happens before what ends at the same instant.
    early: fc.boolean(),
  });
  const property = fc.property(rate, fc.array(step, { maxLength: 40 }), (first, steps) => {
    const pacer = new Pacer();
    pacer.setRate(first, 0);
    const exact = new ExactPacer(first);
    const waiting: number[] = [];
    const begin = (length: number, at: number): void => {
      pacer.begin(length, length, at);
      exact.begin(length, at);
    };
    const settleUntil = (to: number): void => {
      for (;;) {
        assert.is(pacer.finishAt, exact.finishAt);
        const at = pacer.finishAt;
        if (at > to || at > 2 ** 52) return;
        pacer.end();
        exact.finish();
        if (waiting.length > 0) begin(waiting.shift()!, at);
      }
    };
    let now = 0;
    for (const { wait, length, rate: next, early } of steps) {
      now += wait;
      settleUntil(early ? now - 1 : now);
      if (length === 0) {
        exact.change(next, now, pacer.sending >= 0);
        pacer.setRate(next, now);
      } else if (pacer.sending < 0) begin(length, now);
      else waiting.push(length);
      assert.is(pacer.finishAt, exact.finishAt);
    }
    settleUntil(now + 1e10);
  });
  fc.assert(property, { seed: 2, numRuns: 400 });
});

test.run();

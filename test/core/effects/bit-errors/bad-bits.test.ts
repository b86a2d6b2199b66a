import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exp, ln } from '../../../../core/effects/arithmetic.js';
import { BadBits } from '../../../../core/effects/bit-errors/bad-bits.js';
import { substream } from '../../../../sdk/rng.js';
import { fit, geometricCounts, lengthCounts, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';

const COUNT = 100_000;
/** Good bits before each bad one. */
const gaps = (rate: number): number[] => {
  const bits = new BadBits(new CountingRng(), rate);
  return Array.from({ length: COUNT }, () => {
    const { gap } = bits;
    bits.pass(gap + 1);
    return gap;
  });
};

for (const rate of [0.5, 0.2]) {
  test(`gaps are geometric at a rate of ${rate}`, () => {
    const lengths = gaps(rate).map(gap => gap + 1);
    const cells = rate === 0.5 ? 12 : 30;
    assert.ok(fit(lengthCounts(lengths, cells), geometricCounts(COUNT, rate, cells)) > REFUSED);
  });
}

for (const rate of [1e-3, 0.999e-3, 1e-6, 1e-9, 1e-12]) {
  test(`gaps of many bits have the shape and the mean of a rate of ${rate}`, () => {
    const found = gaps(rate);
    // The mean of a geometric gap is (1-p)/p, its standard deviation √(1-p)/p.
    const mean = found.reduce((sum, gap) => sum + gap, 0) / COUNT;
    const sigma = Math.sqrt(1 - rate) / rate / Math.sqrt(COUNT);
    assert.ok(Math.abs(mean - (1 - rate) / rate) < 5 * sigma, `${mean}`);
    // Twenty cells of a twentieth each: P(gap ≥ g) = (1-p)^g, as e^(g ln(1-p)); ln(1-p) of tiny p is -p to 1e-3 of it.
    const decay = rate < 1e-5 ? -rate : ln(1 - rate);
    const counts = new Array<number>(20).fill(0);
    for (const gap of found) counts[Math.floor(20 * (1 - exp((gap + 0.5) * decay)))]++;
    assert.ok(fit(counts, new Array<number>(20).fill(COUNT / 20)) > REFUSED, counts.join(' '));
  });
}

test('a gap is ln u / ln(1-p) rounded down, u of 53 bits, at rates from a half to 1e-15', () => {
  for (const rate of [0.5, 0.3, 0.01, 1.001e-3, 0.999e-3, 1e-6, 1e-12, 1e-15]) {
    const rng = new CountingRng();
    const bits = new BadBits(new CountingRng(), rate);
    for (let i = 0; i < 5000; i++) {
      const u = (rng.u32() * 2 ** 21 + (rng.u32() >>> 11) + 1) / 2 ** 53;
      const exact = Math.log(u) / Math.log1p(-rate);
      // The logarithms are good to some 1e-16 of themselves: next to a whole number the one or the other may be rounded.
      const slack = exact * 1e-14;
      assert.ok(bits.gap <= exact + slack && bits.gap > exact - slack - 1, `${rate}: ${bits.gap} of ${exact}`);
      // Another rate and back: a gap drawn anew.
      bits.setRate(0);
      bits.setRate(rate);
    }
  }
});

test('the bad bits of a seed are the same on every Node', () => {
  const bits = new BadBits(substream(9, 'up/ber'), 1e-6);
  const found = Array.from({ length: 6 }, () => {
    const { gap } = bits;
    bits.pass(gap + 1);
    return gap;
  });
  assert.equal(found, [4709412, 192376, 416259, 255969, 698383, 179202]);
});

test('a gap reaches over frames: their bits are one stream', () => {
  const rate = 0.01;
  const whole = new BadBits(new CountingRng(), rate);
  const parts = new BadBits(new CountingRng(), rate);
  let at = 0;
  for (let i = 0; i < 1000; i++) {
    const bits = (i % 13) * 8;
    parts.pass(bits);
    at += bits;
  }
  whole.pass(at);
  assert.is(parts.gap, whole.gap);
});

test('two draws a gap: at the start, for each bad bit, at a change of the rate; none for a bit and none at rate 0', () => {
  const rng = new CountingRng();
  const bits = new BadBits(rng, 1e-9);
  assert.is(rng.draws, 2);
  for (let i = 0; i < 100; i++) bits.pass(Math.min(12_000, bits.gap));
  assert.is(rng.draws, 2);
  bits.pass(bits.gap);
  bits.next();
  assert.is(rng.draws, 4);
  bits.setRate(1e-9);
  assert.is(rng.draws, 4);
  bits.setRate(1e-3);
  assert.is(rng.draws, 6);
  bits.setRate(0);
  bits.pass(1e15);
  assert.is(rng.draws, 6);
  assert.is(bits.gap, Number.POSITIVE_INFINITY);
});

test('a change of the rate holds from the next bit on, also from a gap without end', () => {
  const bits = new BadBits(new CountingRng(), 0);
  let bad = 0;
  const FRAMES = 20_000;
  for (let i = 0; i < FRAMES; i++) {
    // Every second frame of 100 bits meets a rate of a hundredth, the others nearly none: gaps drawn there end with it.
    bits.setRate(i % 2 === 0 ? 0.01 : 1e-9);
    if (bits.gap < 100) bad++;
    bits.pass(100);
  }
  const hit = 1 - exp(100 * ln(0.99));
  const mean = (FRAMES / 2) * hit;
  assert.ok(Math.abs(bad - mean) < 5 * Math.sqrt(mean * (1 - hit)), `${bad}`);
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DropRate } from '../../../core/dispatch/drop-rate.js';

const HALF_LIFE = 1e9;
const HOUR = 3600e9;

const event = (gapMost: number) =>
  fc.record({ gap: fc.nat(gapMost), dropped: fc.constantFrom(0 as const, 1 as const) });

test('it is 0 while nothing was seen, and while nothing was dropped', () => {
  const rate = new DropRate(HALF_LIFE);
  assert.is(rate.value(0), 0);
  assert.is(rate.value(1e18), 0);
  rate.note(0, 1e18);
  assert.is(rate.value(1e18), 0);
});

test('events of one instant count alike', () => {
  const rate = new DropRate(HALF_LIFE);
  for (const dropped of [1, 0, 0, 1] as const) rate.note(dropped, 5e9);
  assert.is(rate.value(5e9), 0.5);
});

test('an event counts for half as much with each half-life', () => {
  const rate = new DropRate(HALF_LIFE);
  rate.note(1, 0);
  rate.note(0, HALF_LIFE);
  // ½ of (½ + 1).
  assert.is(rate.value(HALF_LIFE), 1 / 3);
  rate.note(0, 2 * HALF_LIFE);
  assert.is(rate.value(2 * HALF_LIFE), 1 / 7);
});

test('with events no further apart than a half-life it is the weighted mean of them all', () => {
  fc.assert(
    fc.property(fc.array(event(HALF_LIFE), { minLength: 1, maxLength: 60 }), events => {
      const rate = new DropRate(HALF_LIFE);
      const times: number[] = [];
      let now = 0;
      for (const { gap, dropped } of events) {
        now += gap;
        times.push(now);
        rate.note(dropped, now);
      }
      const weights = times.map(at => 2 ** ((at - now) / HALF_LIFE));
      const all = weights.reduce((a, b) => a + b);
      const share = weights.reduce((sum, weight, i) => sum + weight * events[i].dropped, 0) / all;
      // Each step rounds a few times by 2^-53.
      if (share >= 2 ** -19) assert.ok(Math.abs(rate.value(now) / share - 1) < 1e-13, `${rate.value(now)} ${share}`);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test('in silence it stands for one half-life, then halves with each further one, and is 0 in the end', () => {
  const rate = new DropRate(HALF_LIFE);
  for (const dropped of [1, 1, 0, 1] as const) rate.note(dropped, 0);
  assert.equal(
    [0, 0.5, 1, 2, 3, 11].map(age => rate.value(age * HALF_LIFE)),
    [0.75, 0.75, 0.75, 0.375, 0.1875, 0.75 / 1024],
  );
  assert.ok(Math.abs(rate.value(1.5 * HALF_LIFE) - 0.75 * Math.SQRT1_2) < 1e-15);
  assert.ok(rate.value(20 * HALF_LIFE) > 0);
  assert.is(rate.value(21 * HALF_LIFE), 0);
});

test('what is noted after a silence goes on from the share that is left', () => {
  const rate = new DropRate(HALF_LIFE);
  for (let i = 0; i < 1024; i++) rate.note(1, 0);
  // Three half-lives: the weight is 128, of which a quarter counts as dropped.
  rate.note(0, 3 * HALF_LIFE);
  assert.is(rate.value(3 * HALF_LIFE), 32 / 129);
});

test('hours, days and years of silence leave 0 and no NaN', () => {
  for (const silence of [HOUR, 24 * HOUR, 1e17, Number.MAX_SAFE_INTEGER]) {
    const rate = new DropRate(1e6);
    rate.note(1, 0);
    assert.is(rate.value(silence), 0);
    rate.note(0, silence);
    assert.is(rate.value(silence), 0);
    rate.note(1, silence);
    assert.is(rate.value(silence), 0.5);
  }
});

test('after any history it is a share, a drop never lowers it and an accepted frame never raises it', () => {
  const spans = fc.oneof(fc.nat(1000), fc.integer({ min: 1e6, max: 5e9 }), fc.integer({ min: 1e10, max: 2e12 }));
  const steps = fc.array(fc.record({ gap: spans, dropped: fc.constantFrom(0 as const, 1 as const) }), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(steps, events => {
      const rate = new DropRate(HALF_LIFE);
      let now = 0;
      for (const { gap, dropped } of events) {
        now += gap;
        const before = rate.value(now);
        rate.note(dropped, now);
        const after = rate.value(now);
        assert.ok(after >= 0 && after <= 1, `${after}`);
        // Roundings of before and after differ by a few units in the last place.
        if (dropped === 1) assert.ok(after >= before * (1 - 1e-14));
        else assert.ok(after <= before * (1 + 1e-14));
      }
    }),
    { seed: 5, numRuns: 500 },
  );
});

test('its bits are the same on every Node', () => {
  const rate = new DropRate(HALF_LIFE);
  for (let i = 0; i < 1000; i++) rate.note(i % 7 === 0 ? 1 : 0, i * 1234567 + (i % 13) * 7654);
  assert.is(rate.value(4e9), 0.04194092441307913);
});

test.run();

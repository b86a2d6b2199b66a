import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AT_ONCE } from '../../../core/plan/plan.js';
import { ExpectedLink } from '../../../core/probe/expected-link.js';
import type { ScenarioRow } from '../../../core/scenario/scenario.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';
import { Lab } from '../stage/lab.js';

const row = (at: number, route: number, delay: number, rate: number): ScenarioRow => ({
  at: at as Nanos,
  route,
  delay: delay as Nanos,
  rate: rate as BitRate,
});
const link = (...rows: ScenarioRow[]): ExpectedLink =>
  new ExpectedLink({ scenario: { rows }, reconfiguration: AT_ONCE });

test('an idle link takes 8 x length / rate and the delay', () => {
  assert.is(link(row(0, 0, 20e6, 10e6)).leaves(0, 98), 20_078_400);
  assert.is(link(row(0, 0, 36.7e6, 101.5e6)).leaves(1000, 1514), 1000 + 119_330 + 36_700_000);
  assert.is(link(row(0, 0, 36.7e6, Number.POSITIVE_INFINITY)).leaves(5, 1514), 36_700_005);
});

test('a frame waits for the one before it, and the fractions of a nanosecond add up', () => {
  const paced = link(row(0, 0, 0, 3e9));
  assert.equal([paced.leaves(0, 1), paced.leaves(0, 1), paced.leaves(0, 1)], [2, 5, 8]);
  assert.is(paced.leaves(100, 1), 102);
});

test('the rate changes in the middle of a frame, the delay at its end', () => {
  // 1000 bits: 500 in the first 500 us at 1 Mbit/s, the rest at 2 Mbit/s in 250 us.
  assert.is(link(row(0, 0, 7e6, 1e6), row(500e3, 0, 9e6, 2e6)).leaves(0, 125), 750e3 + 9e6);
  // At the instant of its end the new row is already in force.
  assert.is(link(row(0, 0, 7e6, 1e6), row(1e6, 0, 9e6, 2e6)).leaves(0, 125), 1e6 + 9e6);
});

test('a loop goes on round after round, its route changes included', () => {
  const rows = [row(0, 0, 5e6, 1e9), row(100e6, 1, 9e6, 1e9)];
  const scenario = { rows, end: { kind: 'loop' as const, at: 200e6 as Nanos } };
  const loop = new ExpectedLink({ scenario, reconfiguration: { delay: 20e6 as Nanos, mode: 'gsl' } });
  // 125 bytes take 1 us. In the third round it is as in the first one.
  assert.is(loop.leaves(50e6, 125), 50e6 + 1e3 + 5e6);
  assert.is(loop.leaves(350e6, 125), 350e6 + 1e3 + 9e6);
  // The route changes at 400 ms: what enters then waits for 20 ms.
  assert.is(loop.leaves(401e6, 125), 420e6 + 1e3 + 5e6);
  assert.is(loop.leaves(450e6, 125), 450e6 + 1e3 + 5e6);
});

test('a link that stands still goes on with the next row, or never', () => {
  assert.is(link(row(0, 0, 1e6, 0), row(5e6, 0, 1e6, 1e6)).leaves(2e6, 125), 5e6 + 1e6 + 1e6);
  const still = link(row(0, 0, 1e6, 0));
  assert.is(still.leaves(0, 125), Number.POSITIVE_INFINITY);
  assert.is(still.leaves(1, 125), Number.POSITIVE_INFINITY);
});

test('a shorter delay lets frames overtake on another route only', () => {
  const same = link(row(0, 0, 10e6, Number.POSITIVE_INFINITY), row(1e6, 0, 2e6, Number.POSITIVE_INFINITY));
  assert.equal([same.leaves(0, 98), same.leaves(1e6, 98), same.leaves(9e6, 98)], [10e6, 10e6, 11e6]);
  const other = link(row(0, 0, 10e6, Number.POSITIVE_INFINITY), row(1e6, 1, 2e6, Number.POSITIVE_INFINITY));
  assert.equal([other.leaves(0, 98), other.leaves(1e6, 98)], [10e6, 3e6]);
});

test('the closed form and the stages agree on any scenario, to the nanosecond of rounding', () => {
  const rows = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 1, max: 4e6 }),
        route: fc.integer({ min: 0, max: 2 }),
        delay: fc.integer({ min: 0, max: 5e6 }),
        rate: fc.constantFrom(0, 1e6, 3e6, 7_000_001, 1e9, Number.POSITIVE_INFINITY),
      }),
      { maxLength: 5 },
    )
    .map(parts => {
      let at = 0;
      const changes = parts.map(({ gap, route, delay, rate }) => row((at += gap), route, delay, rate));
      return [row(0, 0, 1e6, 5e6), ...changes, row(at + 50e6, 0, 1e6, 5e6)];
    });
  const reconfigurations = fc.record({
    delay: fc.constantFrom(0, 1, 300_000, 5e6).map(span => span as Nanos),
    mode: fc.constantFrom('gsl' as const, 'all' as const),
  });
  const frames = fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 2e6 }), length: fc.integer({ min: 60, max: 1514 }) }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(rows, reconfigurations, frames, (changes, reconfiguration, arrivals) => {
      const stage = { scenario: { rows: changes }, reconfiguration };
      const lab = new Lab({ ...stage, queue: { limit: 'none' } });
      const expected = new ExpectedLink(stage);
      let at = 0;
      const dues = arrivals.map(({ gap, length }) => {
        at += gap;
        lab.arrive(at, new Uint8Array(length));
        return expected.leaves(at, length);
      });
      lab.run();
      const left = [...lab.sent].sort((a, b) => a.id - b.id).map(sent => sent.at);
      assert.is(left.length, dues.length);
      for (const [i, due] of dues.entries()) assert.ok(Math.abs(due - left[i]!) <= 1, `${i}: ${due} and ${left[i]}`);
    }),
    { seed: 2026, numRuns: 300 },
  );
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Scenario, ScenarioRow } from '../../../core/scenario/scenario.js';
import { queueLimitBytes, ScenarioStepper } from '../../../core/scenario/stepper.js';
import { type BitRate, mbps, ms, type Nanos, s } from '../../../sdk/units.js';

const row = (at: number, route: number, delay = 20, rate = 10): ScenarioRow => ({
  at: ms(at),
  route,
  delay: ms(delay),
  rate: mbps(rate),
});
const three: Scenario = { rows: [row(0, 0), row(100, 1), row(250, 1)] };

test('the first row is in force before its own time', () => {
  const stepper = new ScenarioStepper({ rows: [row(5000, 3), row(6000, 4)] });
  assert.is(stepper.row.route, 3);
  assert.is(stepper.nextChangeAt, ms(6000));
  assert.is(stepper.at(0).route, 3);
});

test('advance walks the rows and stays at the last one for ever', () => {
  const stepper = new ScenarioStepper(three);
  assert.is(stepper.nextChangeAt, ms(100));
  assert.is(stepper.advance(), three.rows[1]);
  assert.is(stepper.nextChangeAt, ms(250));
  assert.is(stepper.advance(), three.rows[2]);
  assert.is(stepper.nextChangeAt, Number.POSITIVE_INFINITY);
  assert.is(stepper.advance(), three.rows[2]);
  assert.is(stepper.row, three.rows[2]);
});

test('a row is in force from its very instant', () => {
  const stepper = new ScenarioStepper(three);
  assert.is(stepper.at(ms(100) - 1), three.rows[0]);
  assert.is(stepper.at(ms(100)), three.rows[1]);
  assert.is(stepper.at(s(1000)), three.rows[2]);
});

test('at goes back as well, and advance continues from there', () => {
  const stepper = new ScenarioStepper(three);
  stepper.at(s(1));
  assert.is(stepper.at(ms(1)), three.rows[0]);
  assert.is(stepper.nextChangeAt, ms(100));
  assert.is(stepper.advance(), three.rows[1]);
});

test('a scenario of one row never changes', () => {
  const stepper = new ScenarioStepper({ rows: [row(0, 0)] });
  assert.is(stepper.nextChangeAt, Number.POSITIVE_INFINITY);
});

test('a scenario without rows is refused', () => {
  assert.throws(() => new ScenarioStepper({ rows: [] }), /at least one row/);
});

test('an auto queue holds the product of round trip and rate', () => {
  assert.is(queueLimitBytes(row(0, 0, 41, 80), 1), 820_000);
  assert.is(queueLimitBytes(row(0, 0, 41, 80), 1.5), 1_230_000);
  assert.is(queueLimitBytes(row(0, 0, 36.7, 101.5), 1), 931_262);
});

test('an auto queue loses no byte to the dust of its multiplier', () => {
  for (let tenths = 1; tenths <= 30; tenths++) {
    assert.is(queueLimitBytes(row(0, 0, 41, 80), tenths / 10), 82_000 * tenths, `${tenths} tenths`);
  }
});

test('an auto queue always holds one full-size frame', () => {
  assert.is(queueLimitBytes(row(0, 0, 0, 10), 1), 1514);
  assert.is(queueLimitBytes(row(0, 0, 20, 0), 1), 1514);
});

test('an auto queue of an infinitely fast link has no limit', () => {
  const fast = { at: 0 as Nanos, route: 0, delay: 0 as Nanos, rate: Number.POSITIVE_INFINITY as BitRate };
  assert.is(queueLimitBytes(fast, 1), Number.POSITIVE_INFINITY);
});

test.run();

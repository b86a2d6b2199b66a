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

const loop: Scenario = { ...three, end: { kind: 'loop', at: ms(300) } };

test('a loop begins again at its end, its first row in force from the start of each round', () => {
  const stepper = new ScenarioStepper({ ...loop, rows: [row(50, 7), ...loop.rows.slice(1)] });
  const seen: number[][] = [];
  for (let i = 0; i < 7; i++) {
    seen.push(
      [stepper.row.route, stepper.row.at, stepper.nextChangeAt].map((value, k) => (k > 0 ? value / 1e6 : value)),
    );
    stepper.advance();
  }
  assert.equal(seen, [
    [7, 50, 100],
    [1, 100, 250],
    [1, 250, 300],
    [7, 50, 400],
    [1, 100, 550],
    [1, 250, 600],
    [7, 50, 700],
  ]);
});

test('a time in a loop is found in its round, forwards and back', () => {
  const stepper = new ScenarioStepper(loop);
  const table: [at: number, index: number, next: number][] = [
    [ms(299), 2, ms(300)],
    [ms(300), 0, ms(400)],
    [ms(3e6) - 1, 2, ms(3e6)],
    [ms(3e6 + 100), 1, ms(3e6 + 250)],
    [ms(0), 0, ms(100)],
    // Near the end of numbers: no round is lost or gained.
    [ms(9e9) - 1, 2, ms(9e9)],
    [ms(9e9), 0, ms(9e9 + 100)],
  ];
  for (const [at, index, next] of table) {
    assert.is(stepper.at(at), loop.rows[index], `at ${at}`);
    assert.is(stepper.nextChangeAt, next, `next after ${at}`);
  }
});

test('walking a loop and looking times up agree', () => {
  const [walked, found] = [new ScenarioStepper(loop), new ScenarioStepper(loop)];
  for (let i = 0; i < 1000; i++) {
    const at = walked.nextChangeAt;
    assert.is(walked.advance(), found.at(at));
    assert.is(walked.nextChangeAt, found.nextChangeAt);
    assert.is.not(found.at(at - 1), walked.row);
  }
});

test('a loop of one row never changes, and neither does a table that ends', () => {
  const one: Scenario = { rows: [row(0, 0)], end: { kind: 'loop', at: ms(1) } };
  assert.is(new ScenarioStepper(one).nextChangeAt, Number.POSITIVE_INFINITY);
  const ends = new ScenarioStepper({ ...three, end: { kind: 'end', at: ms(300) } });
  assert.is(ends.at(ms(299)), three.rows[2]);
  assert.is(ends.nextChangeAt, Number.POSITIVE_INFINITY);
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

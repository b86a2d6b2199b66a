import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { linkTimeline, type Point, thinnedSteps } from '../../../core/report/timeline.js';
import { parseScenario } from '../../../core/scenario/parse-csv.js';
import type { Scenario, ScenarioRow } from '../../../core/scenario/scenario.js';
import { ScenarioStepper } from '../../../core/scenario/stepper.js';
import { Lab } from '../stage/lab.js';

const ROWS = 100_000;
const EVERY_MS = 100;
const cells = (i: number): string => `${i * EVERY_MS},${Math.floor(i / 50)},${20 + (i % 500) / 1000},${50 + (i % 900)}`;
const TABLE = `Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n${Array.from({ length: ROWS }, (_, i) => cells(i)).join('\n')}\n`;
const expected = (i: number): ScenarioRow => {
  const rate = (50 + (i % 900)) * 1e6;
  return { at: i * EVERY_MS * 1e6, route: Math.floor(i / 50), delay: 20e6 + (i % 500) * 1e3, rate } as ScenarioRow;
};
const parsed = parseScenario(TABLE, 'large.csv').scenario!.up;

/** The scenario, and how many of its rows have been looked at since. */
const counted = ({ rows }: Scenario): { scenario: Scenario; looks: () => number } => {
  let looks = 0;
  const watched = new Proxy(rows, {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  return { scenario: { rows: watched }, looks: () => looks };
};

test('a table of 100 000 rows has the right row in force at any time', () => {
  assert.is(parsed.rows.length, ROWS);
  const stepper = new ScenarioStepper(parsed);
  const instants: [at: number, row: number][] = [
    [0, 0],
    [99_999_999, 0],
    [100e6, 1],
    [4_999_999_999, 49],
    [5e9, 50],
    [1234.5e9, 12_345],
    [9_999.9e9 - 1, 99_998],
    [9_999.9e9, 99_999],
    [1e15, 99_999],
    [77.7e9, 777],
  ];
  for (const [at, row] of instants) assert.equal(stepper.at(at), expected(row), `at ${at}`);
});

test('walking 100 000 rows gives each of them once, in order', () => {
  const stepper = new ScenarioStepper(parsed);
  let row = stepper.row;
  for (let i = 0; i < ROWS; i++) {
    // The row itself, not a copy: nothing is made on the way.
    assert.is(row, parsed.rows[i]);
    row = stepper.advance();
  }
  assert.is(stepper.nextChangeAt, Number.POSITIVE_INFINITY);
});

test('a step of the walk looks at no more rows in a long table than in a short one', () => {
  const looksOf = (scenario: Scenario): number => {
    const { scenario: watched, looks } = counted(scenario);
    const stepper = new ScenarioStepper(watched);
    const before = looks();
    for (let i = 0; i < 4; i++) stepper.advance();
    return looks() - before;
  };
  assert.is(looksOf(parsed), looksOf({ rows: parsed.rows.slice(0, 6) }));
});

test('finding a time halves the table: 17 rows of 100 000 are looked at', () => {
  const { scenario, looks } = counted(parsed);
  const stepper = new ScenarioStepper(scenario);
  const before = looks();
  stepper.at(7_777e9);
  // Two more: the row found and the time of the next one.
  assert.ok(looks() - before <= 17 + 2, `${looks() - before}`);
});

test('a frame looks at no row of the table, however long that is', () => {
  const { scenario, looks } = counted(parsed);
  const lab = new Lab({ scenario });
  lab.run(1e9);
  const before = looks();
  for (let i = 0; i < 400; i++) lab.arrive(1e9 + i * 15e4);
  lab.run(1.09e9);
  assert.is(lab.sent.length, 400);
  assert.is(looks(), before);
  // Both directions move on by one row, and look at the time of the one after it.
  lab.run(1.1e9);
  assert.is(looks() - before, 4);
});

test('a picture of ten seconds looks at the rows of ten seconds', () => {
  const { scenario, looks } = counted(parsed);
  const { panels } = linkTimeline({ title: 't', duration: 10e9, forth: scenario, back: scenario });
  assert.is(panels[0]?.series[0]?.points.length, 101);
  assert.is(panels[1]?.series[0]?.points.length, 101);
  assert.ok(looks() < 1000, `${looks()}`);
});

test('a picture of the whole table looks at each row a few times', () => {
  const { scenario, looks } = counted(parsed);
  const { panels } = linkTimeline({ title: 't', duration: ROWS * EVERY_MS * 1e6, forth: scenario, back: scenario });
  assert.is(panels[1]?.series[0]?.points.length, ROWS + 1);
  assert.ok(looks() < 10 * ROWS, `${looks()}`);
});

test('a line of 100 000 steps is thinned to what the columns of a picture can show', () => {
  const points: Point[] = parsed.rows.map(({ at, rate }, i) => ({ x: at / 1e9, y: i === 51_234 ? 7e9 : rate }));
  const seconds = (ROWS * EVERY_MS) / 1e3;
  const kept = thinnedSteps(points, seconds, 500);
  assert.ok(kept.length <= 3 * 500, `${kept.length}`);
  assert.ok(kept.includes(points[51_234]!));
  // What a column ends with is what the next one begins with.
  for (let column = 1; column <= 500; column++) {
    const last = points[(column * ROWS) / 500 - 1]!;
    assert.is(
      kept.findLast(({ x }) => x <= last.x),
      last,
    );
  }
});

test('a fault in the last of 100 000 rows has its place', () => {
  const { faults } = parseScenario(`${TABLE}\n# the end\n10000000,1,-5,3\n`, 'large.csv');
  assert.equal(faults, [
    { file: 'large.csv', line: 100_004, column: 12, message: "Delay[ms]: cannot be negative, found '-5'" },
  ]);
});

test.run();

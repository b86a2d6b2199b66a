import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { greatestOf, linkTimeline, type Point, thinned, thinnedSteps } from '../../../core/report/timeline.js';
import type { Scenario, ScenarioRow } from '../../../core/scenario/scenario.js';
import type { Nanos } from '../../../sdk/units.js';

const scenario = (...rows: [at: number, rate: number, delay: number][]): Scenario => ({
  rows: rows.map(([at, rate, delay]) => ({ at, route: 0, rate, delay }) as ScenarioRow),
});
const pairs = (points: readonly Point[] | undefined): number[][] => (points ?? []).map(({ x, y }) => [x, y]);

test('a loop is drawn round after round, from when its clock started', () => {
  const loop: Scenario = { ...scenario([0, 1e6, 1e6], [1e9, 2e6, 2e6]), end: { kind: 'loop', at: 2e9 as Nanos } };
  const draw = (scenarioAt: number) =>
    linkTimeline({ title: 't', duration: 4e9, scenarioAt, forth: loop, back: scenario([0, 1e6, 5e6]) }).panels.map(
      ({ series }) => pairs(series[0]?.points),
    );
  assert.equal(draw(500e6), [
    [
      [0, 1],
      [1.5, 2],
      [2.5, 1],
      [3.5, 2],
      [4, 2],
    ],
    [
      [0, 6],
      [1.5, 7],
      [2.5, 6],
      [3.5, 7],
      [4, 7],
    ],
  ]);
  assert.equal(draw(Number.POSITIVE_INFINITY)[0], [
    [0, 1],
    [4, 1],
  ]);
});

test('a scenario is drawn in the units of its size, held until the end', () => {
  const forth = scenario([0, 10e6, 20e6], [2e9, 5e6, 30e6], [9e9, 1e6, 1e6]);
  const { seconds, panels } = linkTimeline({ title: 't', duration: 4e9, forth, back: scenario([0, 1e6, 20e6]) });
  assert.is(seconds, 4);
  assert.equal(
    panels.map(({ title, unit }) => `${title} [${unit}]`),
    ['Throughput [Mbit/s]', 'Round-trip time [ms]'],
  );
  assert.equal(pairs(panels[0]?.series[0]?.points), [
    [0, 10],
    [2, 5],
    [4, 5],
  ]);
  assert.equal(pairs(panels[1]?.series[0]?.points), [
    [0, 40],
    [2, 50],
    [4, 50],
  ]);
});

test('the round-trip time of a scenario changes when either direction does', () => {
  const { panels } = linkTimeline({
    title: 't',
    duration: 3e9,
    forth: scenario([0, 1e6, 10e6], [1e9, 1e6, 20e6]),
    back: scenario([0, 1e6, 5e6], [2e9, 1e6, 50e6]),
  });
  assert.equal(pairs(panels[1]?.series[0]?.points), [
    [0, 15],
    [1, 25],
    [2, 70],
    [3, 70],
  ]);
});

test('the first row is drawn from the start, whatever its time', () => {
  const late = scenario([3e9, 8e6, 20e6], [4e9, 4e6, 30e6]);
  const { panels } = linkTimeline({ title: 't', duration: 5e9, forth: late, back: late });
  assert.equal(pairs(panels[0]?.series[0]?.points), [
    [0, 8],
    [4, 4],
    [5, 4],
  ]);
  assert.equal(pairs(panels[1]?.series[0]?.points), [
    [0, 40],
    [4, 60],
    [5, 60],
  ]);
});

test('a rate without limit is a gap and leaves the axis to what was measured', () => {
  const { panels } = linkTimeline({
    title: 't',
    duration: 2e9,
    forth: scenario([0, Number.POSITIVE_INFINITY, 0]),
    back: scenario([0, 1e6, 0]),
    throughput: [{ at: 1e9, value: 250_000 }],
  });
  assert.is(panels[0]?.unit, 'kbit/s');
  assert.ok(panels[0]?.series[0]?.points.every(({ y }) => Number.isNaN(y)));
  assert.equal(pairs(panels[0]?.series[1]?.points), [[1, 250]]);
});

test('what was not measured has no line and no mark', () => {
  const still = scenario([0, 1e6, 1e6]);
  const bare = linkTimeline({ title: 't', duration: 1e9, forth: still, back: still, rtt: [], drops: [] });
  assert.equal(
    bare.panels.map(panel => panel.series.length),
    [1, 1],
  );
  assert.is(bare.panels[0]?.marks, undefined);
  const full = linkTimeline({
    title: 't',
    duration: 1e9,
    forth: still,
    back: still,
    rtt: [{ at: 5e8, value: 3e6 }],
    queue: [{ at: 5e8, value: 1e6 }],
    drops: [25e7],
  });
  assert.equal(
    full.panels[1]?.series.map(one => one.role),
    ['scenario', 'aside', 'measured'],
  );
  assert.equal(full.panels[0]?.marks, { name: 'drops', times: [0.25] });
});

test('the greatest value of a panel passes over gaps and is 1 where nothing is above 0', () => {
  const series = (...ys: number[]) =>
    ({ name: 's', role: 'measured', shape: 'line', points: ys.map((y, x) => ({ x, y })) }) as const;
  assert.is(greatestOf([series(1, Number.NaN, 7), series(3)]), 7);
  assert.is(greatestOf([series(0, Number.NaN)]), 1);
  assert.is(greatestOf([]), 1);
});

test('thinning keeps the least and the greatest value, the order, and real points only', () => {
  const ys = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(ys, fc.integer({ min: 2, max: 100 }), (values, most) => {
      const points = values.map((y, x) => ({ x, y }));
      const kept = thinned(points, most);
      assert.ok(kept.length <= Math.max(most, 2), `${kept.length} of ${most}`);
      assert.ok(kept.every((point, i) => points[point.x] === point && (i === 0 || point.x > kept[i - 1]!.x)));
      const drawn = kept.map(({ y }) => y);
      assert.is(Math.max(...drawn), Math.max(...values));
      assert.is(Math.min(...drawn), Math.min(...values));
    }),
    { seed: 20260103, numRuns: 300 },
  );
});

test('thinning keeps a break in a line, and the extremes of the stretch around it', () => {
  const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x === 500 ? Number.NaN : x === 499 ? -7 : x }));
  const kept = thinned(points, 40);
  assert.is(kept.filter(({ y }) => Number.isNaN(y)).length, 1);
  assert.ok(kept.some(({ y }) => y === -7));
});

test('thinned steps keep what each column of a picture shows: its extremes, its breaks and its last value', () => {
  const ys = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(Number.NaN)), { minLength: 1 });
  const of = (points: readonly Point[], column: number): number[] =>
    points.filter(({ x }) => Math.floor(x) === column).map(({ y }) => y);
  const finite = (values: readonly number[]): number[] => values.filter(y => !Number.isNaN(y));
  fc.assert(
    fc.property(ys, fc.integer({ min: 1, max: 20 }), (values, columns) => {
      // Crowded at the start, sparse towards the end.
      const points = values.map((y, i) => ({ x: (i / values.length) ** 2 * columns, y }));
      const kept = thinnedSteps(points, columns, columns);
      assert.ok(kept.length <= Math.max(4 * columns, points.length > columns ? 0 : points.length), `${kept.length}`);
      assert.ok(kept.every((point, i) => points.includes(point) && (i === 0 || point.x > kept[i - 1]!.x)));
      for (let column = 0; column < columns; column++) {
        const [all, few] = [of(points, column), of(kept, column)];
        assert.is(Math.max(...finite(few)), Math.max(...finite(all)));
        assert.is(Math.min(...finite(few)), Math.min(...finite(all)));
        assert.is(few.some(Number.isNaN), all.some(Number.isNaN));
        assert.ok(Object.is(few.at(-1), all.at(-1)));
      }
    }),
    { seed: 20260104, numRuns: 300 },
  );
});

test.run();

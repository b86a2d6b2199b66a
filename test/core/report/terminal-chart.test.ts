import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnMeans, terminalChart } from '../../../core/report/terminal-chart.js';
import type { Series, Timeline } from '../../../core/report/timeline.js';

const ESCAPE = String.fromCharCode(27);

const steps = (...points: readonly (readonly [number, number])[]): Series => ({
  name: 'scenario',
  role: 'scenario',
  shape: 'step',
  points: points.map(([x, y]) => ({ x, y })),
});
const line = (...values: readonly number[]): Series => ({
  name: 'achieved',
  role: 'measured',
  shape: 'line',
  points: values.map((y, x) => ({ x, y })),
});

const timeline: Timeline = {
  title: 'unused',
  seconds: 24,
  panels: [
    {
      title: 'Throughput',
      unit: 'Mbit/s',
      series: [steps([0, 10], [12, 5]), line(...Array.from({ length: 24 }, (_, i) => (i < 12 ? 0 : 5)))],
      marks: { name: 'drops', times: [0.5, 23.9] },
    },
  ],
};

test('draws a panel to scale, measured values before the scenario', () => {
  assert.is(
    terminalChart(timeline, { width: 10, colour: false }),
    `Throughput [Mbit/s]   - scenario   o achieved   ^ drops
    10 |------------
       |
       |
       |
       |
     5 |            oooooooooooo
       |
       |
       |
       |
     0 |oooooooooooo
       |^                      ^
       +------------------------
        0   4   8   12  16  24 s
`,
  );
});

test('is never wider than asked for, and no line has colours unless wanted', () => {
  for (const width of [40, 80, 200]) {
    const text = terminalChart(timeline, { width, colour: false });
    for (const row of text.split('\n').slice(1)) assert.ok(row.length <= width, row);
    assert.not.ok(text.includes(ESCAPE));
  }
  assert.ok(terminalChart(timeline, { width: 80, colour: true }).includes(ESCAPE));
});

test('a step holds its value, and a line without points in a column leaves it empty', () => {
  assert.equal(columnMeans(steps([0, 1], [2, 3]), 4, 4), [1, 1, 3, 3]);
  const means = columnMeans(
    {
      ...line(),
      points: [
        { x: 0.2, y: 1 },
        { x: 0.4, y: 3 },
        { x: 3.5, y: 7 },
      ],
    },
    4,
    4,
  );
  assert.equal(means, [2, Number.NaN, Number.NaN, 7]);
});

test('draws a panel of nothing', () => {
  const empty: Timeline = { title: '', seconds: 1, panels: [{ title: 'T', unit: 's', series: [line()] }] };
  assert.match(terminalChart(empty, { width: 40, colour: false }), /T \[s\]/);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import { scenarioTimeline, timelineJson } from '../../../core/report/scenario-timeline.js';
import { terminalChart } from '../../../core/report/terminal-chart.js';
import type { Panel, Series } from '../../../core/report/timeline.js';
import { pngOf, timelineSpec, timelineSvg } from '../../../core/report/timeline-chart.js';
import { parseScenario } from '../../../core/scenario/parse-csv.js';

const FOUR = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]';
const stagesOf = (table: string, effects: EffectsPlan = {}) => {
  const { up, down } = parseScenario(table, 'x.csv').scenario!;
  return [
    { direction: 'up', scenario: up, effects },
    { direction: 'down', scenario: down, effects },
  ] as const;
};
const pairs = ({ points }: Series): number[][] => points.map(({ x, y }) => [x, y]);
const titles = (panels: readonly Panel[]): string[] =>
  panels.map(({ title, unit, series }) => `${title} [${unit}]: ${series.map(({ name }) => name).join(', ')}`);

const TWO = `${FOUR},Jitter[ms],Loss[%],Direction
0,0,41,80,5,0,down
0,0,41,8,5,0.5,up
11000,0,41,80.2,,,down
23000,1,37,100,,1,both
40000,1,36,101.5,40,,both
60000,loop
`;

test("phantomlink's columns give rate, delay and route, one line for both directions", () => {
  const { title, seconds, panels } = scenarioTimeline('leo.csv', stagesOf(`${FOUR}\n500,0,41,80\n10000,1,36.5,0\n`));
  assert.is(title, 'leo.csv');
  // A tenth more than the table, so that its last row is seen.
  assert.is(seconds, 11);
  assert.equal(titles(panels), [
    'Rate [Mbit/s]: both directions',
    'Delay [ms]: both directions',
    'Route [ID]: both directions',
  ]);
  assert.equal(
    panels.map(({ series }) => pairs(series[0]!)),
    [
      // The first row is in force from the start.
      [
        [0, 80],
        [10, 0],
        [11, 0],
      ],
      [
        [0, 41],
        [10, 36.5],
        [11, 36.5],
      ],
      [
        [0, 0],
        [10, 1],
        [11, 1],
      ],
    ],
  );
});

test('directions that differ have lines of their own, where they do', () => {
  const { seconds, panels } = scenarioTimeline('x', stagesOf(TWO));
  assert.is(seconds, 60);
  assert.equal(titles(panels), [
    'Rate [Mbit/s]: up, down',
    'Delay [ms]: both directions ± jitter',
    'Loss [%]: up, down',
    'Route [ID]: both directions',
  ]);
  const [rate, delay, loss] = panels;
  assert.equal(pairs(rate!.series[0]!), [
    [0, 8],
    [23, 100],
    [40, 101.5],
    [60, 101.5],
  ]);
  assert.equal(pairs(rate!.series[1]!), [
    [0, 80],
    [11, 80.2],
    [23, 100],
    [40, 101.5],
    [60, 101.5],
  ]);
  assert.equal(pairs(loss!.series[1]!), [
    [0, 0],
    [11, 0],
    [23, 1],
    [40, 1],
    [60, 1],
  ]);
  assert.equal(delay!.series[0]!.band, [
    { x: 0, low: 36, high: 46 },
    { x: 23, low: 32, high: 42 },
    // No delay is below 0.
    { x: 40, low: 0, high: 76 },
    { x: 60, low: 0, high: 76 },
  ]);
});

test('a loop is drawn as often as the duration has it', () => {
  const { seconds, panels } = scenarioTimeline('x', stagesOf(`${FOUR}\n0,0,1,1\n500,0,2,1\n1000,loop\n`), 2.2e9);
  assert.is(seconds, 2.2);
  assert.equal(pairs(panels[1]!.series[0]!), [
    [0, 1],
    [0.5, 2],
    [1, 1],
    [1.5, 2],
    [2, 1],
    [2.2, 1],
  ]);
});

test('what the plan says is drawn where the table is silent', () => {
  const effects: EffectsPlan = {
    loss: { model: 'gilbert-elliott', p: 0.01, r: 0.03, badLoss: 0.8, goodLoss: 0, ecn: false },
    jitter: { span: 2e6, correlation: 0, distribution: 'normal', shape: 0, order: 'keep' },
  };
  const { panels } = scenarioTimeline(
    'x',
    stagesOf(`${FOUR},Loss[%]\n0,0,5,1,\n500,0,5,1,7\n1000,0,5,1,plan\n`, effects),
  );
  assert.equal(pairs(panels[2]!.series[0]!), [
    [0, 20],
    [0.5, 7],
    [1, 20],
    [1.1, 20],
  ]);
  assert.equal(panels[1]!.series[0]!.band![0], { x: 0, low: 3, high: 7 });
});

test('what is unlimited is a gap, and said', () => {
  const rate = (rows: string) => scenarioTimeline('x', stagesOf(`${FOUR}\n${rows}`)).panels[0]!.series[0]!;
  assert.is(rate('0,0,1,unlimited\n').name, 'both directions: unlimited');
  const some = rate('0,0,1,5\n1000,0,1,unlimited\n');
  assert.is(some.name, 'both directions (gaps: unlimited)');
  assert.equal(
    some.points.map(({ y }) => y),
    [5, Number.NaN, Number.NaN],
  );
});

test('other columns of a table have panels of their own', () => {
  const table = `${FOUR},Duplicate[%],BER,MTU[B],Queue[B]\n0,0,1,1,2,1e-6,1280,64000\n`;
  const { panels } = scenarioTimeline('x', stagesOf(table));
  assert.equal(
    panels.slice(2).map(({ title, unit, series }) => [`${title} [${unit}]`, series[0]!.points[0]!.y]),
    [
      ['Duplicates [%]', 2],
      ['Bit errors [in 10^6]', 1],
      ['MTU [B]', 1280],
      ['Queue limit [kB]', 64],
    ],
  );
});

test('a trace of delivery times is drawn as the rate that it gives, round after round', () => {
  // 2 opportunities of 1500 B in 10 ms, then 10 ms without: 2.4 Mbit/s, then nothing.
  const trace = { model: 'trace', stamps: [5e6, 9e6, 20e6], loop: true, opportunity: 1500, overhead: -14 } as const;
  const stages = stagesOf(`${FOUR}\n0,0,1,unlimited\n`, { pacing: trace });
  const [series] = scenarioTimeline('x', stages, 40e6).panels[0]!.series;
  const delivered = (from: number, to: number): number =>
    series!.points.filter(({ x }) => x >= from && x < to).reduce((sum, { y }) => sum + y, 0);
  // 200 steps in 40 ms: of one opportunity each where there is one, 12 kbit in 0.2 ms.
  assert.is(series!.points.length, 201);
  assert.ok(Math.abs(delivered(0, 0.019999) - 2 * 60) < 1e-9);
  assert.ok(Math.abs(delivered(0.02, 0.04) - 3 * 60) < 1e-9);
  assert.is(scenarioTimeline('x', stages).seconds, 0.02);
});

test('the JSON has null for what is unlimited', () => {
  const json = JSON.parse(timelineJson(scenarioTimeline('x', stagesOf(`${FOUR}\n0,0,1,unlimited\n`)))) as {
    panels: { series: { points: unknown[] }[] }[];
  };
  assert.equal(json.panels[0]!.series[0]!.points, [
    { x: 0, y: null },
    { x: 1, y: null },
  ]);
});

test('the specification of the picture holds the data, bands behind lines, the way down dashed', () => {
  const spec = timelineSpec(scenarioTimeline('x', stagesOf(TWO))) as unknown as {
    vconcat: { layer: { mark: { type: string; strokeDash?: number[] }; data: { values: object[] } }[] }[];
  };
  assert.equal(
    spec.vconcat.map(({ layer }) => layer.map(({ mark }) => mark.type + (mark.strokeDash ? ' dashed' : ''))),
    [['line', 'line dashed'], ['area', 'line'], ['line', 'line dashed'], ['line']],
  );
  assert.equal(spec.vconcat[0]!.layer[0]!.data.values[0], { x: 0, y: 8, series: 'up' });
  assert.equal(spec.vconcat[1]!.layer[0]!.data.values[2], {
    x: 40,
    low: 0,
    high: 76,
    series: 'both directions ± jitter',
  });
});

test('the picture is an SVG, and a PNG where there are fonts', async () => {
  const svg = await timelineSvg(scenarioTimeline('leo.csv', stagesOf(TWO)));
  for (const text of ['leo.csv', 'Rate [Mbit/s]', 'Delay [ms]', 'Loss [%]', 'Route [ID]', 'up', 'down']) {
    assert.ok(svg.includes(`>${text}</text>`), text);
  }
  const png = await pngOf(svg);
  if (png !== undefined) assert.equal([...png.slice(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
});

test('the terminal shows it in plain signs', () => {
  const { panels, ...rest } = scenarioTimeline('x', stagesOf(TWO));
  assert.is(
    terminalChart({ ...rest, panels: panels.slice(0, 2) }, { width: 45, colour: false }),
    `Rate [Mbit/s]   o up   . down
   120 |
       |
       |             ooooooooooooooooooooooo
       |.............
       |
    60 |
       |
       |
       |
       |ooooooooooooo
     0 |

Delay [ms]   o both directions ± jitter
    80 |                        ::::::::::::
       |                        ::::::::::::
       |                        ::::::::::::
       |                        ::::::::::::
       |:::::::::::::           ::::::::::::
    40 |oooooooooooooooooooooooooooooooooooo
       |             :::::::::::::::::::::::
       |                        ::::::::::::
       |                        ::::::::::::
       |                        ::::::::::::
     0 |                        ::::::::::::
       +------------------------------------
        0     10    20    30    40      60 s
`,
  );
});

test('a table of 100 000 rows makes a picture no larger than its columns can show', () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, i) => `${i * 100},${i % 7},${20 + (i % 50) / 10},${i % 90},${i % 3}`,
  );
  const timeline = scenarioTimeline('x', stagesOf(`${FOUR},Jitter[ms]\n${rows.join('\n')}\n`));
  assert.is(timeline.panels[0]!.series[0]!.points.length, 100_001);
  const spec = timelineSpec(timeline) as unknown as { vconcat: { layer: { data: { values: unknown[] } }[] }[] };
  for (const { layer } of spec.vconcat) for (const { data } of layer) assert.ok(data.values.length < 4 * 760);
  assert.ok(terminalChart(timeline, { width: 80, colour: false }).split('\n').length < 60);
});

test('stages of a graph are told by their names, those that do the same by one line', () => {
  const [fast] = stagesOf(`${FOUR}\n0,0,5,20\n`);
  const [slow] = stagesOf(`${FOUR}\n0,0,50,20\n`);
  const { panels } = scenarioTimeline('mesh', [fast, fast, slow, fast, fast], 1e9, [
    'access',
    'fibre',
    'satellite',
    'home',
    'core',
  ]);
  assert.equal(titles(panels), ['Rate [Mbit/s]: all stages', 'Delay [ms]: access, fibre, home and 1 more, satellite']);
  assert.equal(
    panels[1]!.series.map(each => [each.role, ...pairs(each)[0]!]),
    [
      ['stage', 0, 5],
      ['stage', 0, 50],
    ],
  );
  const drawn = terminalChart({ title: 'mesh', seconds: 1, panels: [panels[1]!] }, { width: 40, colour: false });
  assert.match(drawn, /^Delay \[ms\] {3}a access, fibre, home and 1 more {3}b satellite\n/);
  assert.match(drawn, /\|b+\n/);
  assert.match(drawn, /\|a+\n/);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunRecord, SAMPLE_EVERY } from '../../../core/report/run-record.js';
import { STAGES_MOST, stagesTimeline } from '../../../core/report/stages-timeline.js';
import { METER, METER_LENGTH } from '../../../core/stage/stage-meter.js';
import { exitAt, graphPlan, portOf, stageOf, topologyOf } from '../stage/graph-lab.js';

const samples = (name: string, rate: number, drops: readonly number[] = []) => ({
  name,
  throughput: [1, 2].map(at => ({ at: at * 1e9, value: rate })),
  queue: [1, 2].map(at => ({ at: at * 1e9, value: 3e6 })),
  drops,
});

test('each stage of a graph has a line of what left it and one of how long frames waited', () => {
  const { panels, seconds } = stagesTimeline('t', 2e9, [samples('a', 4e6), samples('b', 2e6, [5e8])]);
  assert.is(seconds, 2);
  assert.equal(
    panels.map(({ title, unit, series }) => [title, unit, series.map(({ name, points }) => [name, points[0]!.y])]),
    [
      [
        'Throughput',
        'Mbit/s',
        [
          ['a', 4],
          ['b', 2],
        ],
      ],
      [
        'Waiting time',
        'ms',
        [
          ['a', 3],
          ['b', 3],
        ],
      ],
    ],
  );
  assert.equal(panels[0]!.marks, { name: 'drops', times: [0.5] });
});

test('of many stages those that carried most are shown, in the order of the plan', () => {
  const stages = Array.from({ length: 9 }, (_, i) => samples(`s${i}`, i === 0 ? 1e9 : i * 1e6));
  const shown = stagesTimeline('t', 2e9, stages).panels[0]!.series.map(({ name }) => name);
  assert.is(shown.length, STAGES_MOST);
  assert.equal(shown, ['s0', 's4', 's5', 's6', 's7', 's8']);
});

test('a run of a graph is drawn from its meters', () => {
  const names = ['x', 'y', 'z'];
  const record = new RunRecord(
    graphPlan({
      stages: names.map(name => stageOf(name)),
      ports: [portOf('a', 0, 't'), portOf('b', 1)],
      topologies: [
        topologyOf(
          't',
          ['in', 'out'],
          names.map(name => [name, 'in', 'out']),
          { out: exitAt('b') },
        ),
      ],
    }),
  );
  for (let i = 0; i < 4; i++) {
    const meters = new Float64Array(3 * METER_LENGTH);
    meters[METER_LENGTH + METER.bytesOut] = i * 12_500;
    meters[METER_LENGTH + METER.rate] = 8e6;
    meters[METER_LENGTH + METER.queueBytes] = 1000;
    record.sample(i * SAMPLE_EVERY, meters);
  }
  const [throughput, waiting] = record.timeline('t')!.panels;
  assert.equal(
    throughput!.series[1]!.points.map(({ y }) => y),
    [1, 1, 1],
  );
  assert.equal(
    waiting!.series[1]!.points.map(({ y }) => y),
    [1, 1, 1],
  );
});

test.run();

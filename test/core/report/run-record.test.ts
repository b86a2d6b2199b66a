import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import { RunRecord, SAMPLE_EVERY } from '../../../core/report/run-record.js';
import { METER, METER_LENGTH } from '../../../core/stage/stage-meter.js';
import { mbps, ms } from '../../../sdk/units.js';

const scenario = {
  rows: [
    { at: ms(0), route: 0, delay: ms(10), rate: mbps(10) },
    { at: ms(200), route: 0, delay: ms(5), rate: mbps(20) },
  ],
};

/** The steps of the scenario's rate in the picture of a second, as `SECONDS MBIT/S`. */
const ratesOf = (scenarioAt: number): string[] => {
  const record = new RunRecord(planOfScenario(scenario));
  for (let i = 0; i <= 10; i++) record.sample(i * SAMPLE_EVERY, new Float64Array(2 * METER_LENGTH));
  record.scenarioAt = scenarioAt;
  const { panels, seconds } = record.timeline('t')!;
  assert.is(seconds, 1);
  const asked = panels[0]!.series.find(({ role }) => role === 'scenario')!;
  return asked.points.map(({ x, y }) => `${x} ${y}`);
};

test('the picture has the scenario where it came into force: behind the start of its clock', () => {
  assert.equal(ratesOf(0), ['0 10', '0.2 20', '1 20']);
  assert.equal(ratesOf(300e6), ['0 10', '0.5 20', '1 20']);
  assert.equal(ratesOf(Number.POSITIVE_INFINITY), ['0 10', '1 10']);
});

test('once something was set from outside, the picture has what the link was', () => {
  const record = new RunRecord(planOfScenario(scenario));
  record.followMeters = true;
  for (let i = 0; i <= 10; i++) {
    const meters = new Float64Array(2 * METER_LENGTH);
    for (const stage of [0, 1]) meters[stage * METER_LENGTH + METER.rate] = i < 4 ? 8e6 : 2e6;
    record.sample(i * SAMPLE_EVERY, meters);
  }
  const asked = record.timeline('t')!.panels[0]!.series.find(({ role }) => role === 'scenario')!;
  assert.equal(
    asked.points.map(({ x, y }) => `${x} ${y}`),
    ['0 8', '0.4 2', '1 2'],
  );
});

test('samples of one instant are one, the last, so that no rate is over no time', () => {
  const record = new RunRecord(planOfScenario(scenario));
  for (const [at, bytes] of [
    [0, 0],
    [100e6, 1000],
    [100e6, 1000],
    [100e6, 1500],
    [300e6, 2000],
  ] as const) {
    const meters = new Float64Array(2 * METER_LENGTH);
    meters[METER.bytesOut] = bytes;
    record.sample(at, meters);
  }
  const cells = record.csv().trimEnd().split('\n').slice(1);
  assert.equal(
    cells.map(line => line.split(',')).map(([time, , , , throughput]) => [time, throughput]),
    [
      ['0', ''],
      ['100', '120000'],
      ['300', '20000'],
    ],
  );
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { progressLine } from '../../../core/cli/progress-line.js';
import type { Plan } from '../../../core/plan/plan.js';
import { Histogram } from '../../../core/report/histogram.js';
import { METER, METER_LENGTH } from '../../../core/stage/stage-meter.js';
import { graphPlan, stageOf } from '../stage/graph-lab.js';
import { fakeTerminal } from './fake-terminal.js';

const planOf = (stages: number): Plan =>
  graphPlan({ stages: Array.from({ length: stages }, (_, i) => stageOf(`s${i}`)), ports: [], topologies: [] });

/** What is shown after a second in which stage i sent so many bytes. */
const shown = (bytes: readonly number[]): string => {
  const terminal = fakeTerminal();
  const meters = new Float64Array(bytes.length * METER_LENGTH);
  bytes.forEach((sent, i) => {
    meters[i * METER_LENGTH + METER.bytesOut] = sent;
    meters[i * METER_LENGTH + METER.rate] = 8e6;
  });
  progressLine(terminal, planOf(bytes.length)).watcher.onProgress({
    at: 1e9,
    meters,
    lateness: new Histogram(),
    kernelDrops: 0,
  });
  return terminal.said.err;
};

test('of a link both directions are shown, with their achieved rates', () => {
  assert.is(shown([125_000, 0]), '1.0 s | s0 1 Mbit/s of 8 Mbit/s | s1 0 bit/s of 8 Mbit/s\n');
});

test('of a graph the stages that carry most are shown, in the order of the plan, and how many more there are', () => {
  assert.is(
    shown([0, 250_000, 1250, 500_000, 125_000]),
    '1.0 s | s1 2 Mbit/s of 8 Mbit/s | s3 4 Mbit/s of 8 Mbit/s | s4 1 Mbit/s of 8 Mbit/s | 2 more\n',
  );
});

test.run();

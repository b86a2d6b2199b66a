import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cpuShares, parseCpu, sampleCpu } from '../../../core/report/steal.js';

const stat = (line: string, running: number): string =>
  `cpu  ${line}\ncpu0 1 2 3 4 5 6 7 8 9 0\ncpu1 1 2 3 4 5 6 7 8 9 0\nintr 5 0\nctxt 9\nprocs_running ${running}\nprocs_blocked 0\n`;

test('the share that the host took away is that of all ticks between two samples', () => {
  const from = parseCpu(stat('100 0 50 800 50 0 0 10 99 0', 1));
  const to = parseCpu(stat('140 0 60 840 50 0 0 20 99 0', 3));
  assert.equal(cpuShares(from, to), { steal: 0.1, idle: 0.4, runnablePerCpu: 1.5 });
});

test('guest time is not counted twice, and old kernels without a column for steal have none', () => {
  assert.is(parseCpu(stat('1 2 3 4 5 6 7 8 1000 1000', 1))?.total, 36);
  assert.is(parseCpu(stat('1 2 3 4', 1))?.steal, 0);
});

test('an idle time that goes down, as the kernel allows, is no negative share', () => {
  const from = parseCpu(stat('100 0 0 100 50 0 0 0', 1));
  const to = parseCpu(stat('200 0 0 100 40 0 0 0', 1));
  assert.is(cpuShares(from, to)?.idle, 0);
});

test('without a sample, without a tick between two, or with another text there is nothing to say', () => {
  const one = parseCpu(stat('1 0 0 1', 1));
  assert.is(cpuShares(undefined, one), undefined);
  assert.is(cpuShares(one, one), undefined);
  assert.is(parseCpu('Darwin'), undefined);
});

test('this system is sampled if it has /proc/stat', () => {
  assert.is(sampleCpu() !== undefined, existsSync('/proc/stat'));
});

test.run();

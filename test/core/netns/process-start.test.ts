import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isAlive,
  isDead,
  isElsewhere,
  markProcess,
  ownPidNamespace,
  startOf,
  startTime,
} from '../../../core/netns/process-start.js';

const stat = (name: string, state: string): string =>
  `42 (${name}) ${state} 1 42 42 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 1277019 2596864 240 18446744073709551615`;

test('reads the start time, whatever the name of the process is', () => {
  assert.is(startOf(stat('sleep', 'S')), '1277019');
  assert.is(startOf(stat('a) Z 1 (b', 'R')), '1277019');
});

test('takes a process that waits for nothing but to be forgotten for a dead one', () => {
  assert.is(startOf(stat('sleep', 'Z')), undefined);
  assert.is(startOf(stat('sleep', 'X')), undefined);
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('tells a process from another one that had its number, and from none', async () => {
  const own = markProcess();
  assert.is(own.pid, process.pid);
  assert.ok(isAlive(own));
  assert.not(isAlive({ ...own, startedAt: '1' }));
  const child = spawn('sleep', ['100']);
  const mark = markProcess(child.pid!);
  assert.ok(isAlive(mark));
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.not(isAlive(mark));
  // A record without its fields is of no process, and no number is that of a group.
  assert.not(isAlive({} as typeof mark));
  assert.is(startTime(-1), undefined);
  assert.not(isAlive(markProcess(2 ** 30)));
});

onLinux('judges no process of another PID namespace: neither alive nor dead', () => {
  const own = markProcess();
  assert.is(own.pidNamespace, ownPidNamespace());
  assert.equal([isAlive(own), isDead(own), isElsewhere(own)], [true, false, false]);
  const killed = { ...own, startedAt: '1' };
  assert.equal([isAlive(killed), isDead(killed)], [false, true]);
  for (const each of [own, killed]) {
    const there = { ...each, pidNamespace: own.pidNamespace! + 1 };
    assert.equal([isAlive(there), isDead(there), isElsewhere(there)], [false, false, true]);
  }
});

test.run();

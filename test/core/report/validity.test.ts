import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judge, type ValidityInput } from '../../../core/report/validity.js';

const late = (p99: number, max = p99) => ({ count: 10_000, mean: 1, p50: 1, p90: 1, p99, p999: max, max });
const real = (more: Partial<ValidityInput> = {}) =>
  judge({
    driver: 'real',
    ledgerOff: 0,
    memoryDrops: 0,
    framesIn: 10_000,
    lateness: late(2e5),
    priority: 'normal',
    ...more,
  });
const verdictOf = (more: Partial<ValidityInput>) => real(more).verdict;

test('a quiet run in real time is valid and has nothing to explain', () => {
  const quiet = { received: 10_000, kernelDrops: 0, sent: 9_900, sendErrors: 0, steal: 0.002, longestGap: 12e6 };
  assert.equal(real(quiet), { verdict: 'valid', reasons: [] });
});

test('a virtual run is not judged by the machine it ran on', () => {
  const input = {
    driver: 'virtual',
    ledgerOff: 0,
    memoryDrops: 0,
    framesIn: 5,
    steal: 0.5,
    lateness: late(9e9),
  } as const;
  assert.equal(judge(input), { verdict: 'valid', reasons: [] });
});

test('a ledger that is off makes every run invalid', () => {
  const { verdict, reasons } = judge({ driver: 'virtual', ledgerOff: -1, memoryDrops: 0, framesIn: 5 });
  assert.is(verdict, 'invalid');
  assert.equal(reasons, ['the ledger is off by 1 frame: frames were lost or made without a cause']);
});

test('each limit is passed above it and not at it', () => {
  assert.is(verdictOf({ lateness: late(1e6) }), 'valid');
  assert.is(verdictOf({ lateness: late(1e6 + 1) }), 'suspect');
  assert.is(verdictOf({ lateness: late(5e6) }), 'suspect');
  assert.is(verdictOf({ lateness: late(5e6 + 1) }), 'invalid');
  assert.is(verdictOf({ lateFrames: 100 }), 'valid');
  assert.is(verdictOf({ lateFrames: 101 }), 'suspect');
  assert.is(verdictOf({ lateFrames: 1001 }), 'invalid');
  assert.is(verdictOf({ steal: 0.01 }), 'valid');
  assert.is(verdictOf({ steal: 0.011 }), 'suspect');
  assert.is(verdictOf({ kernelDrops: 1, received: 999 }), 'suspect');
  assert.is(verdictOf({ kernelDrops: 2, received: 999 }), 'invalid');
  assert.is(verdictOf({ memoryDrops: 10 }), 'suspect');
  assert.is(verdictOf({ memoryDrops: 11 }), 'invalid');
  assert.is(verdictOf({ longestGap: 50e6 }), 'valid');
  assert.is(verdictOf({ longestGap: 51e6 }), 'suspect');
  assert.is(verdictOf({ achieved: [{ what: 'rate', asked: 100, achieved: 99 }] }), 'valid');
  assert.is(verdictOf({ achieved: [{ what: 'rate', asked: 100, achieved: 98 }] }), 'suspect');
  assert.is(verdictOf({ achieved: [{ what: 'rate', asked: 100, achieved: 106 }] }), 'invalid');
});

test('whatever leaves a gap in the results makes them suspect, a replaced lane or a broken replay invalid', () => {
  for (const more of [{ captureOverflows: 1 }, { journalOverflows: 1 }, { eventOverflows: 1 }, { clockJumps: 1 }]) {
    assert.is(verdictOf(more), 'suspect', Object.keys(more)[0]);
  }
  assert.is(verdictOf({ lanesReplaced: 1 }), 'invalid');
  assert.is(verdictOf({ replayBroken: 'frame 7 left 3 ns later' }), 'invalid');
});

test('the reasons hold the figures and the limits in words, the worst first', () => {
  const { verdict, reasons } = real({
    lateness: late(1.3e6, 9e6),
    received: 999_000,
    kernelDrops: 1_000,
    sent: 10,
    sendErrors: 20,
    steal: 0.034,
    clockJumps: 2,
    largestClockJump: 4e6,
    memoryDrops: 3,
    storePeak: 1,
    captureOverflows: 1200,
    longestGap: 80e6,
    lateFrames: 250,
    achieved: [{ what: 'the rate of up', asked: 10e6, achieved: 9.7e6 }],
  });
  assert.is(verdict, 'invalid');
  assert.equal(reasons, [
    '20 frames lost because sending failed (66.7 % of 30, the limit is 0.1 %)',
    '3 frames dropped for want of memory; the frame store was 100 % full (0.03 % of 10,000, the limit is 0.1 %)',
    '1,000 frames dropped by the kernel before they could be read (0.1 % of 1,000,000, the limit is 0.1 %)',
    'one frame in a hundred left 1.3 ms late or later (the limit is 1 ms, the worst 9 ms); the lanes ran without real-time priority',
    '2.5 % of the frames left later than due by over 10 % of their delay (the limit is 1 %); the lanes ran without real-time priority',
    'the rate of up was 3 % below what was asked (the limit is 1 %)',
    'the host took 3.4 % of the processor time away (steal; the limit is 1 %)',
    'the real-time clock jumped 2 times, by up to 4 ms: arrival times around it are estimates',
    'a lane stood still for 80 ms (the limit is 50 ms)',
    '1,200 frames are missing from the captures: the disk was too slow',
  ]);
});

test.run();

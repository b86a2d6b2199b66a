import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lastDeadline, type SendPlan, SendSchedule } from '../../../core/probe/send-schedule.js';

const deadlines = (plan: SendPlan): number[] => {
  const schedule = new SendSchedule(plan);
  const all: number[] = [];
  for (; schedule.next !== Number.POSITIVE_INFINITY; schedule.advance()) all.push(schedule.next);
  return all;
};

test('deadlines are an interval apart, as many as asked for', () => {
  assert.equal(deadlines({ start: 5, interval: 10, count: 3, pauses: [] }), [5, 15, 25]);
  assert.equal(deadlines({ start: 5, interval: 10, count: 0, pauses: [] }), []);
});

test('a deadline within a pause moves to its end, and the later ones with it', () => {
  const pauses = [
    { from: 12, to: 40 },
    { from: 50, to: 52 },
  ];
  assert.equal(deadlines({ start: 0, interval: 10, count: 5, pauses }), [0, 10, 40, 52, 62]);
  assert.equal(deadlines({ start: 20, interval: 10, count: 2, pauses: [{ from: 0, to: 25 }] }), [25, 35]);
});

test('a pause between two deadlines moves nothing, and its end is free', () => {
  assert.equal(deadlines({ start: 0, interval: 10, count: 3, pauses: [{ from: 3, to: 10 }] }), [0, 10, 20]);
});

test('the last deadline is found without walking', () => {
  const pauses = fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 60 }), length: fc.integer({ min: 1, max: 60 }) }), {
      maxLength: 6,
    })
    .map(parts => {
      let at = 0;
      return parts.map(({ gap, length }) => {
        const from = at + gap;
        at = from + length;
        return { from, to: at };
      });
    });
  const plans = fc.record({
    start: fc.integer({ min: 0, max: 100 }),
    interval: fc.integer({ min: 1, max: 30 }),
    count: fc.integer({ min: 1, max: 20 }),
    pauses,
  });
  fc.assert(
    fc.property(plans, plan => assert.is(lastDeadline(plan), deadlines(plan).at(-1)!)),
    { seed: 7, numRuns: 1000 },
  );
});

test.run();

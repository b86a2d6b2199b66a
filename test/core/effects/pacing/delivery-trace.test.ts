import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeliveryTrace } from '../../../../core/effects/pacing/delivery-trace.js';
import { Line } from './line.js';

const NEVER = Number.POSITIVE_INFINITY;
const MS = 1e6;

const traceOf = (ms: readonly number[], loop = true): DeliveryTrace =>
  new DeliveryTrace({ stamps: ms.map(stamp => stamp * MS), loop, opportunity: 1500 });

/** When frames that come at these times leave, in milliseconds. */
const departures = (
  trace: DeliveryTrace,
  frames: readonly (readonly [ms: number, length: number])[],
  until = 1000,
): number[] => {
  const line = new Line(trace);
  for (const [at, length] of frames) line.arrive(length, at * MS);
  line.run(until * MS);
  return line.left.map(at => at / MS);
};
const backlog = (count: number, length: number): [number, number][] =>
  Array.from({ length: count }, () => [0.5, length]);

const GOLDEN: Record<string, [trace: number[], frames: [number, number][], left: number[]]> = {
  'one full packet an opportunity': [[1, 3, 4, 10], backlog(4, 1500), [1, 3, 4, 10]],
  'equal stamps are opportunities of their own': [[2, 2, 2, 5], backlog(4, 1500), [2, 2, 2, 5]],
  'after the last stamp the trace begins again': [[1, 3], backlog(5, 1500), [1, 3, 4, 6, 7]],
  'a first stamp of 0 meets the last of the round before': [[0, 4], backlog(4, 1500), [4, 4, 8, 8]],
  'small frames share one opportunity': [[1, 5], backlog(4, 600), [1, 1, 5, 5]],
  'a frame is sent by the opportunity that brings its last byte': [[1, 2, 5], backlog(3, 1501), [2, 5, 6]],
  'a large frame takes several': [[1, 2, 3, 9], backlog(1, 4500), [3]],
  'what nobody waits for is wasted': [
    [1, 2, 3, 10],
    [
      [2.5, 1500],
      [2.6, 1500],
    ],
    [3, 10],
  ],
  'the rest of an opportunity is lost when the queue runs empty': [
    [1, 5],
    [
      [0.5, 500],
      [1.5, 1500],
      [1.6, 1500],
    ],
    [1, 5, 6],
  ],
  'a frame at the instant of an opportunity is late for it': [[1, 5], [[1, 100]], [5]],
  'a frame after years of silence finds its place': [[1, 5], [[86_400_000_001.5, 1500]], [86_400_000_005]],
};
for (const [what, [trace, frames, left]] of Object.entries(GOLDEN)) {
  test(what, () => assert.equal(departures(traceOf(trace), frames, 1e12), left));
}

test('a trace that does not loop lets nothing go after its end', () => {
  const trace = traceOf([1, 3], false);
  assert.equal(departures(trace, backlog(4, 1500)), [1, 3]);
  assert.is(trace.finishAt, NEVER);
  assert.is(trace.sending, 1);
});

test('the rate is the mean of the trace, whatever is asked, and 0 while it stands', () => {
  const trace = traceOf([1, 2, 2, 4]);
  assert.is(trace.rate, 12e6);
  trace.setRate(NEVER, 0);
  assert.is(trace.rate, 12e6);
  trace.setRate(0, 5);
  assert.is(trace.rate, 0);
});

test('while it stands opportunities pass unused, and a part-sent frame keeps what it had', () => {
  const trace = traceOf([1, 2, 3, 4, 5, 6, 7, 8]);
  trace.begin(1, 4500, 0.5 * MS);
  assert.is(trace.finishAt, 3 * MS);
  trace.setRate(0, 1.5 * MS);
  assert.is(trace.finishAt, NEVER);
  trace.setRate(1, 4.5 * MS);
  assert.is(trace.finishAt, 6 * MS, 'two opportunities more');
});

test('a frame that began with the rest of an opportunity keeps that too', () => {
  const trace = traceOf([1, 2, 3, 4, 5, 6]);
  trace.begin(1, 600, 0);
  trace.end();
  trace.begin(2, 3900, 1 * MS);
  assert.is(trace.finishAt, 3 * MS, '900, 1500 and 1500 bytes');
  trace.setRate(0, 2 * MS);
  trace.setRate(1, 2 * MS);
  assert.is(trace.finishAt, 3 * MS);
});

test('what has ended at the very instant of a standstill has been sent', () => {
  const trace = traceOf([1, 2]);
  trace.begin(1, 1500, 0);
  trace.setRate(0, 1 * MS);
  assert.is(trace.finishAt, 1 * MS);
});

test('a trace that is started begins then', () => {
  const trace = traceOf([1, 5]);
  trace.start(0.5 * MS);
  trace.begin(1, 1500, 0.7 * MS);
  assert.is(trace.finishAt, 1.5 * MS);
  trace.start(1 * MS);
  assert.is(trace.finishAt, 2 * MS);
  trace.end();
  trace.start(2 * MS);
  trace.begin(2, 100, 2 * MS);
  assert.is(trace.finishAt, 3 * MS, 'nothing is left of the time before');
});

test('departures are those of Mahimahi, which goes from opportunity to opportunity', () => {
  const property = fc.property(
    fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 }),
    fc.boolean(),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 4000 })), { maxLength: 40 }),
    (steps, loop, waits) => {
      let stamp = 0;
      const stamps = steps.map(step => (stamp += step));
      if (stamp === 0) stamps.push(++stamp);
      // Never at the instant of an opportunity.
      let now = 0.25;
      const frames = waits.map(([wait, length]): [number, number] => {
        now += wait;
        return [now, length];
      });
      const until = now + 200;

      const left: number[] = [];
      const queue = frames.map(([at, length]) => ({ at, length }));
      for (let base = 0, k = 0; base + stamps[k]! <= until; ) {
        const at = base + stamps[k]!;
        let bytes = 1500;
        while (bytes > 0 && queue.length > 0 && queue[0]!.at <= at) {
          const used = Math.min(bytes, queue[0]!.length);
          bytes -= used;
          queue[0]!.length -= used;
          if (queue[0]!.length > 0) continue;
          queue.shift();
          left.push(at);
        }
        k = (k + 1) % stamps.length;
        if (k > 0) continue;
        if (!loop) break;
        base += stamp;
      }
      assert.equal(departures(traceOf(stamps, loop), frames, until), left);
    },
  );
  fc.assert(property, { seed: 1, numRuns: 500 });
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { type Recorder, silent } from '../../../core/stage/recorder.js';
import { defineHook } from '../../../sdk/hook.js';
import { labPlan } from '../stage/lab.js';
import { FakeLane, type Incoming } from './fake-lane.js';

const CLIENT = 0;
const SERVER = 1;

const frame = (first: number, length = 1000): Uint8Array => new Uint8Array(length).fill(first);

/** Arrivals as the journal has them: `AT port FIRST`. */
const journal = (): { lines: string[]; recorder: Recorder } => {
  const lines: string[] = [];
  const arrival: Recorder['arrival'] = (port, at, memory, start) => void lines.push(`${at} ${port} ${memory[start]}`);
  return { lines, recorder: { ...silent, arrival } };
};

const arrivals = (incoming: readonly Incoming[], more: Partial<ConstructorParameters<typeof FakeLane>[0]> = {}) => {
  const { lines, recorder } = journal();
  const lane = new FakeLane({ plan: labPlan(), recorder, incoming, ...more }).run();
  return { lines, lane };
};

test('a frame arrives at its kernel stamp, however late it is read', () => {
  const { lines, lane } = arrivals([{ port: CLIENT, at: 4e6, stamp: 1e6, bytes: frame(1) }]);
  assert.equal(lines, ['1000000 0 1']);
  // Due at 1 + 1 + 10 ms: being late never feeds back.
  assert.equal(lane.sent, [{ port: 1, at: 12e6, first: 1 }]);
});

test('a stamp in the future is now; one before the engine’s present is the present, and counted', () => {
  const { lines, lane } = arrivals([
    { port: CLIENT, at: 2e6, stamp: 9e6, bytes: frame(1) },
    { port: CLIENT, at: 3e6, stamp: 2.5e6, bytes: frame(2) },
    { port: CLIENT, at: 5e6, stamp: 1e6, bytes: frame(3) },
  ]);
  // The second had been sent at 4 ms, when the lane was awake last before the third was read.
  assert.equal(lines, ['2000000 0 1', '2500000 0 2', '4000000 0 3']);
  assert.is(lane.control.get('clamped'), 1);
  assert.is(lane.control.clamps.count, 1);
});

test('frames of two ports are fed in the order of stamp, then port, then sequence', () => {
  const at = 10e6;
  const { lines, lane } = arrivals([
    { port: CLIENT, at, stamp: 3e6, bytes: frame(1) },
    { port: CLIENT, at, stamp: 5e6, bytes: frame(2) },
    { port: CLIENT, at, stamp: 5e6, bytes: frame(3) },
    { port: SERVER, at, stamp: 1e6, bytes: frame(4) },
    { port: SERVER, at, stamp: 5e6, bytes: frame(5) },
  ]);
  assert.equal(lines, ['1000000 1 4', '3000000 0 1', '5000000 0 2', '5000000 0 3', '5000000 1 5']);
  assert.is(lane.control.get('clamped'), 0);
});

test('while a socket has more, time goes no further than its last frame', () => {
  // Forty frames a millisecond apart wait when the lane wakes up; each link takes them as they came.
  const incoming = Array.from({ length: 40 }, (_, i) => ({ port: CLIENT, at: 50e6, stamp: i * 1e6, bytes: frame(i) }));
  const { lines, lane } = arrivals(incoming, { batch: 2 });
  assert.equal(
    lines,
    incoming.map(({ stamp }, i) => `${stamp} 0 ${i}`),
  );
  assert.is(lane.control.get('clamped'), 0);
});

test('a port with few frames does not run ahead of one whose batch ends before', () => {
  const busy = Array.from({ length: 30 }, (_, i) => ({ port: CLIENT, at: 50e6, stamp: i * 1e6, bytes: frame(i) }));
  const quiet = [{ port: SERVER, at: 50e6, stamp: 25.5e6, bytes: frame(99) }];
  const { lines, lane } = arrivals([...busy, ...quiet], { batch: 2 });
  assert.is(lane.control.get('clamped'), 0);
  assert.is(lines.indexOf('25500000 1 99'), 26);
  assert.is(lines.length, 31);
});

test('lateness is the time of sending less the due time', () => {
  const { lane } = arrivals([{ port: CLIENT, at: 0, bytes: frame(1) }], { wait: timeout => timeout + 300e3 });
  const { lateness } = lane.control;
  assert.is(lateness.count, 1);
  assert.ok(lateness.quantile(0.5) >= 300e3);
  assert.is(lane.control.get('lateFrames'), 0);
  const slow = arrivals([{ port: CLIENT, at: 0, bytes: frame(1) }], { wait: timeout => timeout + 30e6 }).lane;
  assert.is(slow.control.get('lateFrames'), 1);
});

test('a far deadline is approached in steps, so that a stop is heard', () => {
  const { lane } = arrivals([{ port: CLIENT, at: 0, bytes: frame(1) }], { until: 1e9 });
  assert.ok(lane.waits.length > 0);
  assert.ok(lane.waits.every(wait => wait > 0 && wait <= 250e6));
});

test('a lane that is stopped ends, with what is inside counted as in flight', () => {
  const lane: FakeLane = new FakeLane({
    plan: labPlan(),
    incoming: [{ port: CLIENT, at: 0, bytes: frame(1) }],
    wait: timeout => {
      lane.control.stop();
      return timeout;
    },
  });
  lane.run();
  assert.equal(lane.engine.inside, { inFlight: 1, kept: 0 });
  assert.equal(lane.sent, []);
});

test('at its end a lane does what is due until then, and no more', () => {
  const incoming = [0, 1e6].map((at, i) => ({ port: CLIENT, at, bytes: frame(i) }));
  const { lane } = arrivals(incoming, { until: 11.5e6 });
  assert.is(lane.sent.length, 1);
  assert.is(lane.engine.now(), 11.5e6);
});

test('an error of a socket is told with its port, and the other port goes on', () => {
  const { lane, lines } = arrivals(
    [
      { port: CLIENT, at: 1e6, bytes: frame(1) },
      { port: SERVER, at: 2e6, bytes: frame(2) },
    ],
    { errno: port => (port === CLIENT ? -100 : undefined) },
  );
  assert.is(lane.control.get('portErrno'), 100);
  assert.is(lane.control.get('portDown'), CLIENT + 1);
  assert.equal(lines, ['2000000 1 2']);
});

test('a frame too long for its place is refused and counted, with the bytes that came', () => {
  const seen: unknown[] = [];
  const recorder: Recorder = {
    ...silent,
    arrival: (port, at, _memory, _start, captured, length) => void seen.push([port, at, captured, length]),
  };
  const incoming = [{ port: CLIENT, at: 1e6, bytes: frame(1, 1984), wireLength: 9014 }];
  const lane = new FakeLane({ plan: labPlan(), recorder, incoming }).run();
  assert.equal(seen, [[0, 1e6, 1984, 9014]]);
  assert.is(lane.engine.ledger.lost(lane.engine.causes.number('port:oversize')), 1);
});

test('a restored tag that makes a frame longer than a place has it refused, as a replay would', () => {
  const incoming = [{ port: CLIENT, at: 1e6, bytes: frame(1, 1988) }];
  const lane = new FakeLane({ plan: labPlan(), incoming }).run();
  assert.is(lane.engine.ledger.lost(lane.engine.causes.number('port:oversize')), 1);
});

test('a step of the stamps’ clock is counted with its size, and the frames after it are right again', () => {
  const { lines, lane } = arrivals(
    [
      { port: CLIENT, at: 0.5e9, bytes: frame(1) },
      { port: CLIENT, at: 3e9, stamp: 3e9 + 4e6, bytes: frame(2) },
    ],
    { stampOffset: now => (now > 1e9 ? 4e6 : 0) },
  );
  assert.is(lane.control.get('clockJumps'), 1);
  assert.is(lane.control.get('largestClockJump'), 4e6);
  assert.equal(lines, ['500000000 0 1', '3000000000 0 2']);
});

test('a busy thread of real-time priority sleeps now and then', () => {
  const incoming = Array.from({ length: 400 }, (_, i) => ({ port: CLIENT, at: i * 1e5, bytes: frame(i & 255) }));
  const busy = { pass: () => 5e5, batch: 1 };
  const { lane } = arrivals(incoming, { ...busy, busyMost: 5e6 });
  assert.ok(lane.waits.filter(wait => wait === 200e3).length >= 3);
});

test('a hook that throws stops the lane: what it had received and not fed is not of the run', () => {
  const hook = defineHook({
    name: 'faulty',
    preamble(given) {
      if (given.bytes[0] === 2) throw new Error('no luck');
    },
  });
  const used: UsedHook = { hook, stages: ['up'], values: {}, onError: 'stop' };
  const incoming = [1, 2, 3].map(first => ({ port: CLIENT, at: 1e6, bytes: frame(first) }));
  const { lines, lane } = arrivals(incoming, { hooks: [used] });
  assert.equal(lines, ['1000000 0 1', '1000000 0 2']);
  assert.is(lane.engine.ledger.in, 2);
  assert.ok(lane.engine.failure);
});

test.run();

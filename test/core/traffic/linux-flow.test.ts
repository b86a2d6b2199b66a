import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from './path.js';
import { makeFlow, read } from './tcp/timeline.js';

/** One recorded Linux flow; see fixtures/record-linux-flow.py for the path and for how each figure was taken. */
interface Recording {
  readonly algorithm: 'reno' | 'cubic';
  readonly path: { readonly rateBps: number; readonly oneWayDelayNs: number; readonly queueBytes: number };
  readonly seconds: number;
  readonly handshakeMs: number;
  readonly firstRetransmissionMs: number;
  readonly retransmitted: number;
  readonly ackedBytesPer100ms: readonly number[];
  /** Milliseconds, cwnd, ssthresh, srtt in milliseconds. */
  readonly ss: readonly (readonly [number, number, number | null, number])[];
}

const recording = (name: string): Recording =>
  JSON.parse(readFileSync(new URL(`./fixtures/linux-${name}.fixture.json`, import.meta.url), 'utf8'));

const PAYLOAD = 1448;
const FRAME = 1514;

/** Falls of the window by more than a fifth: when, from what height, to what depth. */
const teeth = (course: readonly (readonly [number, number])[]): { at: number; high: number; low: number }[] => {
  const found: { at: number; high: number; low: number }[] = [];
  let high = 0;
  for (let i = 1; i < course.length; i++) {
    high = Math.max(high, course[i - 1]![1]);
    if (course[i]![1] >= 0.8 * high) continue;
    // Linux lowers its window over the whole recovery (RFC 6937): the depth is the least of the next 400 ms.
    const low = Math.min(...course.slice(i, i + 4).map(([, cwnd]) => cwnd));
    found.push({ at: course[i]![0], high, low });
    high = 0;
    i += 3;
  }
  return found;
};

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** Period in milliseconds, height and depth in segments, of all teeth but the slow start's. */
const sawtooth = (course: readonly (readonly [number, number])[]) => {
  const all = teeth(course).slice(1);
  return {
    period: (all.at(-1)!.at - all[0]!.at) / (all.length - 1),
    high: mean(all.map(one => one.high)),
    low: mean(all.map(one => one.low)),
  };
};

const model = (linux: Recording) => {
  const congestion = linux.algorithm === 'reno' ? 'newreno' : 'cubic';
  const flow = makeFlow({ congestion, mss: 1460, windowBytes: 6 << 20, stop: linux.seconds * 1e9 });
  const { rateBps, oneWayDelayNs, queueBytes } = linux.path;
  // A token bucket keeps the frame it is collecting tokens for in its queue; the tests' path counts only those behind it.
  const up = { rateBps, delayNs: oneWayDelayNs, queueBytes: queueBytes - FRAME };
  const world = new World(up, { delayNs: oneWayDelayNs }, { client: [flow.sender], server: [flow.receiver] });
  let top = -1;
  let firstAgainMs = 0;
  world.onSend = (from, frame, now) => {
    if (from !== 'client' || frame.length !== FRAME) return;
    const seq = read(frame).seq;
    if (seq <= top) firstAgainMs ||= now / 1e6;
    top = Math.max(top, seq);
  };
  world.run();
  const samples = flow.sender.samples();
  let sum = 0;
  const acked = samples.map(one => (sum += (one.goodputBps * 0.1) / 8));
  const course = samples.map(one => [one.at / 1e6, one.cwndBytes / PAYLOAD] as const);
  return { acked, course, firstAgainMs, summary: flow.sender.summary() };
};

for (const name of ['reno', 'cubic'] as const) {
  const linux = recording(name);
  const ours = model(linux);
  const linuxTeeth = sawtooth(linux.ss.map(([at, cwnd]) => [at, cwnd]));
  const ourTeeth = sawtooth(ours.course);

  test(`${name}: as many bytes after 29 s as the recorded Linux flow, within 1 %`, () => {
    // The link is never idle after slow start, so what can differ is the beginning: iperf3's cookie costs a round trip
    // (40 ms), and each recovery's order of repairs moves the cumulative point by up to a round trip (80 ms): 0.24 s is 0.8 %.
    const ratio = ours.acked[289]! / linux.ackedBytesPer100ms[289]!;
    assert.ok(Math.abs(ratio - 1) < 0.01, `${ratio}`);
  });

  test(`${name}: the window's height and depth are Linux's, within three segments`, () => {
    // Linux counts whole segments and is sampled each 100 ms, in which the window grows by up to 2.5.
    assert.ok(Math.abs(ourTeeth.high - linuxTeeth.high) < 3, `${ourTeeth.high} and ${linuxTeeth.high}`);
    assert.ok(Math.abs(ourTeeth.low - linuxTeeth.low) < 3, `${ourTeeth.low} and ${linuxTeeth.low}`);
  });
}

test('reno: the queue overflows as often as under Linux, within 5 %', () => {
  const linux = sawtooth(recording('reno').ss.map(([at, cwnd]) => [at, cwnd]));
  const ours = sawtooth(model(recording('reno')).course);
  // One segment of a window of 67 more or less is one round trip of 80 ms in 2.2 s: 3.6 %.
  assert.ok(Math.abs(ours.period / linux.period - 1) < 0.05, `${ours.period} and ${linux.period}`);
});

test('cubic: the queue overflows as often as under Linux, within 10 %', () => {
  const linux = sawtooth(recording('cubic').ss.map(([at, cwnd]) => [at, cwnd]));
  const ours = sawtooth(model(recording('cubic')).course);
  // The period is about K plus the plateau's dwell, where one segment more takes up to 0.25 s of 2.6 s: 10 %.
  assert.ok(Math.abs(ours.period / linux.period - 1) < 0.1, `${ours.period} and ${linux.period}`);
});

test('reno: slow start ends in its first loss within 60 ms of when it did under Linux', () => {
  // One round trip (40 ms) is iperf3's cookie before the data; half of one for the acknowledgements that Linux does not
  // delay at first. No such claim for cubic: Linux itself differs from run to run there (docs/fidelity.md).
  const linux = recording('reno');
  const { firstAgainMs } = model(linux);
  assert.ok(
    Math.abs(linux.firstRetransmissionMs - firstAgainMs) < 60,
    `${firstAgainMs} and ${linux.firstRetransmissionMs}`,
  );
});

test('reno: as many segments are lost and sent again, within 10 %', () => {
  const linux = recording('reno');
  const { summary } = model(linux);
  assert.ok(Math.abs(Number(summary['retransmits']) / linux.retransmitted - 1) < 0.1);
  assert.is(summary['rtos'], 0);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Acked } from '../../../../core/traffic/tcp/congestion.js';
import { Cubic } from '../../../../core/traffic/tcp/congestion-cubic.js';
import { newReno } from '../../../../core/traffic/tcp/congestion-newreno.js';

const ack = (segments: number, now = 0, rttNs = -1): Acked => ({ now, segments, rttNs, srttNs: 0, una: 1, nxt: 2 });

test('NewReno: slow start adds a segment for each acknowledged, congestion avoidance one a window', () => {
  const windows = newReno();
  windows.acked(ack(2));
  assert.is(windows.cwnd, 12);
  windows.ssthresh = 13;
  windows.acked(ack(3));
  // One segment up to the threshold; the two left over add 2/13.
  assert.is(windows.cwnd, 13 + 2 / 13);
});

test('NewReno: a loss halves the window, a timeout leaves one segment, and again the threshold stays', () => {
  const windows = newReno();
  windows.cwnd = 40;
  windows.reduce(42);
  assert.is(windows.cwnd, 20);
  assert.is(windows.ssthresh, 20);
  windows.timeout(20, false);
  assert.is(windows.cwnd, 1);
  assert.is(windows.ssthresh, 10);
  windows.timeout(1, true);
  assert.is(windows.ssthresh, 10);
});

test('NewReno: a sender short of data reduces from what it had in flight', () => {
  const windows = newReno();
  windows.cwnd = 40;
  windows.reduce(10);
  assert.is(windows.ssthresh, 5);
});

/** Acknowledges a window's worth of segments each round trip, one at a time, and notes cwnd against time. */
const curve = (cubic: Cubic, seconds: number, rttNs: number): { t: number; cwnd: number }[] => {
  const points: { t: number; cwnd: number }[] = [];
  let now = 1e9;
  cubic.acked({ ...ack(1, now), srttNs: rttNs });
  const began = now;
  while (now - began < seconds * 1e9) {
    const each = rttNs / cubic.cwnd;
    now += each;
    cubic.acked({ ...ack(1, now), srttNs: rttNs });
    points.push({ t: (now - began) / 1e9, cwnd: cubic.cwnd });
  }
  return points;
};

test('CUBIC: a loss leaves 0.7 of the window', () => {
  const cubic = new Cubic();
  cubic.cwnd = 100;
  cubic.reduce(102);
  assert.is(cubic.cwnd, 70);
  assert.is(cubic.ssthresh, 70);
  assert.is(cubic.wMax, 100);
});

test('CUBIC: a second plateau below the first is lowered further (fast convergence)', () => {
  const cubic = new Cubic();
  cubic.cwnd = 100;
  cubic.reduce(100);
  cubic.cwnd = 80;
  cubic.reduce(80);
  assert.is(cubic.wMax, 80 * 0.85);
});

test('CUBIC: the window follows W(t) = C(t-K)³ + Wmax with K = cbrt(Wmax(1-β)/C)', () => {
  const cubic = new Cubic();
  cubic.cwnd = 1000;
  cubic.reduce(1000);
  // The target is W a round trip ahead and each round trip makes up for most of the gap: the window trails W(t) by less
  // than half a round trip's growth and never leads it. 100 ms keep the Reno-friendly region out of the way.
  const points = curve(cubic, 12, 100e6);
  const k = Math.cbrt((1000 * 0.3) / 0.4);
  assert.ok(Math.abs(cubic.k - k) < 1e-9);
  for (const { t, cwnd } of points.filter((_, i) => i % 1000 === 999)) {
    const w = 0.4 * (t - k) ** 3 + 1000;
    const slope = 1.2 * (t - k) ** 2;
    assert.ok(Math.abs(cwnd - w) <= slope * 0.05 + 0.5, `at ${t} s: ${cwnd} for ${w}`);
  }
});

test('CUBIC: on a short, small path it grows as Reno with the same average does', () => {
  const cubic = new Cubic();
  cubic.cwnd = 20;
  cubic.reduce(20);
  const points = curve(cubic, 0.1, 1e6);
  // 100 round trips at 3·0.3/1.7 segments each until 20 is reached again after 11.3 of them, then at 1.
  const last = points.at(-1)!.cwnd;
  assert.ok(Math.abs(last - (20 + (100 - 6 / (0.9 / 1.7)))) < 3, `${last}`);
});

test('CUBIC: after a timeout congestion avoidance starts on its own plateau', () => {
  const cubic = new Cubic();
  cubic.cwnd = 100;
  cubic.timeout(100, false);
  assert.is(cubic.cwnd, 1);
  assert.is(cubic.ssthresh, 70);
  cubic.acked(ack(69, 0));
  cubic.acked(ack(1, 0));
  assert.is(cubic.k, 0);
  assert.is(cubic.wMax, 70);
});

test('HyStart++: a round whose least round trip grew ends exponential growth before any loss', () => {
  const cubic = new Cubic();
  let una = 0;
  let now = 0;
  const grew: number[] = [];
  for (let round = 0; round < 8; round++) {
    const window = Math.floor(cubic.cwnd);
    const nxt = una + window;
    const rtt = round < 3 ? 40e6 : 60e6;
    const before = cubic.cwnd;
    for (let i = 0; i < window; i++) {
      una += 1;
      now += rtt / window;
      cubic.acked({ now, segments: 1, rttNs: rtt, srttNs: rtt, una, nxt: nxt + i + 1 });
    }
    grew.push(cubic.cwnd / before);
  }
  assert.equal(grew.slice(0, 3), [2, 2, 2]);
  // From the fourth on a quarter of the pace, for five rounds.
  assert.ok(
    grew.slice(4).every(g => g <= 1.26),
    grew.join(' '),
  );
});

test.run();

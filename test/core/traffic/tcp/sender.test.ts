import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ACK, CWR, ECE, RST, SYN } from '../../../../core/traffic/tcp/segment.js';
import type { Frame } from '../../../../sdk/frame.js';
import { hasData, ISN, loseData, offsetOf, play, read } from './timeline.js';

const clean = { delayNs: 10e6 };
const golden = (lines: readonly string[], wanted: string): void =>
  assert.fixture(
    lines.map(one => one.trim()).join('\n'),
    wanted
      .trim()
      .split('\n')
      .map(one => one.trim())
      .join('\n'),
  );

test('a short flow: handshake with all options, ten segments allowed at once, FIN with the last of them', () => {
  const { world, lines, sender, receiver } = play(clean, clean, { bytes: 3500 });
  world.run();
  golden(
    lines,
    `
    +0.000ms > S 0:0(0) win 65535 <mss 1012, sackOK, TS 0/0, wscale 0>
    +10.000ms < S. 0:0(0) ack 1 win 65535 <mss 1012, sackOK, TS 10/0, wscale 6>
    +20.000ms > . 1:1(0) ack 1 win 65535 <TS 20/10>
    +20.000ms > . 1:1001(1000) ack 1 win 65535 <TS 20/10>
    +20.000ms > . 1001:2001(1000) ack 1 win 65535 <TS 20/10>
    +20.000ms > . 2001:3001(1000) ack 1 win 65535 <TS 20/10>
    +20.000ms > F. 3001:3501(500) ack 1 win 65535 <TS 20/10>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20>
    +30.000ms < F. 1:1(0) ack 3502 win 62500 <TS 30/20>
    +40.000ms > . 3502:3502(0) ack 2 win 65535 <TS 40/30>
    `,
  );
  assert.is(sender.summary()['outcome'], 'completed');
  assert.is(receiver.summary()['outcome'], 'completed');
  assert.is(sender.summary()['completionNs'], 40e6);
  assert.ok(sender.done() && receiver.done());
});

test('one loss with SACK: two segments by limited transmit, then a fast retransmit at the third block', () => {
  const { world, lines } = play({ ...clean, drop: loseData(2) }, clean, { bytes: 12_000 });
  world.run();
  golden(
    lines.slice(13),
    `
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20, sack 3001:4001>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20, sack 3001:5001>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20, sack 3001:6001>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20, sack 3001:7001>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20, sack 3001:8001>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20, sack 3001:9001>
    +30.000ms < . 1:1(0) ack 2001 win 62500 <TS 30/20, sack 3001:10001>
    +40.000ms > . 10001:11001(1000) ack 1 win 65535 <TS 40/30>
    +40.000ms > . 11001:12001(1000) ack 1 win 65535 <TS 40/30>
    +40.000ms > F. 12001:12001(0) ack 1 win 65535 <TS 40/30>
    +40.000ms > . 2001:3001(1000) ack 1 win 65535 <TS 40/30>
    +50.000ms < . 1:1(0) ack 2001 win 62500 <TS 50/20, sack 3001:11001>
    +50.000ms < . 1:1(0) ack 2001 win 62500 <TS 50/20, sack 3001:12001>
    +50.000ms < . 1:1(0) ack 2001 win 62500 <TS 50/20, sack 3001:12001>
    +50.000ms < F. 1:1(0) ack 12002 win 62500 <TS 50/40>
    +60.000ms > . 12002:12002(0) ack 2 win 65535 <TS 60/50>
    `,
  );
});

test('two losses without SACK: the second is sent again at the partial acknowledgement (RFC 6582)', () => {
  const { world, sent, sender } = play({ ...clean, drop: loseData(2, 4) }, clean, { bytes: 12_000, sack: false });
  world.run();
  const again = sent.filter(
    (one, i) =>
      one.from === 'client' &&
      hasData(one.frame) &&
      sent
        .slice(0, i)
        .some(
          before => before.from === 'client' && hasData(before.frame) && offsetOf(before.frame) === offsetOf(one.frame),
        ),
  );
  assert.equal(
    again.map(one => [one.at, offsetOf(one.frame)]),
    [
      [40e6, 2000],
      [60e6, 4000],
    ],
  );
  assert.is(sender.summary()['fastRecoveries'], 1);
  assert.is(sender.summary()['rtos'], 0);
});

test("duplicates of a timeout's own go-back-N start no fast retransmit (RFC 6582 §3.2)", () => {
  // The first window and its timeout's first repair: everything after the head had arrived.
  const { world, sender } = play({ ...clean, drop: loseData(0, 2, 4, 6, 8, 9) }, clean, { bytes: 10_000, sack: false });
  world.run();
  assert.is(sender.summary()['outcome'], 'completed');
  assert.ok(Number(sender.summary()['rtos']) <= 2);
});

test('an unanswered tail is sent again after SRTT + 200 ms, then at doubling distances', () => {
  const { world, sent, sender } = play({ ...clean, drop: loseData(0, 1, 2, 3, 4) }, clean, { bytes: 999 });
  world.run();
  const times = sent.filter(one => one.from === 'client' && hasData(one.frame)).map(one => one.at / 1e6);
  assert.equal(times, [20, 240, 680, 1560, 3320, 6840]);
  assert.is(sender.summary()['rtos'], 5);
  assert.is(sender.summary()['outcome'], 'completed');
});

test('Karn: the answer to a retransmission measures nothing', () => {
  const { world, sender } = play({ ...clean, drop: loseData(0) }, clean, { bytes: 999 });
  world.run();
  assert.is(sender.summary()['srttNs'], 20e6);
});

test('a lost SYN is sent again after 1, 3, 7 s …, and given up after six more', () => {
  const { world, sent, sender } = play({ delayNs: 10e6, drop: () => true }, clean, { bytes: 1000 });
  world.run();
  assert.equal(
    sent.map(one => one.at / 1e9),
    [0, 1, 3, 7, 15, 31, 63],
  );
  assert.is(sender.summary()['outcome'], 'timed-out');
  assert.ok(sender.done());
});

/** First times of new data, counted per round trip of 20 ms after the handshake. */
const newPerRound = (sent: ReturnType<typeof play>['sent'], from: number, rounds: number): number[] => {
  const counts = new Array<number>(rounds).fill(0);
  for (const { from: side, at, frame } of sent) {
    const round = Math.floor((at - from) / 20e6);
    if (side === 'client' && hasData(frame) && round < rounds) counts[round]! += 1;
  }
  return counts;
};

test('slow start doubles with every round trip', () => {
  const { world, sent } = play(clean, clean, {});
  world.run(139e6);
  assert.equal(newPerRound(sent, 20e6, 5), [10, 20, 40, 80, 160]);
});

test('congestion avoidance adds one segment a round trip', () => {
  const flow = play(clean, clean, {});
  flow.windows.ssthresh = 20;
  flow.world.run(139e6 + 40e6);
  // One segment a round trip of the window; the delayed acknowledgement of an odd last segment may shift one.
  const rounds = newPerRound(flow.sent, 20e6, 7);
  assert.equal(rounds.slice(0, 2), [10, 20]);
  assert.ok(Math.abs(flow.windows.cwnd - 26) < 1.5, `${flow.windows.cwnd}`);
});

for (const [congestion, share] of [
  ['newreno', 0.5],
  ['cubic', 0.7],
] as const) {
  test(`${congestion}: one loss in a round trip leaves ${share} of the window, however many segments it took`, () => {
    const flow = play({ ...clean, drop: loseData(40, 45, 50) }, clean, { congestion });
    flow.world.run(100e6);
    const before = flow.sender.summary()['cwndMaxBytes'];
    assert.is(flow.sender.summary()['fastRecoveries'], 1);
    assert.ok(Math.abs(flow.windows.ssthresh * 1000 - share * Number(before)) < 1);
  });
}

test('the receiver window, not the congestion window, bounds the flight', () => {
  const flow = play(clean, clean, { windowBytes: 18_000 });
  flow.world.run(500e6);
  const rounds = newPerRound(flow.sent, 20e6, 20);
  // Announced in units of 1 byte (no scale): 18 segments at most in flight.
  assert.ok(Math.max(...rounds) <= 18);
  assert.is(rounds[10], 18);
  assert.ok(flow.windows.cwnd < 40, 'a window that is not used does not grow');
});

test('a window closed by the path is probed, and the flow goes on when it opens', () => {
  let shut = true;
  const flow = play(
    clean,
    {
      delayNs: 10e6,
      drop: (frame: Frame) => {
        if (shut && (read(frame).flags & SYN) === 0) frame.tcp!.window = 0;
        return false;
      },
    },
    { bytes: 40_000 },
  );
  flow.world.run(2e9);
  shut = false;
  flow.world.run();
  assert.ok(Number(flow.sender.summary()['windowProbes']) > 0);
  assert.is(flow.receiver.summary()['bytesReceived'], 40_000);
});

test('ECN: marked data is echoed until CWR, and reduces once a round trip', () => {
  const mark = (frame: Frame, now: number): boolean => {
    // Every data frame of 20 ms is marked: one window.
    if (hasData(frame) && now >= 60e6 && now < 80e6) frame.ipv4!.ecn = 3;
    return false;
  };
  const flow = play({ ...clean, drop: mark }, clean, { ecn: true });
  flow.world.run(200e6);
  assert.is(flow.sent[0]!.frame.tcp!.ece && flow.sent[0]!.frame.tcp!.cwr, true, 'the SYN offers ECN');
  assert.is(read(flow.sent[1]!.frame).flags & (ECE | CWR), ECE, 'the SYN-ACK accepts');
  const summary = flow.sender.summary();
  assert.is(summary['ecnReductions'], 1);
  assert.is(summary['retransmits'], 0);
  assert.ok(Number(summary['ecnEchoes']) > 10);
  const told = flow.sent.filter(one => one.from === 'client' && (read(one.frame).flags & (CWR | SYN)) === CWR);
  assert.is(told.length, 1);
  assert.ok(flow.sent.every(({ from, frame }) => frame.ipv4!.ecn === 0 || (from === 'client' && hasData(frame))));
});

test('ECN is off unless both ends want it', () => {
  const flow = play(clean, clean, { bytes: 5000 });
  flow.world.run();
  assert.ok(flow.sent.every(({ frame }) => frame.ipv4!.ecn === 0 && (read(frame).flags & (ECE | CWR)) === 0));
});

test('an exact RST ends the connection; one elsewhere in the window is challenged (RFC 5961)', () => {
  for (const [shift, outcome, challenges] of [
    [0, 'reset', 0],
    [100, 'running', 1],
    [-100, 'running', 0],
  ] as const) {
    const flow = play(clean, clean, { windowBytes: 20_000 });
    flow.world.run(100e6);
    const template = flow.sent
      .filter(one => one.from === 'server')
      .at(-1)!
      .frame.copy();
    template.tcp!.seq = ISN.server + 1 + shift;
    template.edit8(template.start + 34 + 13, RST | ACK);
    flow.sender.receive(template, 100e6, () => {});
    assert.is(flow.sender.summary()['outcome'], outcome);
    assert.is(flow.sender.summary()['challengeAcks'], challenges);
  }
});

test('at stop an open-ended flow sends its FIN after what it has sent, and completes', () => {
  const flow = play({ delayNs: 10e6, rateBps: 8e6 }, clean, { stop: 1e9 });
  flow.world.run();
  const s = flow.sender.summary();
  assert.is(s['outcome'], 'completed');
  assert.is(s['bytesAcked'], flow.receiver.summary()['bytesReceived']);
  assert.ok(flow.sent.every(({ from, at, frame }) => from !== 'client' || at < 1e9 || !hasData(frame) || at < 1.2e9));
});

test('acknowledgements of what was never sent are refused', () => {
  const flow = play(clean, clean, { windowBytes: 20_000 });
  flow.world.run(100e6);
  const before = flow.sender.summary()['bytesAcked'];
  const ack = flow.sent
    .filter(one => one.from === 'server')
    .at(-1)!
    .frame.copy();
  ack.tcp!.ackNumber = ISN.client + 1 + 10_000_000;
  flow.sender.receive(ack, 100e6, () => {});
  assert.is(flow.sender.summary()['bytesAcked'], before);
  assert.is(flow.sender.summary()['challengeAcks'], 1);
});

test('the course is sampled every 100 ms', () => {
  const flow = play({ delayNs: 10e6, rateBps: 8e6 }, clean, { stop: 1e9 });
  flow.world.run();
  const samples = flow.sender.samples();
  assert.equal(
    samples.slice(0, 3).map(one => one.at),
    [100e6, 200e6, 300e6],
  );
  const sum = samples.reduce((total, one) => total + (one.goodputBps * 0.1) / 8, 0);
  assert.ok(Math.abs(sum - Number(flow.sender.summary()['bytesAcked'])) < 100_000);
});

test.run();

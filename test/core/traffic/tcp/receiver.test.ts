import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FIN, RST } from '../../../../core/traffic/tcp/segment.js';
import type { Frame } from '../../../../sdk/frame.js';
import { hasData, ISN, loseData, play, read } from './timeline.js';

const clean = { delayNs: 10e6 };
const acks = (flow: ReturnType<typeof play>): [number, number][] =>
  flow.sent
    .filter(one => one.from === 'server')
    .slice(1)
    .map(one => [one.at / 1e6, read(one.frame).ack - ISN.client - 1]);

test('every second segment is acknowledged, a single one after 40 ms', () => {
  // 8 Mbit/s: a 1066-byte frame each 1.066 ms; three segments, then silence, for the sender is kept open.
  const flow = play({ ...clean, rateBps: 8e6, drop: (f: Frame) => (read(f).flags & FIN) !== 0 }, clean, {
    bytes: 3000,
  });
  flow.world.run(100e6);
  const [second, third] = acks(flow);
  assert.equal([second![1], third![1]], [2000, 3000]);
  // SYN (74 bytes) 0.074 + 10, SYN-ACK 10, then ACK 0.066 and two of data 1.066 each, and 10 again.
  assert.is(second![0], 32.272);
  assert.is(third![0], 32.272 + 1.066 + 40);
});

test('a gap is acknowledged at once, and so is what fills it (RFC 5681 §4.2)', () => {
  const flow = play({ ...clean, rateBps: 8e6, drop: loseData(1) }, clean, { bytes: 5999 });
  flow.world.run();
  const after = acks(flow);
  // Segment 0 waits alone; 2, 3, 4 and the last are beyond the gap: each is acknowledged as it comes.
  assert.equal(
    after.map(([, ack]) => ack),
    [1000, 1000, 1000, 1000, 6000],
  );
});

test('it counts what the path did', () => {
  let n = 0;
  const flow = play(
    {
      ...clean,
      drop: frame => {
        if (!hasData(frame)) return false;
        n += 1;
        // A bit error that the checksum finds, and one whose checksum is repaired.
        if (n === 3) frame.memory[200]! ^= 1;
        if (n === 5) frame.edit8(201, frame.memory[201]! ^ 1);
        return false;
      },
    },
    clean,
    { bytes: 8000 },
  );
  flow.world.run();
  const s = flow.receiver.summary();
  assert.is(s['framesDamaged'], 1);
  assert.is(s['corruptBytes'], 1);
  assert.is(s['bytesReceived'], 8000);
  assert.is(s['outcome'], 'completed');
});

test('a copy of a segment is acknowledged and counted, not delivered twice', () => {
  const flow = play(clean, clean, { windowBytes: 20_000 });
  flow.world.run(100e6);
  const before = flow.receiver.summary();
  const old = flow.sent.find(one => one.from === 'client' && hasData(one.frame))!.frame;
  let answers = 0;
  flow.receiver.receive(old, 100e6, () => {
    answers += 1;
  });
  const after = flow.receiver.summary();
  assert.is(answers, 1);
  assert.is(after['bytesReceived'], before['bytesReceived']);
  assert.is(after['segmentsDuplicate'], Number(before['segmentsDuplicate']) + 1);
});

test('a lost FIN of the receiver is sent again until the sender, already done, acknowledges it', () => {
  let lost = 0;
  const flow = play(clean, { ...clean, drop: frame => (read(frame).flags & FIN) !== 0 && lost++ < 1 }, { bytes: 1500 });
  flow.world.run();
  assert.is(flow.receiver.summary()['outcome'], 'completed');
  assert.is(flow.sender.summary()['outcome'], 'completed');
});

test('a lost last acknowledgement is sent again by the sender in TIME-WAIT', () => {
  let lost = 0;
  const flow = play({ ...clean, drop: frame => read(frame).ack === ISN.server + 2 && lost++ < 1 }, clean, {
    bytes: 1500,
  });
  flow.world.run();
  assert.is(flow.receiver.summary()['outcome'], 'completed');
  assert.is(lost, 2);
});

test('a reset with the exact number ends it', () => {
  const flow = play(clean, clean, { windowBytes: 20_000 });
  flow.world.run(100e6);
  const reset = flow.sent
    .filter(one => one.from === 'client')
    .at(-1)!
    .frame.copy();
  reset.tcp!.seq = ISN.client + 1 + Number(flow.receiver.summary()['bytesReceived']);
  reset.edit8(reset.start + 34 + 13, RST);
  flow.receiver.receive(reset, 100e6, () => {});
  assert.is(flow.receiver.summary()['outcome'], 'reset');
});

test.run();

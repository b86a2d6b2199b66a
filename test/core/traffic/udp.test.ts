import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LINK_PORTS } from '../../../core/plan/port-plan.js';
import { hostAt, reversed, type Tuple } from '../../../core/traffic/hosts.js';
import { cbr } from '../../../core/traffic/schedule.js';
import { UdpSink } from '../../../core/traffic/udp-sink.js';
import { UdpSource } from '../../../core/traffic/udp-source.js';
import { type Way, World } from './path.js';

const tuple: Tuple = {
  local: hostAt(LINK_PORTS, 'client'),
  remote: hostAt(LINK_PORTS, 'server'),
  localPort: 49152,
  remotePort: 5001,
  protocol: 17,
};

const flow = (up: Way, frames = 10, size = 125, rate = 1_000_000) => {
  const source = new UdpSource(tuple, cbr(0, size, rate), size, (frames * 8e9 * size) / rate);
  const sink = new UdpSink(reversed(tuple));
  const world = new World(up, { delayNs: 0 }, { client: [source], server: [sink] });
  return { source, sink, world };
};

test('a frame is Ethernet, IPv4 and UDP with right checksums, numbered and stamped', () => {
  const { world } = flow({ delayNs: 1 }, 2, 60, 1_000_000);
  const frames: string[] = [];
  world.onSend = (_, frame) => frames.push(Buffer.from(frame.bytes).toString('hex'));
  world.run();
  const ethernet = '66666666666622222222222208' + '00';
  const addresses = 'c0a81602' + 'c0a84202';
  assert.equal(frames, [
    `${ethernet}4500002e000040004011616a${addresses}c0001389001a52db000000000000000000000000000000000000`,
    `${ethernet}4500002e0001400040116169${addresses}c0001389001affd2000000010000000000075300000000000000`,
  ]);
});

test('frames leave exactly at their times and none at or after stop', () => {
  const { world, source } = flow({ delayNs: 0 }, 3);
  const times: number[] = [];
  world.onSend = (_, __, now) => times.push(now);
  world.run();
  assert.equal(times, [0, 1_000_000, 2_000_000]);
  assert.ok(source.done());
  assert.equal(source.summary(), { framesSent: 3, bytesSent: 375 });
});

test('the sink reports delay, goodput and no trouble on a clean path', () => {
  const { world, sink } = flow({ delayNs: 20_000_000 });
  world.run();
  const s = sink.summary();
  assert.is(s['framesReceived'], 10);
  assert.is(s['framesLost'], 0);
  assert.is(s['reorderedRatio'], 0);
  assert.is(s['delayMinNs'], 20_000_000);
  assert.is(s['delayMaxNs'], 20_000_000);
  // 83 payload bytes of a 125-byte frame each millisecond.
  assert.is(s['goodputBps'], 664_000);
});

test('losses, damage and foreign frames are told apart', () => {
  let n = 0;
  const { world, sink } = flow({
    delayNs: 0,
    drop: frame => {
      n += 1;
      if (n === 3) return true;
      if (n === 5) frame.memory[80] = 1;
      if (n === 7) frame.memory[0] = 0x02;
      return false;
    },
  });
  world.run();
  const s = sink.summary();
  assert.is(s['framesReceived'], 7);
  assert.is(s['framesLost'], 3);
  assert.is(s['framesDamaged'], 1);
});

test('a wild number under a repaired checksum is set aside, not taken for a billion losses', () => {
  const { world, sink } = flow({
    delayNs: 0,
    drop: frame => {
      // No UDP checksum, and the number's first byte flipped.
      if (frame.memory[45] === 4) frame.memory[42] = 0xff;
      frame.memory[40] = 0;
      frame.memory[41] = 0;
      return false;
    },
  });
  world.run();
  const s = sink.summary();
  assert.is(s['framesImplausible'], 1);
  assert.is(s['framesLost'], 1);
});

test('a fragment is counted and not taken', () => {
  const { world, sink } = flow(
    {
      delayNs: 0,
      drop: frame => {
        frame.memory[20] = 0x20;
        return false;
      },
    },
    1,
  );
  world.run();
  assert.is(sink.summary()['fragments'], 1);
  assert.is(sink.summary()['framesReceived'], 0);
});

test.run();

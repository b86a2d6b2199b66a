import { build, type FrameSpec } from '../../sdk/build.js';
import type { Rng } from '../../sdk/rng.js';
import { percent } from '../../sdk/units.js';
import { randomFrame } from './filter/random-frames.js';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const hex = (text: string): Uint8Array => Buffer.from(text.replace(/\s/g, ''), 'hex');

const HELLO = hex(`16 0301 0064 01 000060 0303 ${'5a'.repeat(32)} 01 77 0004 1301 1302 01 00 0032
  0000 000e 000c 00 0009 6c6f63616c686f7374 0010 000e 000c 02 6832 08 687474702f312e31
  002b 0005 04 0304 0303 0015 0001 00`);
const ANSWER = hex(
  '1234 8583 0001 0002 0000 0000 0161 026263 00 0001 0001 c00c 0001 0001 0000003c 0004 c0000201 c00e 0005 0001 00000001 0002 c00c',
);
const QUIC = hex(
  'c3 00000001 02 0102 01 a1 03 746f6b 4006 aabbccddeeff e3 00000001 02 0102 01 a1 04 11223344 cf 6b3343cf 02 0102 00 0011',
);
const V4 = { ipv4: { src: '10.0.0.1', dst: '10.0.0.2' } };
const V6 = { ipv6: { src: '2001:db8::1', dst: '2001:db8::2' } };
const toPort = (dstPort: number) => ({ tcp: { srcPort: 40000, dstPort, flags: 'PA' } });
const udp = (dstPort: number) => ({ udp: { srcPort: 40000, dstPort } });

/** Frames that have something in them to find. */
const FULL: readonly FrameSpec[] = [
  { ...V4, ...toPort(443), payload: HELLO },
  { ...V6, ...toPort(443), payload: HELLO, vlan: [{ vid: 5 }] },
  { ...V4, ...udp(53), payload: ANSWER },
  { ...V6, ...toPort(53), payload: Uint8Array.of(0, ANSWER.length, ...ANSWER) },
  { ...V4, ...udp(443), payload: QUIC },
  { ...V6, ...udp(443), payload: QUIC },
  { ...V4, ...toPort(25), payload: ascii('250-STARTTLS\r\n') },
  { ...V4, tcp: { srcPort: 1, dstPort: 2, options: { timestamps: { val: 1, ecr: 2 }, sack: [[5, 9]] } }, pad: true },
  { ipv4: { ...V4.ipv4, options: hex('0704000000000000') }, icmp: { type: 8, id: 1, sequence: 2 }, payload: 20 },
  {
    ipv6: {
      ...V6.ipv6,
      extensions: [
        { type: 0, body: hex('050200000000') },
        { type: 43, body: new Uint8Array(22) },
      ],
    },
    icmpv6: { type: 135 },
    payload: 20,
  },
  { arp: { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' }, pad: true },
];

/** Bytes that decide much: lengths at their ends, types, pointers. */
const EDGES = [0, 1, 4, 5, 6, 17, 20, 22, 44, 58, 63, 64, 127, 128, 192, 255];

const back = { ipv4: { src: '10.0.0.2', dst: '10.0.0.1' }, ipv6: { src: '2001:db8::2', dst: '2001:db8::1' } };
const ends = [V4, { ipv4: back.ipv4 }, V6, { ipv6: back.ipv6 }];
const segments = ends.map(ip =>
  build({ ...ip, tcp: { srcPort: 25, dstPort: 25, options: { sack: [[0, 0]] } }, payload: 64, capacity: 256 }),
);

/** A right segment of one of a few connections, somewhere in the first bytes of its stream: what a stream editor reads. */
const segment = (rng: Rng): Uint8Array => {
  const which = rng.below(segments.length);
  const frame = segments[which]!;
  const length = rng.chance(percent(30)) ? 0 : rng.below(48);
  frame.resize(frame.payloadOffset + length);
  for (let at = frame.length - length; at < frame.length; at++) frame.memory[at] = 97 + rng.below(3);
  frame.repair();
  const tcp = frame.tcp!;
  const port = 5000 + rng.below(3);
  if (which % 2 === 0) tcp.srcPort = port;
  else tcp.dstPort = port;
  tcp.seq = 0xffffff80 + rng.below(256);
  tcp.ackNumber = 0xffffff80 + rng.below(256);
  tcp.flags = rng.chance(percent(85)) ? 0x18 : rng.below(256);
  // The edges of its SACK block.
  for (let i = 24; i < 32; i++) frame.edit8(tcp.at + i, (i & 3) === 3 ? rng.below(256) : 255 * rng.below(2));
  return frame.memory.slice(frame.start, frame.start + frame.length);
};

/** Frames of all kinds, right ones, changed ones, random bytes. */
export class FuzzFrames {
  private readonly pool: Uint8Array[];

  constructor(private readonly rng: Rng) {
    this.pool = [...FULL.map(spec => build(spec).bytes), ...Array.from({ length: 64 }, () => randomFrame(rng))];
  }

  next(): Uint8Array {
    const { rng, pool } = this;
    const kind = rng.below(16);
    if (kind === 0) return Uint8Array.from({ length: rng.below(160) }, () => rng.below(256));
    if (kind < 5) return segment(rng);
    if (kind === 5) pool[FULL.length + rng.below(pool.length - FULL.length)] = randomFrame(rng);
    const frame = rng.pick(pool);
    if (kind < 8) return frame;
    const bytes = frame.slice(0, rng.chance(percent(20)) ? rng.below(frame.length + 1) : frame.length);
    for (let changes = 1 + rng.below(4); changes > 0 && bytes.length > 0; changes--) {
      const at = rng.below(bytes.length);
      bytes[at] = rng.chance(percent(50)) ? rng.pick(EDGES) : rng.below(256);
    }
    return bytes;
  }
}

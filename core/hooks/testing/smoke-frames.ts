import { build } from '../../../sdk/build.js';
import { Frame } from '../../../sdk/frame.js';

const ONE = '10.0.0.1';
const TWO = '10.0.0.2';
const v4 = { src: ONE, dst: TWO };
const v6 = { src: 'fd00::1', dst: 'fd00::2' };
const web = { srcPort: 40_000, dstPort: 80 };
const dns = { srcPort: 40_001, dstPort: 53 };

/** A sound frame of every kind that a link of ours carries, small and large, and a short TCP connection. */
const sound = (): Frame[] => [
  build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: ONE, targetIp: TWO } }),
  build({ ipv4: v4, tcp: { ...web, flags: 'S', options: { mss: 1460, sackPermitted: true } } }),
  build({ ipv4: { src: TWO, dst: ONE }, tcp: { srcPort: 80, dstPort: 40_000, flags: 'SA', ackNumber: 1 } }),
  build({ ipv4: v4, tcp: { ...web, seq: 1, ackNumber: 1 } }),
  build({
    ipv4: v4,
    tcp: { ...web, seq: 1, ackNumber: 1, flags: 'PA' },
    payload: new TextEncoder().encode('GET / HTTP/1.1'),
  }),
  build({ ipv4: v4, tcp: { ...web, seq: 15, ackNumber: 1 }, payload: 1446 }),
  build({ ipv4: v4, tcp: { ...web, seq: 1461, ackNumber: 1, flags: 'FA' } }),
  build({ ipv4: v4, tcp: { ...web, seq: 1462, flags: 'R' } }),
  build({ ipv4: v4, udp: dns, payload: 40 }),
  build({ ipv4: v4, udp: { ...dns, checksum: false }, payload: 0 }),
  build({ ipv4: v4, icmp: { type: 8, id: 1, sequence: 1 }, payload: 56 }),
  build({ ipv4: { ...v4, moreFragments: true, id: 7 }, udp: { ...dns, length: 2008 }, payload: 1472 }),
  build({ ipv4: { ...v4, fragmentOffset: 1480, id: 7, protocol: 17 }, payload: 528 }),
  build({ ipv4: { ...v4, protocol: 47 }, payload: 30 }),
  build({ ipv6: v6, tcp: { ...web, seq: 1, ackNumber: 1 }, payload: 100 }),
  build({ ipv6: v6, udp: dns, payload: 1 }),
  build({ ipv6: v6, icmpv6: { type: 128, id: 1, sequence: 1 }, payload: 56 }),
  build({ vlan: [{ vid: 100, pcp: 3 }], ipv4: v4, udp: dns, payload: 20 }),
  build({ eth: { dst: 'ff:ff:ff:ff:ff:ff', type: 0x88b5 }, payload: 46 }),
];

/** The same, cut short and with bytes turned over: what a link with bit errors and broken senders carries. */
const damaged = (frames: readonly Frame[]): Frame[] =>
  frames.flatMap((frame, i) => {
    const cut = frame.bytes.slice(0, Math.max(14, Math.trunc((frame.length * (i % 7)) / 7)));
    const turned = frame.bytes.slice();
    for (let at = 14 + (i % 5); at < turned.length; at += 11) turned[at]! ^= 0xff;
    return [Frame.of(cut), Frame.of(turned)];
  });

/** Frames for a hook that nobody has written a test for: the same ones every time. */
export const smokeFrames = (): Frame[] => {
  const frames = sound();
  return [...frames, ...damaged(frames), ...sound()];
};

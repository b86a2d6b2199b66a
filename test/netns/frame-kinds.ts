import { build, type FrameSpec } from '../../sdk/build.js';

const payload = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 7 + length);

export interface Station {
  readonly mac: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

/** Of each kind that programs seldom send a frame from one station to another, in hexadecimal. */
export const framesOfAllKinds = (from: Station, to: Station): Readonly<Record<string, string>> => {
  const eth = { src: from.mac, dst: to.mac };
  const ipv4 = { src: from.ipv4, dst: to.ipv4, id: 0x4711 };
  const ipv6 = { src: from.ipv6, dst: to.ipv6 };
  const udp = { srcPort: 4000, dstPort: 5004 };
  const tcp = { srcPort: 4000, dstPort: 5005, seq: 1, ackNumber: 1 };
  const arp = { senderMac: from.mac, senderIp: from.ipv4, targetIp: to.ipv4 };
  const all = (dst: string) => ({ src: from.mac, dst });
  const specs: Readonly<Record<string, FrameSpec>> = {
    'UDP in a VLAN': { eth, vlan: [{ vid: 5, pcp: 3 }], ipv4, udp, payload: payload(100) },
    'TCP over IPv6 in a VLAN': { eth, vlan: [{ vid: 4094 }], ipv6, tcp, payload: payload(200) },
    'ARP in a VLAN': { eth: all('ff:ff:ff:ff:ff:ff'), vlan: [{ vid: 7 }], arp, pad: true },
    'multicast in a VLAN': {
      eth: all('01:00:5e:01:02:03'),
      vlan: [{ vid: 5 }],
      ipv4: { ...ipv4, dst: '239.1.2.3' },
      udp,
      payload: payload(300),
    },
    'a full-size frame in a VLAN': { eth, vlan: [{ vid: 5 }], ipv4, udp, payload: payload(1472) },
    'a priority tag': { eth, vlan: [{ vid: 0, pcp: 7 }], ipv4, udp, payload: payload(80) },
    'TCP under a service and a customer tag': {
      eth,
      vlan: [{ vid: 291 }, { vid: 7 }],
      ipv4,
      tcp,
      payload: payload(400),
    },
    'ICMPv6 under two 802.1Q tags': {
      eth,
      vlan: [{ vid: 291, tpid: 0x8100 }, { vid: 7 }],
      ipv6,
      icmpv6: { type: 129, code: 0 },
      payload: payload(56),
    },
    'multicast over IPv6': {
      eth: all('33:33:00:00:01:02'),
      ipv6: { ...ipv6, dst: 'ff02::102' },
      udp,
      payload: payload(90),
    },
    'broadcast over IPv4': {
      eth: all('ff:ff:ff:ff:ff:ff'),
      ipv4: { ...ipv4, dst: '255.255.255.255' },
      udp,
      payload: payload(70),
    },
    'a first fragment': {
      eth,
      ipv4: { ...ipv4, moreFragments: true },
      udp: { ...udp, length: 2008 },
      payload: payload(1000),
    },
    'IPv4 with options': {
      eth,
      ipv4: { ...ipv4, options: Uint8Array.of(148, 4, 0, 0) },
      udp,
      payload: payload(60),
    },
  };
  const built = Object.entries(specs).map(([kind, spec]) => [kind, Buffer.from(build(spec).bytes).toString('hex')]);
  const [there, here] = [to.mac, from.mac].map(mac => mac.replaceAll(':', ''));
  return {
    ...Object.fromEntries(built),
    'a type nobody knows': `${there}${here}88b5${'5a'.repeat(46)}`,
    'an 802.3 frame of a spanning tree': `0180c2000000${here}0026424203${'00'.repeat(43)}`,
  };
};

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Frame } from '../../sdk/frame.js';

const fixture = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);

/** The frames of a classic pcap file, little-endian, microseconds: what the fixtures are. */
const framesOf = (name: string): Frame[] => {
  const file = readFileSync(fixture(`${name}.pcap`));
  assert.is(file.readUInt32LE(0), 0xa1b2c3d4);
  const frames: Frame[] = [];
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) {
    frames.push(Frame.of(Uint8Array.from(file.subarray(at + 16, at + 16 + file.readUInt32LE(at + 8)))));
  }
  return frames;
};

type Fields = Record<string, string[] | undefined>;
const dissectionOf = (name: string): Fields[] =>
  JSON.parse(readFileSync(fixture(`${name}.fixture.json`), 'utf8')).map(
    (packet: { _source: { layers: Fields } }) => packet._source.layers,
  );

const hexOf = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
const bit = (value: boolean): string => (value ? '1' : '0');
const text = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));
/** tshark: 0 bad, 1 good, 2 not verified (a fragment), 3 not present. */
const status = (ok: boolean | undefined, none = false): string => (none ? '3' : ok === undefined ? '2' : bit(ok));
const list = (values: (number | undefined)[]): string[] | undefined => (values.length ? values.map(String) : undefined);

/** What our views say of the frame, in tshark's words. Fields of layers that are not there are left out. */
const described = (frame: Frame): Record<string, string | string[] | undefined> => {
  const { eth, arp, ipv4, ipv6, tcp, udp, icmp, icmpv6 } = frame;
  const out: Record<string, string | string[] | undefined> = {
    'eth.dst': eth!.dstText,
    'eth.src': eth!.srcText,
    'eth.type': hexOf(eth!.type, 4),
  };
  const vlans: Record<string, string[]> = {};
  for (let vlan = frame.vlan; vlan; vlan = vlan.inner) {
    const prefix = vlan.tpid === 0x88a8 ? 'ieee8021ad' : 'vlan';
    (vlans[`${prefix}.priority`] ??= []).push(String(vlan.pcp));
    (vlans[`${prefix}.dei`] ??= []).push(bit(vlan.dei));
    (vlans[`${prefix}.id`] ??= []).push(String(vlan.vid));
    if (prefix === 'vlan') (vlans['vlan.etype'] ??= []).push(hexOf(vlan.type, 4));
  }
  Object.assign(out, vlans);
  if (arp) {
    out['arp.opcode'] = String(arp.operation);
    out['arp.src.hw_mac'] = arp.senderMacText;
    out['arp.src.proto_ipv4'] = arp.senderIpText;
    out['arp.dst.hw_mac'] = arp.targetMacText;
    out['arp.dst.proto_ipv4'] = arp.targetIpText;
  }
  if (ipv4) {
    out['ip.hdr_len'] = String(ipv4.headerLength);
    out['ip.dsfield.dscp'] = String(ipv4.dscp);
    out['ip.dsfield.ecn'] = String(ipv4.ecn);
    out['ip.len'] = String(ipv4.totalLength);
    out['ip.id'] = hexOf(ipv4.id, 4);
    out['ip.flags.df'] = bit(ipv4.dontFragment);
    out['ip.flags.mf'] = bit(ipv4.moreFragments);
    out['ip.frag_offset'] = String(ipv4.fragmentOffset / 8);
    out['ip.ttl'] = String(ipv4.ttl);
    out['ip.proto'] = String(ipv4.protocol);
    out['ip.checksum'] = hexOf(ipv4.checksum, 4);
    out['ip.checksum.status'] = status(ipv4.checksumOk);
    out['ip.src'] = ipv4.srcText;
    out['ip.dst'] = ipv4.dstText;
  }
  if (ipv6) {
    out['ipv6.tclass'] = hexOf(ipv6.trafficClass, 8);
    out['ipv6.flow'] = hexOf(ipv6.flowLabel, 6);
    out['ipv6.plen'] = String(ipv6.payloadLength);
    out['ipv6.nxt'] = String(ipv6.nextHeader);
    out['ipv6.hlim'] = String(ipv6.hopLimit);
    out['ipv6.src'] = ipv6.srcText;
    out['ipv6.dst'] = ipv6.dstText;
    if (ipv6.fragmented) out['ipv6.fraghdr.offset'] = String(ipv6.fragmentOffset / 8);
  }
  if (tcp) {
    const blocks = Array.from({ length: tcp.sackCount }, (_, i) => i);
    out['tcp.srcport'] = String(tcp.srcPort);
    out['tcp.dstport'] = String(tcp.dstPort);
    out['tcp.seq_raw'] = String(tcp.seq);
    out['tcp.ack_raw'] = String(tcp.ackNumber);
    out['tcp.hdr_len'] = String(tcp.headerLength);
    out['tcp.flags'] = hexOf(tcp.flags, 4);
    out['tcp.window_size_value'] = String(tcp.window);
    out['tcp.checksum'] = hexOf(tcp.checksum, 4);
    out['tcp.checksum.status'] = status(tcp.checksumOk);
    out['tcp.urgent_pointer'] = String(tcp.urgent);
    // tshark leaves it out of fragments.
    out['tcp.len'] = ipv4?.fragmented ? undefined : String(tcp.payloadLength);
    out['tcp.options.mss_val'] = text(tcp.mss);
    out['tcp.options.wscale.shift'] = text(tcp.windowScale);
    out['tcp.options.sack_perm'] = tcp.sackPermitted ? '0402' : undefined;
    out['tcp.options.sack_le'] = list(blocks.map(i => tcp.sackLeft(i)));
    out['tcp.options.sack_re'] = list(blocks.map(i => tcp.sackRight(i)));
    out['tcp.options.timestamp.tsval'] = text(tcp.tsVal);
    out['tcp.options.timestamp.tsecr'] = text(tcp.tsEcr);
  }
  if (udp) {
    out['udp.srcport'] = String(udp.srcPort);
    out['udp.dstport'] = String(udp.dstPort);
    out['udp.length'] = String(udp.length);
    out['udp.checksum'] = hexOf(udp.checksum, 4);
    out['udp.checksum.status'] = status(udp.checksumOk, udp.checksum === 0);
  }
  if (icmp) {
    out['icmp.type'] = String(icmp.type);
    out['icmp.code'] = String(icmp.code);
    out['icmp.checksum'] = hexOf(icmp.checksum, 4);
    out['icmp.checksum.status'] = status(icmp.checksumOk);
    const asks = [0, 8, 13].includes(icmp.type);
    out['icmp.ident'] = asks ? String(icmp.id) : undefined;
    out['icmp.seq'] = asks ? String(icmp.sequence) : undefined;
  }
  if (icmpv6) {
    out['icmpv6.type'] = String(icmpv6.type);
    out['icmpv6.code'] = String(icmpv6.code);
    out['icmpv6.checksum'] = hexOf(icmpv6.checksum, 4);
    out['icmpv6.checksum.status'] = status(icmpv6.checksumOk);
    const echo = icmpv6.type === 128 || icmpv6.type === 129;
    out['icmpv6.echo.identifier'] = echo ? hexOf(icmpv6.id, 4) : undefined;
    out['icmpv6.echo.sequence_number'] = echo ? String(icmpv6.sequence) : undefined;
    out['icmpv6.nd.ns.target_address'] = icmpv6.type === 135 ? icmpv6.targetText : undefined;
    out['icmpv6.nd.na.target_address'] = icmpv6.type === 136 ? icmpv6.targetText : undefined;
  }
  return out;
};

/** tshark's fields, of the frame's own layers: an ICMP error's are followed by those of the packet it quotes. */
const dissected = (frame: Frame, fields: Fields): Record<string, string | string[] | undefined> => {
  const out: Record<string, string | string[] | undefined> = {};
  for (const [name, values] of Object.entries(fields)) {
    if (name === 'frame.number' || name === 'ipv6.fraghdr.more') continue;
    if ((frame.icmp || frame.icmpv6) && /^(udp|tcp)\./.test(name)) continue;
    const several = /^(vlan|ieee8021ad|tcp\.options\.sack_[lr]e)/.test(name);
    out[name] = several ? values : values?.[0];
  }
  if (!frame.ipv6?.fragmented) delete out['ipv6.fraghdr.offset'];
  return out;
};

const defined = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

for (const [name, count] of [
  ['captured', 44],
  ['made', 26],
] as const) {
  test(`the views read ${name}.pcap as tshark does, field by field, checksums judged alike`, () => {
    const frames = framesOf(name);
    const dissection = dissectionOf(name);
    assert.equal([frames.length, dissection.length], [count, count]);
    frames.forEach((frame, i) => {
      assert.equal(
        defined(described(frame)),
        defined(dissected(frame, dissection[i])),
        `frame ${i + 1} of ${name}.pcap`,
      );
    });
  });

  test(`repairing ${name}.pcap changes only what was wrong`, () => {
    for (const frame of framesOf(name)) {
      const healthy = frame.headerChecksumOk !== false && frame.transportChecksumOk !== false;
      const shorter = frame.udp !== undefined && frame.udp.end < (frame.ipv4?.end ?? 0);
      const before = Buffer.from(frame.bytes).toString('hex');
      frame.repair();
      assert.is.not(frame.headerChecksumOk, false);
      assert.is.not(frame.transportChecksumOk, false);
      if (healthy && !shorter) assert.is(Buffer.from(frame.bytes).toString('hex'), before);
    }
  });
}

test.run();

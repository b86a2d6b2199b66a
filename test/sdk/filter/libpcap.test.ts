import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileFilter } from '../../../sdk/filter/compile-filter.js';
import { Frame } from '../../../sdk/frame.js';
import { substream } from '../../../sdk/rng.js';
import { randomFilter } from './random-filters.js';
import { randomFrame } from './random-frames.js';
import { hasTcpdump, matchedByTcpdump, pcapOf } from './tcpdump.js';

/** What people write, and what is easy to get wrong. */
const WRITTEN = [
  'tcp port 80',
  'udp port 5004 and not host 10.0.0.2',
  'not host 10.0.0.1 and 10.0.0.2',
  'not (host 10.0.0.1 or 10.0.0.2)',
  'ip host 10.0.0.1 and not 10.1.2.3',
  'host 10.0.0.1 and (10.0.0.2 or 10.1.2.3)',
  'port 80 or 443 or 53',
  'tcp port (80 or 443) or udp port 53',
  'tcp dst port 22 or 53 and not ip6',
  'tcp or udp and port 80',
  'icmp or arp and host 10.0.0.1',
  'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 10.0.0.0/8',
  'tcp[tcpflags] & (tcp-rst|tcp-ack) == (tcp-rst|tcp-ack)',
  'tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)',
  'ether[0] & 1 = 0 and ip[16] >= 224',
  'icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply',
  'icmp6[icmp6type] == icmp6-echo',
  'ip[0] & 0xf != 5',
  'ip[6:2] & 0x1fff = 0',
  'ip[8] > 64 or ip6[7] > 64',
  'udp[8:4] = 0xdeadbeef or udp[4:2] < 20',
  'vlan',
  'vlan 5',
  'vlan and vlan 6',
  'not vlan',
  'port 80 or (vlan and port 80) or (vlan and vlan and port 80)',
  'vlan and ip6 and tcp',
  'vlan 5 and ether proto 0x0800 and ip[9] = 17',
  '(vlan and arp) or ip',
  'not ip',
  'not ether[60] = 0',
  'not tcp[100] = 1 or ip',
  'ip or not tcp[100] = 1',
  'ether[ether[20] & 15] = 2',
  'tcp[ip[3] & 15] > 20',
  'ip[ip[0] & 15] = 6',
  'tcp[-4:2] != 0',
  'ip[-1] = 0',
  'not ip[-1] = 0',
  'udp[tcp[0]] = 1',
  'not icmp6[tcp[0]] = 1',
  'not tcp[icmp6[0]] = 1',
  'ip[2:2] / ip[1] > 3',
  'not ip[2:2] % ip[1] = 3',
  'len << ether[20] = 0',
  '1 << ether[20] >> ether[20] = 1',
  'len - 100 > 0x7fffffff',
  '- len > 0xffffff00',
  'ip[12:4] * 3 + 1 > ip[16:4]',
  'len | 2 & 4 + 1 = 6',
  'len - 10 - 5 < 20',
  '(len) > 50 and ((len + 1) * 2 > 5)',
  '1 = 1',
  'less 60 or greater 100',
  'len <= 60',
  'ether src 02:00:00:00:00:01 and not broadcast',
  'ether dst 0200.0000.0002 or ether host 1-0-5e-0-0-1',
  'ether host 02:00:00:00:00:01 or 02:00:00:00:00:02',
  'arp dst host 10.0.0.1 or rarp net 10',
  'net 10 or 192.168',
  'host 10.1',
  'net 0',
  'host 0xa000001',
  'src net 10.0.0.0 mask 255.255.255.252 and dst portrange 80-443',
  'portrange 443-80 or 5004',
  'portrange 5004-5005 or 22-53',
  'ip6 net 2001:db8::/47',
  'src or dst host fe80::1 or ::1',
  'ip proto 1 or 2 or \\tcp',
  'ether proto \\arp or \\ip6',
  'ip6 proto 17 or ip6 proto 44',
  'ip broadcast or ip multicast or ip6 multicast',
  'proto \\sctp and not (src port 80 && dst port 80)',
  '!tcp&&!udp||icmp',
];

const placesMatched = (frames: readonly Uint8Array[], filter: string): number[] => {
  const { matches } = compileFilter(filter);
  const frame = new Frame();
  const places: number[] = [];
  frames.forEach((bytes, place) => {
    if (matches(frame.point(bytes, 0, bytes.length, bytes.length, place))) places.push(place);
  });
  return places;
};

/** What every filter that differs from tcpdump has to say, two processes at a time. */
const differences = async (frames: readonly Uint8Array[], filters: readonly string[]): Promise<string[]> => {
  const pcap = pcapOf(frames);
  const told: string[] = [];
  const left = filters.values();
  const work = async (): Promise<void> => {
    for (const filter of left) {
      const [theirs, ours] = [new Set(await matchedByTcpdump(pcap, filter)), new Set(placesMatched(frames, filter))];
      const odd = frames.findIndex((_, place) => theirs.has(place) !== ours.has(place));
      if (odd < 0) continue;
      const bytes = Buffer.from(frames[odd]!).toString('hex');
      told.push(`${filter}: tcpdump says ${theirs.has(odd)}, we ${ours.has(odd)}, of ${bytes}`);
    }
  };
  await Promise.all([work(), work()]);
  return told;
};

const without = hasTcpdump() ? undefined : 'tcpdump is not installed';
const onTcpdump = without === undefined ? test : test.skip;
const note = without === undefined ? '' : ` (skipped: ${without})`;

onTcpdump(`filters that people write take the same frames as tcpdump does${note}`, async () => {
  const rng = substream(1, 'frames');
  const frames = Array.from({ length: 3000 }, () => randomFrame(rng));
  assert.equal(await differences(frames, WRITTEN), []);
});

onTcpdump(`random filters take the same frames as tcpdump does${note}`, async () => {
  const rng = substream(2, 'filters');
  const frames = Array.from({ length: 2000 }, () => randomFrame(rng));
  const filters = Array.from({ length: 200 }, () => randomFilter(rng, 2));
  assert.equal(await differences(frames, filters), []);
});

test('the random frames and filters are worth comparing: most filters take some frames and leave some', () => {
  const rng = substream(3, 'worth');
  const frames = Array.from({ length: 500 }, () => randomFrame(rng));
  const filters = Array.from({ length: 200 }, () => randomFilter(rng, 2));
  const telling = filters.filter(filter => {
    const taken = placesMatched(frames, filter).length;
    return taken > 0 && taken < frames.length;
  });
  assert.ok(telling.length > 140, `${telling.length} of 200`);
});

test.run();

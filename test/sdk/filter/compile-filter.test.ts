import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileFilter } from '../../../sdk/filter/compile-filter.js';
import { FilterError } from '../../../sdk/filter/filter-error.js';
import { Frame } from '../../../sdk/frame.js';
import { substream } from '../../../sdk/rng.js';
import { embedded, hex } from '../hex.js';
import { randomFilter } from './random-filters.js';
import { randomFrame } from './random-frames.js';

const ETHERNET = '02 00 00 00 00 02  02 00 00 00 00 01';
const IPV4 = '45 00 00 28  00 01 00 00  40 06 00 00  0a 00 00 01  0a 00 00 02';
const PORTS = '9c 40 00 50';
const TCP = `${PORTS}  00 00 00 01  00 00 00 02  50 12 20 00  00 00 00 00`;
const UDP = '9c 40 13 8c  00 0c 00 00  de ad be ef';
const IPV6 = '60 00 00 00  00 14 06 40  20010db8 00000000 00000000 00000001  20010db8 00000000 00000000 00000002';
const ARP = '00 01 08 00 06 04 00 01  02 00 00 00 00 01  0a 00 00 01  00 00 00 00 00 00  0a 00 00 02';

const frames = {
  /** A SYN ACK from 10.0.0.1:40000 to 10.0.0.2:80. */
  tcp: hex(`${ETHERNET} 08 00 ${IPV4} ${TCP}`),
  /** The same with 4 bytes of IPv4 options: the transport header stands further back. */
  options: hex(`${ETHERNET} 08 00 ${IPV4.replace('45', '46')} 01 01 01 01 ${TCP}`),
  /** To port 5004, payload deadbeef. */
  udp: hex(`${ETHERNET} 08 00 ${IPV4.replace('40 06', '40 11')} ${UDP}`),
  /** A later fragment, whose bytes look like the ports 40000 and 80. */
  fragment: hex(`${ETHERNET} 08 00 ${IPV4.replace('00 01 00 00', '00 01 00 10')} ${TCP}`),
  /** The first fragment. */
  first: hex(`${ETHERNET} 08 00 ${IPV4.replace('00 01 00 00', '00 01 20 00')} ${TCP}`),
  tcp6: hex(`${ETHERNET} 86 dd ${IPV6} ${TCP}`),
  /** TCP behind an IPv6 fragment header. */
  fragment6: hex(`${ETHERNET} 86 dd ${IPV6.replace('14 06', '1c 2c')} 06 00 00 00 00 00 00 01 ${TCP}`),
  /** TCP behind a hop-by-hop header. */
  options6: hex(`${ETHERNET} 86 dd ${IPV6.replace('14 06', '1c 00')} 06 00 01 04 00 00 00 00 ${TCP}`),
  echo: hex(`${ETHERNET} 08 00 ${IPV4.replace('40 06', '40 01')} 08 00 00 00 00 01 00 01`),
  /** Broadcast, 10.0.0.1 asks for 10.0.0.2. */
  arp: hex(`ff ff ff ff ff ff  02 00 00 00 00 01 08 06 ${ARP}`),
  /** The TCP segment in VLAN 5. */
  tagged: hex(`${ETHERNET} 81 00 e0 05 08 00 ${IPV4} ${TCP}`),
  /** VLAN 6 in the service VLAN 5. */
  doubly: hex(`${ETHERNET} 88 a8 00 05 81 00 00 06 08 00 ${IPV4} ${TCP}`),
  short: hex('02 00 00 00 00 02  02 00'),
};
type Name = keyof typeof frames;
const names = Object.keys(frames) as Name[];

const taken = (filter: string): string => {
  const { matches } = compileFilter(filter);
  return names.filter(name => matches(Frame.of(frames[name]))).join(' ');
};

test('a protocol by itself is the packets that carry it, over either IP or over its own', () => {
  assert.is(taken('ip'), 'tcp options udp fragment first echo');
  assert.is(taken('ip6'), 'tcp6 fragment6 options6');
  assert.is(taken('arp'), 'arp');
  assert.is(taken('udp'), 'udp');
  assert.is(taken('icmp'), 'echo');
  assert.is(taken('icmp6 or sctp or igmp or rarp'), '');
});

test('IPv6 is known by its next header or by that of a fragment header, other headers are not followed', () => {
  assert.is(taken('tcp and ip6'), 'tcp6 fragment6');
  assert.is(taken('ip6 proto 44'), 'fragment6');
  assert.is(taken('ip6 proto 0'), 'options6');
});

test('a port is one of TCP, UDP and SCTP, in whole packets and first fragments, behind IPv4 options too', () => {
  assert.is(taken('port 80'), 'tcp options first tcp6');
  assert.is(taken('tcp dst port 80'), 'tcp options first tcp6');
  assert.is(taken('src port 80'), '');
  assert.is(taken('udp port 80'), '');
  assert.is(taken('udp port 5004'), 'udp');
  assert.is(taken('src port 40000 and not tcp'), 'udp');
});

test('a range of ports has both its ends, whichever is written first', () => {
  assert.is(taken('dst portrange 80-5004'), 'tcp options udp first tcp6');
  assert.is(taken('dst portrange 5004-81'), 'udp');
  assert.is(taken('dst portrange 5005-6000 or 79-80'), 'tcp options first tcp6');
  assert.is(taken('src and dst portrange 80-40000'), 'tcp options udp first tcp6');
});

test('a port by name is its number, whatever the protocol', () => {
  assert.is(taken('port http'), taken('port 80'));
  assert.is(taken('portrange ssh - https'), taken('portrange 22-443'));
});

test('a host is an address at either end, of IPv4 in ARP as well', () => {
  assert.is(taken('host 10.0.0.2'), 'tcp options udp fragment first echo arp');
  assert.is(taken('dst host 10.0.0.2 and ip'), taken('ip'));
  assert.is(taken('src 10.0.0.2'), '');
  assert.is(taken('arp host 10.0.0.1'), 'arp');
  assert.is(taken('ip host 10.0.0.1 and arp'), '');
  assert.is(taken('src and dst host 10.0.0.1'), '');
  assert.is(taken('host 2001:db8::2'), 'tcp6 fragment6 options6');
  assert.is(taken('ip6 src host 2001:db8::2'), '');
});

test('a net is the leading bits of an address, by a prefix length, a mask or the parts that are written', () => {
  for (const net of ['10.0.0.0/30', '10.0.0.0/8', '10', '10.0', '10.0.0', '10.0.0.0 mask 255.255.255.0'])
    assert.is(taken(`src net ${net}`), 'tcp options udp fragment first echo arp', net);
  assert.is(taken('net 10.0.0.4/30'), '');
  assert.is(taken('net 0.0.0.2 mask 0.0.0.255'), taken('host 10.0.0.2'));
  assert.is(taken('net 2001:db8::/32'), 'tcp6 fragment6 options6');
  assert.is(taken('net 2001:db9::/32'), '');
  assert.is(taken('net 2001:db8::2/127'), 'tcp6 fragment6 options6');
  assert.is(taken('ip6 net ::/0'), 'tcp6 fragment6 options6');
});

test('Ethernet addresses are written in any of the usual ways', () => {
  for (const mac of ['02:00:00:00:00:02', '2:0:0:0:0:2', '02-00-00-00-00-02', '02.00.00.00.00.02', '0200.0000.0002'])
    assert.is(taken(`ether dst ${mac}`), names.filter(name => name !== 'arp').join(' '), mac);
  assert.is(taken('ether host ff:ff:ff:ff:ff:ff'), 'arp');
});

test('broadcast and multicast are of Ethernet unless a network is named', () => {
  assert.is(taken('broadcast'), 'arp');
  assert.is(taken('multicast'), 'arp');
  assert.is(taken('ip multicast or ip6 multicast or ip broadcast'), '');
});

test('less and greater take the length itself too', () => {
  assert.is(taken('less 42'), 'echo arp short');
  assert.is(taken('greater 78'), 'fragment6 options6');
  assert.is(taken('less 41'), 'short');
});

test('bytes of a header are compared where its protocol is, and the comparison is false elsewhere', () => {
  assert.is(taken('tcp[tcpflags] & (tcp-syn|tcp-ack) == (tcp-syn|tcp-ack)'), 'tcp options first');
  assert.is(taken('tcp[13] & tcp-rst != 0'), '');
  assert.is(taken('udp[8:4] = 0xdeadbeef'), 'udp');
  assert.is(taken('icmp[icmptype] == icmp-echo'), 'echo');
  assert.is(taken('ip[8] > 63'), taken('ip'));
  assert.is(taken('not ip[8] > 64'), 'tcp options udp fragment first tcp6 fragment6 options6 echo arp tagged doubly');
  assert.is(taken('ether[0] & 1 != 0'), 'arp');
});

test('each field in arithmetic asks for its own protocol, on either side of an operator', () => {
  assert.is(taken('1 + udp[0:2] > 0'), 'udp');
  assert.is(taken('udp[0:2] + 1 > 0'), 'udp');
  assert.is(taken('ip[0] + tcp[0] > 0'), 'tcp options first');
});

test('a vlan moves what is written after it on by one tag, and nothing before it', () => {
  assert.is(taken('vlan'), 'tagged doubly');
  assert.is(taken('vlan 5'), 'tagged doubly');
  assert.is(taken('vlan 6'), '');
  assert.is(taken('vlan 5 and vlan 6'), 'doubly');
  assert.is(taken('vlan and tcp port 80'), 'tagged');
  assert.is(taken('tcp port 80 and vlan'), '');
  assert.is(taken('vlan and vlan and tcp port 80'), 'doubly');
  assert.is(taken('udp or vlan'), 'udp tagged doubly');
  assert.is(taken('tcp port 80 or (vlan and tcp port 80)'), 'tcp options first tcp6 tagged');
});

test('and and or bind alike, from the left; not binds the one test after it', () => {
  assert.is(taken('udp or arp and host 10.0.0.2'), 'udp arp');
  assert.is(taken('arp and host 10.0.0.2 or udp'), 'udp arp');
  assert.is(taken('udp or tcp and arp'), '');
  assert.is(taken('udp or (tcp and arp)'), 'udp');
  assert.is(taken('not tcp and ip'), 'udp echo');
  assert.is(taken('! tcp && ip || arp'), 'udp echo arp');
  assert.is(taken('not not not tcp and not not ip'), 'udp echo');
});

test('an address or number by itself has the qualifiers of the test before it', () => {
  assert.is(taken('port 80 or 5004'), 'tcp options udp first tcp6');
  assert.is(taken('tcp dst port 80 or 5004'), 'tcp options first tcp6');
  assert.is(taken('dst port (80 or 5004) and not 80'), 'udp');
  assert.is(taken('host 10.0.0.7 or 10.0.0.2 and not 10.0.0.1'), '');
  assert.is(taken('ip proto 17 or 1'), 'udp echo');
  assert.is(taken('ip proto \\udp or \\icmp'), 'udp echo');
  assert.is(taken('not host 10.0.0.7 and 10.0.0.2'), taken('host 10.0.0.2'));
});

test('a read past the end makes the whole filter false, under a not as well', () => {
  assert.is(taken('ether[200] = 0 or ip'), '');
  assert.is(taken('not ether[200] = 0'), '');
  assert.is(taken('ip or ether[200] = 0'), taken('ip'));
  assert.is(taken('not ip'), 'tcp6 fragment6 options6 arp tagged doubly');
  assert.is(taken('less 14'), 'short');
});

test('a division by zero makes the whole filter false', () => {
  assert.is(taken('not ip and not ether[12:2] / (ether[0] & 1) = 0'), 'arp');
  assert.is(taken('ether[12:2] % (ether[0] & 1) = 0'), 'arp');
});

test('numbers are decimal, octal or hexadecimal, as in C', () => {
  for (const number of ['80', '0x50', '0X50', '0120'])
    assert.is(taken(`dst port ${number}`), taken('dst port 80'), number);
});

test('the examples of docs/filter.md are filters, and those on one line mean the same', () => {
  const page = readFileSync(new URL('../../../docs/filter.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```text\n(.*?)\n```/gs)].map(([, block]) => block!.split('\n'));
  const rows = blocks.flat().map(line => line.split(/ {3,}/));
  assert.ok(rows.length > 10);
  for (const [filter] of rows) compileFilter(filter!);
  for (const [short, long] of blocks[0]!.map(line => line.split(/ {3,}/)))
    assert.is(taken(short!), taken(long!), short);
});

test('matches needs no this, so that it can be kept by itself', () => {
  const { matches, text } = compileFilter('udp');
  assert.is(text, 'udp');
  assert.is(matches(Frame.of(frames.udp)), true);
  assert.is(matches(Frame.of(frames.tcp)), false);
});

type Tree = number | { readonly at: number } | { readonly sign: string; readonly left: Tree; readonly right: Tree };
const trees = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constantFrom(0, 1, 31, 32, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff)),
    fc.record({ at: fc.nat(15) }),
    fc.record({
      sign: fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>'),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
})).tree;

const spelt = (tree: Tree): string => {
  if (typeof tree === 'number') return String(tree);
  return 'at' in tree ? `ether[${tree.at}:4]` : `(${spelt(tree.left)} ${tree.sign} ${spelt(tree.right)})`;
};

/** The number by integers without bounds, reduced to 32 bits; undefined for a division by zero. */
const reckoned = (tree: Tree, bytes: Uint8Array): bigint | undefined => {
  if (typeof tree === 'number') return BigInt(tree);
  if ('at' in tree) return BigInt(new DataView(bytes.buffer).getUint32(tree.at));
  const [a, b] = [reckoned(tree.left, bytes), reckoned(tree.right, bytes)];
  if (a === undefined || b === undefined) return undefined;
  if ((tree.sign === '/' || tree.sign === '%') && b === 0n) return undefined;
  const results: Record<string, () => bigint> = {
    '+': () => a + b,
    '-': () => a - b,
    '*': () => a * b,
    '/': () => a / b,
    '%': () => a % b,
    '&': () => a & b,
    '|': () => a | b,
    '^': () => a ^ b,
    '<<': () => (b > 31n ? 0n : a << b),
    '>>': () => (b > 31n ? 0n : a >> b),
  };
  return BigInt.asUintN(32, results[tree.sign]!());
};

test('arithmetic is that of 32 bits without sign', () => {
  let compared = 0;
  fc.assert(
    fc.property(trees, trees, fc.uint8Array({ minLength: 20, maxLength: 20 }), (left, right, bytes) => {
      const [a, b] = [reckoned(left, bytes), reckoned(right, bytes)];
      const holds = (sign: string): boolean =>
        compileFilter(`${spelt(left)} ${sign} ${spelt(right)}`).matches(Frame.of(bytes));
      try {
        for (const [sign, law] of [
          ['<', (x: bigint, y: bigint) => x < y],
          ['<=', (x: bigint, y: bigint) => x <= y],
          ['=', (x: bigint, y: bigint) => x === y],
          ['!=', (x: bigint, y: bigint) => x !== y],
          ['>', (x: bigint, y: bigint) => x > y],
          ['>=', (x: bigint, y: bigint) => x >= y],
        ] as const) {
          assert.is(holds(sign), a !== undefined && b !== undefined && law(a, b), sign);
          compared += 1;
        }
      } catch (error) {
        // What is constant and cannot be reckoned is refused at once.
        if (!(error instanceof FilterError && /by zero|31 bits/.test(error.message))) throw error;
      }
    }),
    { seed: 5, numRuns: 1000 },
  );
  assert.ok(compared > 3000, String(compared));
});

test('what lies around a frame in memory makes no difference, and nothing is written', () => {
  const rng = substream(4, 'around');
  for (let i = 0; i < 300; i++) {
    const bytes = randomFrame(rng);
    const { frame, intact } = embedded(bytes);
    for (let k = 0; k < 10; k++) {
      const filter = randomFilter(rng, 2);
      const { matches } = compileFilter(filter);
      assert.is(matches(frame), matches(Frame.of(bytes)), filter);
    }
    assert.ok(intact());
    assert.equal(frame.bytes, bytes);
  }
});

test('a filter is the same for every frame it is given, whatever it was given before', () => {
  const rng = substream(6, 'order');
  const some = Array.from({ length: 200 }, () => randomFrame(rng));
  for (let k = 0; k < 50; k++) {
    const text = randomFilter(rng, 2);
    const kept = compileFilter(text);
    for (const bytes of some)
      assert.is(kept.matches(Frame.of(bytes)), compileFilter(text).matches(Frame.of(bytes)), text);
  }
});

test.run();

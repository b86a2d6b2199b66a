import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileFilter } from '../../../sdk/filter/compile-filter.js';
import { FilterError } from '../../../sdk/filter/filter-error.js';
import { BEGINNINGS, CONTINUATIONS } from '../../../sdk/filter/names.js';

const faultOf = (text: string): FilterError => {
  try {
    compileFilter(text);
  } catch (error) {
    assert.instance(error, FilterError, text);
    return error as FilterError;
  }
  return assert.unreachable(`'${text}' was taken`) as never;
};

/** The filter, with a ^ where the fault is; the message; the hint. */
const FAULTS: readonly (readonly [string, string, string?])[] = [
  ['^', 'expected a filter, found the end'],
  ['   ^', 'expected a filter, found the end'],
  ['^tpc', "expected a test, found 'tpc'", 'did you mean tcp?'],
  ['^Tcp', "expected a test, found 'Tcp'", 'did you mean tcp?'],
  ['tcp ^prot 80', "expected and, or or the end, found 'prot'", 'did you mean port?'],
  ['tcp ^udp', "expected and, or or the end, found 'udp'"],
  ['tcp ^80', "expected a word before 80, found '80'", 'as in tcp port 80'],
  ['ip ^10.0.0.1', "expected a word before 10.0.0.1, found '10.0.0.1'", 'as in ip host 10.0.0.1'],
  ['tcp ^10.0.0.1', "expected a word before 10.0.0.1, found '10.0.0.1'", 'as in tcp and host 10.0.0.1'],
  ['^10.0.0.1', "expected a test, found '10.0.0.1'", 'as in host 10.0.0.1'],
  ['^02:00:00:00:00:01', "expected a test, found '02:00:00:00:00:01'", 'as in ether host 02:00:00:00:00:01'],
  ['tcp and ^', 'expected a test, found the end'],
  ['tcp and ^or udp', "expected a test, found 'or'"],
  ['(tcp ^', "expected ')', found the end"],
  ['tcp^)', "expected and, or or the end, found ')'"],
  ['^mpls', "'mpls' of pcap-filter is left out here"],
  ['tcp and ^gateway', "'gateway' of pcap-filter is left out here"],
  [
    '^tcp.port == 80',
    "expected a test, found 'tcp.port'",
    "the language is tcpdump's, not that of Wireshark's display: as in tcp port 80",
  ],
  ['port 80 or ^upd', "expected a test, found 'upd'", 'did you mean udp?'],
  ['port ^htp', "expected a port, found 'htp'", 'did you mean http?'],
  ['port ^65536', "expected a port, at most 65535, found '65536'"],
  ['port 80^-90', "expected one port, found '-'", 'several in a row are a portrange, as in portrange 5000-5010'],
  ['port ^10.0.0.1', "expected a port, found '10.0.0.1'"],
  ['portrange 80-^', 'expected a port, found the end'],
  ['port ^80abc', "'80abc' is no word, number, address or sign of a filter"],
  ['port ^089', "'089' begins with 0 and is not octal"],
  ['host ^', 'expected an address, found the end'],
  [
    'host ^example.org',
    "expected an address, found 'example.org'",
    'names of hosts are not looked up: write the address',
  ],
  ['host ^10.0.0.256', "'10.0.0.256' is no IPv4 address", 'as in 10.0.0.1'],
  ['host ^::1::', "'::1::' is no IPv6 address", 'as in 2001:db8::1'],
  ['host ^02:00:00:00:00:01', 'a MAC address goes with ether', 'as in ether src'],
  ['ether host ^10.0.0.1', "expected a MAC address, found '10.0.0.1'", 'as in 02:00:00:00:00:01'],
  ['ip6 host ^10.0.0.1', 'an IPv4 address does not go with ip6', 'ip, arp, rarp or nothing'],
  ['arp host ^::1', 'an IPv6 address does not go with arp', 'ip6 or nothing'],
  ['net ^10.0.0.1/24', "'10.0.0.1' has bits outside its net", 'write zeros there, or host for one address'],
  ['net ^10.0.0.1 mask 255.0.0.0', "'10.0.0.1' has bits outside its net", 'write zeros there, or host for one address'],
  ['net ^2001:db8::1/64', "'2001:db8::1' has bits outside its net", 'write zeros there, or host for one address'],
  ['net 10.0.0.0/^33', "expected a prefix length, at most 32, found '33'"],
  ['net ::/^129', "expected a prefix length, at most 128, found '129'"],
  ['net 10.0.0.0 mask ^8', "expected a mask, found '8'", 'as in 255.255.0.0'],
  ['src 10.0.0.0^/8', 'only a net has a prefix length', 'write net before the address'],
  ['tcp ^host 10.0.0.1', 'host does not go with tcp', 'tcp port, tcp portrange'],
  ['tcp src ^80', 'host does not go with tcp', 'tcp src port, tcp src portrange'],
  ['ip ^port 80', 'port does not go with ip', 'ip host, ip net, ip proto'],
  ['icmp ^port 80', 'port does not go with icmp', 'icmp and port'],
  ['ether ^net 10', 'net does not go with ether', 'ether host, ether proto'],
  ['ether^', 'expected host, src, dst, proto, broadcast, multicast or [ after ether, found the end'],
  ['arp ^multicast', 'arp has no multicast', 'ether, ip or ip6'],
  ['ip6 ^broadcast', 'ip6 has no broadcast', 'ether or ip'],
  ['ip proto ^256', "expected a protocol, at most 255, found '256'"],
  ['ip proto ^tcpp', "expected a protocol, found 'tcpp'", 'did you mean tcp?'],
  ['ether proto ^1500', 'an Ethernet type is more than 1500', 'smaller ones are lengths: compare ether[12:2]'],
  ['vlan ^4096', "expected a VLAN, at most 4095, found '4096'"],
  ['less ^', 'expected a length, found the end'],
  [
    'len^',
    'expected a comparison, found the end',
    'as in len > 100; a number of something has its word first, as in port 80',
  ],
  [
    '80^',
    'expected a comparison, found the end',
    'as in len > 100; a number of something has its word first, as in port 80',
  ],
  [
    '(len) ^and tcp',
    "expected a comparison, found 'and'",
    'as in len > 100; a number of something has its word first, as in port 80',
  ],
  ['len > ^', 'expected a number, found the end', 'or len, or as in ip[8]'],
  ['len > ^tcp', "expected a number, found 'tcp'", 'as in tcp[0]'],
  ['len = ^0x100000000', "expected a number, at most 4294967295, found '0x100000000'"],
  ['tcp[0^', "expected ']', found the end"],
  ['tcp[^tcpflag] = 1', "expected a number, found 'tcpflag'", 'did you mean tcpflags?'],
  ['tcp[0:^3] = 1', 'a field has 1, 2 or 4 bytes, not 3'],
  ['len ^/ 0 = 1', 'division by zero'],
  ['len ^% (2 - 2) = 1', 'division by zero'],
  ['len ^<< 32 = 1', 'a shift by more than 31 bits'],
  ['tcp and ^é', "'é' is no word, number, address or sign of a filter"],
  ['tcp ^# comment', "'#' is no word, number, address or sign of a filter"],
];

test('a filter that cannot be read is refused with what was expected, where, and what may have been meant', () => {
  for (const [marked, message, hint] of FAULTS) {
    const offset = marked.lastIndexOf('^');
    const fault = faultOf(marked.slice(0, offset) + marked.slice(offset + 1));
    assert.equal([fault.message, fault.offset, fault.hint], [message, offset, hint], marked);
  }
});

test('a fault is a RangeError by the name of FilterError', () => {
  const fault = faultOf('tpc');
  assert.instance(fault, RangeError);
  assert.is(fault.name, 'FilterError');
});

test('nesting and length have bounds, and within them the deepest and the longest filter works', () => {
  assert.is(faultOf(`${'('.repeat(101)}tcp`).message, 'more than 100 levels of nesting');
  assert.is(faultOf('!'.repeat(5000)).message, 'more than 100 levels of nesting');
  assert.is(faultOf(`len = ${'-'.repeat(5000)}1`).message, 'more than 100 levels of nesting');
  assert.is(faultOf(`len = ether${'[ether'.repeat(500)}`).message, 'more than 100 levels of nesting');
  assert.is(faultOf(`tcp${' '.repeat(8192)}`).message, 'a filter has at most 8192 characters');
  compileFilter(`${'('.repeat(100)}tcp${')'.repeat(100)}`);
  compileFilter(`ip${' or ip'.repeat(1365)}`);
});

test('whatever is written is compiled or refused with a place in it, and nothing else happens', () => {
  const piece = fc.oneof(
    fc.constantFrom(...BEGINNINGS, ...CONTINUATIONS),
    fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      ':',
      '/',
      '-',
      '=',
      '!=',
      '<',
      '>>',
      '&',
      '&&',
      '||',
      '!',
      '%',
      '^',
      '\\tcp',
      'mask',
    ),
    fc.constantFrom(
      '80',
      '0x50',
      '10.0.0.1',
      '10.0',
      '2001:db8::',
      '02:00:00:00:00:01',
      'http',
      'é',
      '$',
      '4294967296',
    ),
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.constantFrom(' ', ' ', ''), (pieces, between) => {
      const text = pieces.join(between);
      try {
        compileFilter(text);
        taken += 1;
      } catch (error) {
        assert.instance(error, FilterError, text);
        const { offset } = error as FilterError;
        assert.ok(offset >= 0 && offset <= text.length, text);
      }
    }),
    { seed: 8, numRuns: 20_000 },
  );
  assert.ok(taken > 200, String(taken));
});

test.run();

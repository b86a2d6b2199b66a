import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { hasFlags, inNetwork, inPorts, parseFlags, parseNetwork, parsePorts } from '../../sdk/match.js';
import { parseIpv4, parseIpv6 } from '../../sdk/wire/address.js';

const holds = (network: string, address: string): boolean => {
  const bytes = address.includes(':')
    ? parseIpv6(address)
    : Uint8Array.from({ length: 4 }, (_, i) => parseIpv4(address) >>> (24 - 8 * i));
  return inNetwork(parseNetwork(network), bytes, 0);
};

test('a network holds the addresses with its leading bits', () => {
  for (const [network, inside, outside] of [
    ['10.0.0.1', '10.0.0.1', '10.0.0.2'],
    ['10.0.0.0/24', '10.0.0.255', '10.0.1.0'],
    ['10.0.0.128/25', '10.0.0.200', '10.0.0.127'],
    ['10.0.0.0/31', '10.0.0.1', '10.0.0.2'],
    ['192.0.0.0/3', '223.1.1.1', '128.0.0.0'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::'],
    ['fe80::/10', 'febf::1', 'fec0::1'],
    ['::1', '::1', '::2'],
  ]) {
    assert.ok(holds(network, inside), `${inside} in ${network}`);
    assert.not(holds(network, outside), `${outside} in ${network}`);
  }
  assert.ok(holds('0.0.0.0/0', '255.255.255.255'));
});

test('what is no network is refused', () => {
  for (const text of [
    '',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '::/129',
    '10.0.0.0/-1',
    '10.0.0.0/1.5',
  ]) {
    assert.throws(() => parseNetwork(text), RangeError, text);
  }
});

test('ports are one or a range, both ends included', () => {
  assert.equal(parsePorts('80'), { low: 80, high: 80 });
  const range = parsePorts('5000 - 5100');
  assert.equal(
    [4999, 5000, 5100, 5101].map(port => inPorts(range, port)),
    [false, true, true, false],
  );
  for (const text of ['', '65536', '2-1', '-1', '1-', 'http']) assert.throws(() => parsePorts(text), RangeError, text);
});

test('flags must stand, or with ! be absent', () => {
  const tcp = (flags: string) =>
    build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 1, dstPort: 2, flags } }).tcp!;
  const opening = parseFlags('syn !ack');
  assert.equal(
    ['S', 'SA', 'A', 'SE'].map(flags => hasFlags(opening, tcp(flags))),
    [true, false, false, true],
  );
  assert.equal(parseFlags('FIN,ack'), { mask: 17, value: 17 });
  for (const text of ['', 'foo', 'syn !', 'syn syn2']) assert.throws(() => parseFlags(text), RangeError, text);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostPart, interfaceName, ipv4Interface, ipv6Interface, stationMac } from '../../../core/plan/address-text.js';

const refusal = (read: (text: string) => string, text: string): string => {
  try {
    return `read as ${read(text)}`;
  } catch (error) {
    assert.instance(error, RangeError);
    return (error as Error).message;
  }
};

test('one address has one spelling', () => {
  assert.is(stationMac(' 02-AB-00-00-00-0F '), '02:ab:00:00:00:0f');
  assert.is(ipv4Interface('10.0.0.2/24'), '10.0.0.2/24');
  assert.is(ipv6Interface('FD00:0:0:0::2/64'), 'fd00::2/64');
  assert.is(hostPart('fd00::2/64'), 'fd00::2');
});

test('a network itself and its broadcast address are no hosts, but in networks of one or two (RFC 3021)', () => {
  assert.match(refusal(ipv4Interface, '10.0.0.0/24'), 'the network itself');
  assert.match(refusal(ipv4Interface, '10.0.1.255/23'), 'the broadcast address itself');
  assert.is(ipv4Interface('10.0.0.255/23'), '10.0.0.255/23');
  assert.is(ipv4Interface('10.0.0.0/31'), '10.0.0.0/31');
  assert.is(ipv4Interface('10.0.0.255/32'), '10.0.0.255/32');
});

test('addresses that no host has are refused', () => {
  for (const text of ['0.1.2.3/8', '127.0.0.1/8', '224.0.0.1/4', '255.255.255.255/32'])
    assert.match(refusal(ipv4Interface, text), /^no host has this address/, text);
  for (const text of ['::/64', '::1/128', 'ff02::1/64'])
    assert.match(refusal(ipv6Interface, text), /^no host has/, text);
  assert.match(refusal(stationMac, '01:00:5e:00:00:01'), 'of a group');
  assert.match(refusal(stationMac, 'ff:ff:ff:ff:ff:ff'), 'of a group');
  assert.match(refusal(stationMac, '00:00:00:00:00:00'), 'not an address of a port');
});

test('the length of the network is needed, and fits', () => {
  assert.match(refusal(ipv4Interface, '10.0.0.2'), 'needs the length of its network');
  for (const length of ['0', '33', 'x', '', '-1', '1.5'])
    assert.match(refusal(ipv4Interface, `10.0.0.2/${length}`), "a network's length is 1 to 32", length);
  assert.match(refusal(ipv6Interface, 'fd00::2/129'), "a network's length is 1 to 128");
  assert.match(refusal(ipv4Interface, '10.0.0.2/24/8'), 'not an address and a length');
});

test('an interface is named as Linux allows', () => {
  assert.is(interfaceName('eth0.5'), 'eth0.5');
  assert.is(interfaceName('fifteen-letters'), 'fifteen-letters');
  for (const text of ['', 'sixteen-letters-', 'a/b', 'a b', 'a:1', 'a@b', '.', '..', 'veth%d'])
    assert.match(refusal(interfaceName, text), /^no name of an interface/, text);
});

test.run();

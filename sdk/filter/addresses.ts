import { parseIpv4, parseIpv6, parseMac } from '../wire/address.js';
import type { Cursor } from './cursor.js';
import { hasIpv4, hasIpv6, hasMac, type Link } from './primitives.js';
import type { Qualifiers } from './qualifiers.js';
import type { Token } from './tokens.js';
import type { Test } from './window.js';

/** Words of an address or a mask, most significant first. */
const words = (bytes: Uint8Array): Int32Array =>
  Int32Array.from({ length: bytes.length / 4 }, (_, i) => new DataView(bytes.buffer).getInt32(4 * i));

/** Words with the leading bits set. */
const prefix = (bits: number, count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => {
    const left = Math.min(32, Math.max(0, bits - 32 * i));
    return left === 0 ? 0 : -1 << (32 - left);
  });

const readPrefix = (cursor: Cursor, type: Qualifiers['type'], most: number): number | undefined => {
  if (!cursor.sees(['/'])) return undefined;
  if (type !== 'net')
    throw cursor.fault('only a net has a prefix length', cursor.peek(), 'write net before the address');
  cursor.take();
  return cursor.number(most, 'a prefix length');
};

const within = (cursor: Cursor, address: Int32Array, mask: Int32Array, token: Token): void => {
  if (address.some((word, i) => (word & ~mask[i]) !== 0)) {
    throw cursor.fault(`'${token.text}' has bits outside its net`, token, 'write zeros there, or host for one address');
  }
};

/** `10.1` is 10.1.0.0 and the 16 bits that were written. Throws a FilterError for parts above 255. */
const readDotted = (cursor: Cursor): { address: number; bits: number } => {
  const { text } = cursor.peek();
  const parts = text.split('.');
  try {
    const address = parseIpv4([...parts, '0', '0', '0'].slice(0, 4).join('.')) | 0;
    cursor.take();
    return { address, bits: 8 * parts.length };
  } catch {
    throw cursor.fault(`'${text}' is no IPv4 address`, cursor.peek(), 'as in 10.0.0.1');
  }
};

/** A number as a net is its leading bytes: `net 10` is 10.0.0.0/8. As a host it is the address itself. */
const readWhole = (cursor: Cursor, type: Qualifiers['type']): { address: number; bits: number } => {
  let address = cursor.number(0xffffffff, 'an address');
  let bits = 32;
  while (type === 'net' && address !== 0 && address < 0x1000000) {
    address *= 256;
    bits -= 8;
  }
  return { address: address | 0, bits };
};

const identifyIpv4 = (cursor: Cursor, { protocol, direction, type }: Qualifiers, link: Link): Test => {
  const token = cursor.peek();
  if (protocol === 'ip6') throw cursor.fault('an IPv4 address does not go with ip6', token, 'ip, arp, rarp or nothing');
  const { address, bits } = token.kind === 'dotted' ? readDotted(cursor) : readWhole(cursor, type);
  const length = readPrefix(cursor, type, 32);
  let mask = prefix(length ?? bits, 1);
  if (length === undefined && type === 'net' && cursor.accept('mask')) {
    if (cursor.peek().kind !== 'dotted') throw cursor.expected('a mask', [], 'as in 255.255.0.0');
    mask = Int32Array.of(readDotted(cursor).address);
  }
  within(cursor, Int32Array.of(address), mask, token);
  return hasIpv4(link, protocol as 'ip' | 'arp' | 'rarp' | undefined, direction, address, mask[0]);
};

const identifyIpv6 = (cursor: Cursor, { protocol, direction, type }: Qualifiers, link: Link): Test => {
  const token = cursor.peek();
  if (protocol !== undefined && protocol !== 'ip6') {
    throw cursor.fault(`an IPv6 address does not go with ${protocol}`, token, 'ip6 or nothing');
  }
  let address: Int32Array;
  try {
    address = words(parseIpv6(token.text));
  } catch {
    throw cursor.fault(`'${token.text}' is no IPv6 address`, token, 'as in 2001:db8::1');
  }
  cursor.take();
  const mask = prefix(readPrefix(cursor, type, 128) ?? 128, 4);
  within(cursor, address, mask, token);
  return hasIpv6(link, direction, address, mask);
};

const macOf = (text: string): Uint8Array => {
  const parts = text.split(/[:.-]/);
  const width = parts.length === 3 ? 4 : 2;
  const digits = parts.map(part => part.padStart(width, '0')).join('');
  return parseMac(digits.replace(/..(?!$)/g, '$&:'));
};

const identifyMac = (cursor: Cursor, { protocol, direction }: Qualifiers): Test => {
  if (protocol !== 'ether') throw cursor.fault('a MAC address goes with ether', cursor.peek(), 'as in ether src');
  return hasMac(direction, macOf(cursor.take().text));
};

/** Reads an address of the family that its qualifiers and its spelling say. Throws a FilterError where they disagree. */
export const identifyAddress = (cursor: Cursor, qualifiers: Qualifiers, link: Link): Test => {
  const token = cursor.peek();
  if (token.kind === 'mac') return identifyMac(cursor, qualifiers);
  if (qualifiers.protocol === 'ether') throw cursor.expected('a MAC address', [], 'as in 02:00:00:00:00:01');
  if (token.kind === 'ipv6') return identifyIpv6(cursor, qualifiers, link);
  if (token.kind === 'dotted' || token.kind === 'number') return identifyIpv4(cursor, qualifiers, link);
  const hint = token.kind === 'word' ? 'names of hosts are not looked up: write the address' : undefined;
  throw cursor.expected('an address', [], hint);
};

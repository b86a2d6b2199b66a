import { identifyAddress } from './addresses.js';
import type { Cursor } from './cursor.js';
import { ETHERTYPES, PORTS, PROTOCOL_NUMBERS } from './names.js';
import { carries, hasPort, hasType, type Link } from './primitives.js';
import type { Qualifiers } from './qualifiers.js';
import type { Test } from './window.js';

/** What stands after qualifiers: ports, protocols, addresses. */

const TRANSPORTS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132 };

/** Names that stand for numbers after these qualifiers. */
export const namesFor = ({ protocol, type }: Qualifiers): Readonly<Record<string, number>> => {
  if (type === 'port' || type === 'portrange') return PORTS;
  if (type !== 'proto') return {};
  return protocol === 'ether' ? ETHERTYPES : PROTOCOL_NUMBERS;
};

const numberOrName = (cursor: Cursor, qualifiers: Qualifiers, most: number, what: string): number => {
  const { kind, text } = cursor.peek();
  if (kind !== 'word') return cursor.number(most, what);
  const names = namesFor(qualifiers);
  const known = Object.keys(names);
  if (!Object.hasOwn(names, text)) throw cursor.expected(what, known, `a number, or one of ${known.join(' ')}`);
  cursor.take();
  return names[text];
};

const identifyPort = (cursor: Cursor, qualifiers: Qualifiers, link: Link): Test => {
  const { protocol, direction, type } = qualifiers;
  const low = numberOrName(cursor, qualifiers, 65535, 'a port');
  if (type === 'port' && cursor.sees(['-'])) {
    throw cursor.expected('one port', [], 'several in a row are a portrange, as in portrange 5000-5010');
  }
  const ranged = type === 'portrange' && cursor.accept('-') !== undefined;
  const high = ranged ? numberOrName(cursor, qualifiers, 65535, 'a port') : low;
  const number = protocol === undefined ? undefined : TRANSPORTS[protocol];
  return hasPort(link, number, direction, Math.min(low, high), Math.max(low, high));
};

const identifyProtocol = (cursor: Cursor, qualifiers: Qualifiers, link: Link): Test => {
  const { protocol } = qualifiers;
  const token = cursor.peek();
  const number = numberOrName(cursor, qualifiers, protocol === 'ether' ? 0xffff : 0xff, 'a protocol');
  if (protocol === 'ip' || protocol === 'ip6') return carries(link, protocol, number);
  if (protocol === undefined) return carries(link, 'both', number);
  if (number > 1500) return hasType(link, number);
  throw cursor.fault('an Ethernet type is more than 1500', token, 'smaller ones are lengths: compare ether[12:2]');
};

/** Reads what the qualifiers are about. Throws a FilterError where the two do not go together. */
export const identify = (cursor: Cursor, qualifiers: Qualifiers, link: Link): Test => {
  switch (qualifiers.type) {
    case 'port':
    case 'portrange':
      return identifyPort(cursor, qualifiers, link);
    case 'proto':
      return identifyProtocol(cursor, qualifiers, link);
    default:
      return identifyAddress(cursor, qualifiers, link);
  }
};

import type { Cursor } from './cursor.js';
import { PROTOCOLS } from './names.js';
import type { Direction } from './primitives.js';

/** What an address or a number after it is meant to be. */
export interface Qualifiers {
  readonly protocol: string | undefined;
  readonly direction: Direction;
  readonly type: 'host' | 'net' | 'port' | 'portrange' | 'proto' | undefined;
}

const ENDS = ['src', 'dst'];

/** Which protocols go before which type. */
const GOES_WITH: Readonly<Record<NonNullable<Qualifiers['type']>, readonly string[]>> = {
  host: ['ether', 'ip', 'ip6', 'arp', 'rarp'],
  net: ['ip', 'ip6', 'arp', 'rarp'],
  port: ['tcp', 'udp', 'sctp'],
  portrange: ['tcp', 'udp', 'sctp'],
  proto: ['ether', 'ip', 'ip6'],
};
const TYPES = Object.keys(GOES_WITH) as NonNullable<Qualifiers['type']>[];

/** `src`, `dst`, `src or dst`, `dst and src` …; undefined where none stands. */
const readDirection = (cursor: Cursor): Direction | undefined => {
  const first = cursor.accept(...ENDS) as 'src' | 'dst' | undefined;
  if (first === undefined || !cursor.sees(ENDS, 1) || cursor.peek(1).text === first) return first;
  const joined = cursor.accept('or', '||') ? 'either' : cursor.accept('and', '&&') ? 'both' : undefined;
  if (joined) cursor.take();
  return joined ?? first;
};

/**
 * What stands before an address or a number: `[PROTOCOL] [src|dst] [host|net|port|portrange]` or `[PROTOCOL] proto`.
 * With no more than the protocol there is nothing to come after, and `open` is false. Throws a FilterError for words that
 * do not go together.
 */
export const readQualifiers = (cursor: Cursor): { qualifiers: Qualifiers; open: boolean } => {
  const word = cursor.accept(...PROTOCOLS);
  const protocol = word === 'link' ? 'ether' : word;
  const direction = readDirection(cursor);
  const token = cursor.peek();
  const type = cursor.accept(
    ...TYPES.filter(each => direction === undefined || each !== 'proto'),
  ) as Qualifiers['type'];
  const open = direction !== undefined || type !== undefined;
  if (open && protocol !== undefined && !GOES_WITH[type ?? 'host'].includes(protocol)) {
    const ends = direction === 'src' || direction === 'dst' ? `${direction} ` : '';
    const own = TYPES.filter(each => GOES_WITH[each].includes(protocol)).map(each => `${protocol} ${ends}${each}`);
    const hint = own.length > 0 ? own.join(', ') : `${protocol} and ${ends}${type ?? 'host'}`;
    throw cursor.fault(`${type ?? 'host'} does not go with ${protocol}`, token, hint);
  }
  return { qualifiers: { protocol, direction: direction ?? 'either', type }, open };
};

import { ipv4Text, ipv6Text, macText, parseIpv4, parseIpv6, parseMac } from '../../sdk/wire/address.js';

/** Addresses of ports in one spelling each, so that the same ones are the same text. All throw a RangeError for what is none. */

/** Six bytes of one station. */
export const stationMac = (text: string): string => {
  const bytes = parseMac(text.trim());
  if ((bytes[0]! & 1) === 1) throw new RangeError(`an address of a group, not of one port: '${text}'`);
  if (bytes.every(byte => byte === 0)) throw new RangeError(`not an address of a port: '${text}'`);
  return macText(bytes, 0);
};

/** `10.0.0.2/24`: an address that a host can have, with the length of its network. */
export const ipv4Interface = (text: string): string => {
  const [host, length] = split(text, 'as in 10.0.0.2/24');
  const address = parseIpv4(host);
  const bits = prefix(length, 32, text);
  // 0/8, loopback, multicast and what is reserved (RFC 1122, 3.2.1.3; RFC 5735).
  const first = address >>> 24;
  if (first === 0 || first === 127 || first >= 224) throw new RangeError(`no host has this address: '${text}'`);
  const inside = bits === 32 ? 1 : address % 2 ** (32 - bits);
  if (bits < 31 && (inside === 0 || inside === 2 ** (32 - bits) - 1))
    throw new RangeError(`the ${inside === 0 ? 'network' : 'broadcast address'} itself, not a host's: '${text}'`);
  return `${ipv4Text(address)}/${bits}`;
};

/** `fd00::2/64`. */
export const ipv6Interface = (text: string): string => {
  const [host, length] = split(text, 'as in fd00::2/64');
  const bytes = parseIpv6(host);
  const bits = prefix(length, 128, text);
  const unspecified = bytes.every(byte => byte === 0);
  const loopback = bytes.every((byte, i) => byte === (i === 15 ? 1 : 0));
  if (bytes[0] === 0xff || unspecified || loopback) throw new RangeError(`no host has this address: '${text}'`);
  return `${ipv6Text(bytes, 0)}/${bits}`;
};

/** The address without the length of its network. */
export const hostPart = (text: string): string => text.slice(0, text.indexOf('/'));

const split = (text: string, example: string): [host: string, length: string] => {
  const [host, length, ...more] = text.trim().split('/');
  if (length === undefined) throw new RangeError(`an address needs the length of its network: '${text}' (${example})`);
  if (more.length > 0) throw new RangeError(`not an address and a length: '${text}' (${example})`);
  return [host!, length];
};

const prefix = (text: string, most: number, whole: string): number => {
  const bits = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(bits >= 1 && bits <= most)) throw new RangeError(`a network's length is 1 to ${most}: '${whole}'`);
  return bits;
};

/** Linux's rules (dev_valid_name), and no `@`, which `ip` shows behind the name of a pair's end. */
export const interfaceName = (text: string): string => {
  if (text === '' || text.length > 15 || /[\s/:@%]/.test(text) || text === '.' || text === '..')
    throw new RangeError(`no name of an interface: '${text}' (1 to 15 letters, without blanks and / : @ %)`);
  return text;
};

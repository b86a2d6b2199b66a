import { parseIpv4, parseIpv6 } from './wire/address.js';
import type { Tcp } from './wire/tcp.js';

/** What addresses, ports and flags are compared with: parsed once from text, then tested without allocation. */

/** An address and how many of its leading bits count. */
export interface Network {
  /** Of the Internet protocol. */
  readonly version: 4 | 6;
  /** 4 or 16 bytes; those past `bits` are not looked at. */
  readonly address: Uint8Array;
  /** Leading bits that count. */
  readonly bits: number;
}

/** From `low` to `high`, both included. */
export interface PortRange {
  /** The lowest port. */
  readonly low: number;
  /** The highest port. */
  readonly high: number;
}

/** The flags in `mask` must stand as in `value`. */
export interface FlagPattern {
  /** The flags that are looked at, as the bits of `tcp.flags`. */
  readonly mask: number;
  /** Those of them that must stand. */
  readonly value: number;
}

/** A network from `10.0.0.0/24`, `10.0.0.1`, `2001:db8::/32`. Throws a RangeError for anything else. */
export const parseNetwork = (text: string): Network => {
  const [host, prefix, ...rest] = text.trim().split('/');
  const version = host.includes(':') ? 6 : 4;
  const most = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? most : Number(prefix);
  if (rest.length > 0 || prefix === '' || !Number.isInteger(bits) || bits < 0 || bits > most) {
    throw new RangeError(`not a network: '${text}' (as in 10.0.0.0/24 or 2001:db8::/32)`);
  }
  if (version === 6) return { version, address: parseIpv6(host), bits };
  const number = parseIpv4(host);
  return { version, address: Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number), bits };
};

/** Whether the address at `at` lies in the network; its version must be known to be the network's. */
export const inNetwork = (network: Network, memory: Uint8Array, at: number): boolean => {
  const { address, bits } = network;
  const whole = bits >>> 3;
  for (let i = 0; i < whole; i++) if (memory[at + i] !== address[i]) return false;
  const left = 8 - (bits & 7);
  return left === 8 || memory[at + whole] >>> left === address[whole] >>> left;
};

/** Ports from `80` or `5000-5100`. Throws a RangeError for anything else. */
export const parsePorts = (text: string): PortRange => {
  const parts = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text.trim());
  const low = Number(parts?.[1]);
  const high = Number(parts?.[2] ?? parts?.[1]);
  if (!parts || high > 65535 || low > high) throw new RangeError(`no ports: '${text}' (as in 80 or 5000-5100)`);
  return { low, high };
};

const FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'];

/** Flags from `syn`, `syn !ack`, `!syn,!fin,!rst`. Throws a RangeError for anything else. */
export const parseFlags = (text: string): FlagPattern => {
  let mask = 0;
  let value = 0;
  for (const word of text
    .trim()
    .toLowerCase()
    .split(/[\s,+]+/)) {
    const bit = FLAGS.indexOf(word.replace(/^!/, ''));
    if (bit < 0) throw new RangeError(`no TCP flag: '${word}' (${FLAGS.join(' ')}, with ! for its absence)`);
    mask |= 1 << bit;
    if (!word.startsWith('!')) value |= 1 << bit;
  }
  return { mask, value };
};

/** Whether a port number lies in the range, its ends included. */
export const inPorts = (range: PortRange, port: number): boolean => port >= range.low && port <= range.high;

/** Whether a segment has the flags that the pattern asks for, and none that it rules out. */
export const hasFlags = (pattern: FlagPattern, tcp: Tcp): boolean => (tcp.flags & pattern.mask) === pattern.value;

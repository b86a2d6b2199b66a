import { finish, sumWords } from '../../sdk/checksum.js';
import type { Tuple } from './hosts.js';

/** Where the layers of a frame made here begin: Ethernet, IPv4 without options, then UDP or TCP. */
export const IP = 14;
export const L4 = 34;

const CHECKSUM_AT = { 6: 16, 17: 6 } as const;

export const put16 = (memory: Uint8Array, at: number, value: number): void => {
  memory[at] = value >>> 8;
  memory[at + 1] = value;
};
export const put32 = (memory: Uint8Array, at: number, value: number): void => {
  put16(memory, at, value >>> 16);
  put16(memory, at + 2, value & 0xffff);
};
export const read32 = (memory: Uint8Array, at: number): number =>
  ((memory[at]! << 24) | (memory[at + 1]! << 16) | (memory[at + 2]! << 8) | memory[at + 3]!) >>> 0;
/** A whole number below 2^53 in eight bytes, high half first. */
export const put64 = (memory: Uint8Array, at: number, value: number): void => {
  put32(memory, at, Math.floor(value / 0x100000000));
  put32(memory, at + 4, value >>> 0);
};
export const read64 = (memory: Uint8Array, at: number): number =>
  read32(memory, at) * 0x100000000 + read32(memory, at + 4);

/** Writes what no frame of the conversation changes: both Ethernet addresses, the IPv4 header's constants, the ports. */
export const writeTemplate = (memory: Uint8Array, tuple: Tuple): void => {
  memory.set(tuple.remote.mac, 0);
  memory.set(tuple.local.mac, 6);
  put16(memory, 12, 0x0800);
  memory[IP] = 0x45;
  // "Don't fragment", as Linux sends TCP and UDP by default for path MTU discovery.
  put16(memory, IP + 6, 0x4000);
  memory[IP + 8] = 64;
  memory[IP + 9] = tuple.protocol;
  put32(memory, IP + 12, tuple.local.address);
  put32(memory, IP + 16, tuple.remote.address);
  put16(memory, L4, tuple.localPort);
  put16(memory, L4 + 2, tuple.remotePort);
};

/** The sum of the pseudo-header's words (RFC 768, RFC 9293 §3.1). */
const pseudoSum = (source: number, destination: number, protocol: number, length: number): number =>
  (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + length;

/**
 * Completes a frame of `l4Length` transport bytes: IPv4 length, id, congestion bits and both checksums. `written` says
 * how many transport bytes from the header on are not known to be zero; zeros do not change a sum, so it may stop there.
 */
export const seal = (
  memory: Uint8Array,
  protocol: 6 | 17,
  l4Length: number,
  written: number,
  id: number,
  ecn: number,
): void => {
  memory[IP + 1] = ecn;
  put16(memory, IP + 2, 20 + l4Length);
  put16(memory, IP + 4, id & 0xffff);
  put16(memory, IP + 10, 0);
  put16(memory, IP + 10, finish(sumWords(memory, IP, L4)));
  const at = L4 + CHECKSUM_AT[protocol];
  put16(memory, at, 0);
  const pseudo = pseudoSum(read32(memory, IP + 12), read32(memory, IP + 16), protocol, l4Length);
  const checksum = finish(sumWords(memory, L4, L4 + written, pseudo));
  // RFC 768: a computed zero is sent as all ones, for zero says that there is none.
  put16(memory, at, checksum === 0 && protocol === 17 ? 0xffff : checksum);
};

/** True when the transport checksum of `memory[at, end)` fits its addresses, or is a UDP zero (none). */
export const transportIntact = (memory: Uint8Array, ip: number, at: number, end: number, protocol: number): boolean => {
  if (protocol === 17 && memory[at + 6] === 0 && memory[at + 7] === 0) return true;
  const pseudo = pseudoSum(read32(memory, ip + 12), read32(memory, ip + 16), protocol, end - at);
  return finish(sumWords(memory, at, end, pseudo)) === 0;
};

import type { Frame } from './frame.js';

/**
 * The five-tuple of a frame as words that can be hashed and compared:
 *
 *     0 version and protocol | 1 ports | 2 … 5 source | 6 … 9 destination
 */
export const FLOW_WORDS = 10;

/**
 * Writes the five-tuple of an IPv4 or IPv6 frame to `words`, with `symmetric` the lower end first; false for a frame that
 * has none. A fragment has no ports, and so that the parts of one packet stay together no fragment's are looked at; other
 * protocols have none: ports are then 0. Allocates nothing.
 */
export const readFlow = (frame: Frame, words: Int32Array, symmetric: boolean): boolean => {
  const { ipv4, ipv6 } = frame;
  const ip = ipv4 ?? ipv6;
  if (ip === undefined) return false;
  const transport = ip.fragmented ? undefined : (frame.tcp ?? frame.udp);
  words[0] = ((ipv4 ? 4 : 6) << 8) | ip.protocol;
  words[1] = transport === undefined ? 0 : frame.u32(transport.at);
  if (ipv4) {
    for (let i = 3; i < FLOW_WORDS; i++) words[i] = 0;
    words[2] = frame.u32(ipv4.at + 12);
    words[6] = frame.u32(ipv4.at + 16);
  } else {
    for (let i = 0; i < 4; i++) {
      words[2 + i] = frame.u32(ip.at + 8 + 4 * i);
      words[6 + i] = frame.u32(ip.at + 24 + 4 * i);
    }
  }
  if (symmetric && isTurned(words)) turn(words);
  return true;
};

/** Whether the source comes after the destination: by address, then by port. */
export const isTurned = (words: Int32Array): boolean => {
  for (let i = 2; i < 6; i++) if (words[i] !== words[i + 4]) return words[i] >>> 0 > words[i + 4] >>> 0;
  return words[1] >>> 16 > (words[1] & 0xffff);
};

/** Exchanges source and destination. */
export const turn = (words: Int32Array): void => {
  for (let i = 2; i < 6; i++) {
    const source = words[i];
    words[i] = words[i + 4];
    words[i + 4] = source;
  }
  words[1] = (words[1] << 16) | (words[1] >>> 16);
};

/** MurmurHash3 (x86, 32 bits; Appleby 2011) of the words. */
export const hashWords = (words: Int32Array, seed: number): number => {
  let h = seed | 0;
  for (let i = 0; i < words.length; i++) {
    let k = Math.imul(words[i], 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= words.length * 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

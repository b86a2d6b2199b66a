import type { Frame } from './frame.js';
import { ipv4Text, ipv6Text } from './wire/address.js';

/**
 * Flow keys: the five-tuple of addresses, ports and protocol, of IPv4 and IPv6 frames. A fragment has no ports, and so
 * that the parts of one packet stay together no fragment's are looked at; other protocols have none: ports are then 0.
 *
 *     words:  0 version and protocol | 1 ports | 2 … 5 source | 6 … 9 destination
 */
const WORDS = 10;
const words = new Int32Array(WORDS);

/** Reads the five-tuple into `words`; false for a frame without one. */
const read = (frame: Frame, symmetric: boolean): boolean => {
  const { ipv4, ipv6 } = frame;
  const ip = ipv4 ?? ipv6;
  if (ip === undefined) return false;
  const transport = ip.fragmented ? undefined : (frame.tcp ?? frame.udp);
  words[0] = ((ipv4 ? 4 : 6) << 8) | ip.protocol;
  words[1] = transport === undefined ? 0 : frame.u32(transport.at);
  if (ipv4) {
    for (let i = 3; i < WORDS; i++) words[i] = 0;
    words[2] = frame.u32(ipv4.at + 12);
    words[6] = frame.u32(ipv4.at + 16);
  } else {
    for (let i = 0; i < 4; i++) {
      words[2 + i] = frame.u32(ip.at + 8 + 4 * i);
      words[6 + i] = frame.u32(ip.at + 24 + 4 * i);
    }
  }
  if (symmetric && isTurned()) turn();
  return true;
};

/** Whether the source comes after the destination: by address, then by port. */
const isTurned = (): boolean => {
  for (let i = 2; i < 6; i++) if (words[i] !== words[i + 4]) return words[i] >>> 0 > words[i + 4] >>> 0;
  return words[1] >>> 16 > (words[1] & 0xffff);
};

const turn = (): void => {
  for (let i = 2; i < 6; i++) {
    const source = words[i];
    words[i] = words[i + 4];
    words[i + 4] = source;
  }
  words[1] = (words[1] << 16) | (words[1] >>> 16);
};

/** MurmurHash3 (x86, 32 bits; Appleby 2011) of the words. */
const hash = (seed: number): number => {
  let h = seed | 0;
  for (let i = 0; i < WORDS; i++) {
    let k = Math.imul(words[i], 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= WORDS * 4;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** 32 bits that are the same for both directions of a flow; 0 for a frame that is not IP. Allocates nothing. */
export const flowHash = (frame: Frame, seed = 0): number => (read(frame, true) ? hash(seed) : 0);

/** 32 bits that differ between the two directions of a flow; 0 for a frame that is not IP. Allocates nothing. */
export const directedFlowHash = (frame: Frame, seed = 0): number => (read(frame, false) ? hash(seed) : 0);

// Texts already made, one place a hash: a frame of a known flow gets its string without making one. A flow that hashes
// to another's place takes it over, so the memory is bounded; the text never depends on what the places hold.
const PLACES = 2048;
const known = new Int32Array(2 * PLACES * WORDS);
const texts: string[] = new Array<string>(2 * PLACES).fill('');

const PROTOCOLS: Record<number, string> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

const endText = (at: number, port: number): string => {
  if (words[0] >>> 8 === 4) return `${ipv4Text(words[at] >>> 0)}:${port}`;
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = words[at + (i >> 2)] >>> (24 - 8 * (i & 3));
  return `[${ipv6Text(bytes, 0)}]:${port}`;
};

const text = (between: string, base: number): string => {
  const place = base + (hash(0) & (PLACES - 1));
  let same = texts[place] !== '';
  for (let i = 0; same && i < WORDS; i++) same = known[place * WORDS + i] === words[i];
  if (same) return texts[place];
  const protocol = words[0] & 255;
  const name = PROTOCOLS[protocol] ?? `proto-${protocol}`;
  const made = `${name} ${endText(2, words[1] >>> 16)} ${between} ${endText(6, words[1] & 0xffff)}`;
  known.set(words, place * WORDS);
  texts[place] = made;
  return made;
};

/**
 * The flow as text, the same for both directions, the lower end first: `tcp 10.0.0.1:5000 <> 10.0.0.2:80`; undefined for
 * a frame that is not IP. Meant as a key of a Map; a flow seen before costs no new string.
 */
export const flowKey = (frame: Frame): string | undefined => (read(frame, true) ? text('<>', 0) : undefined);

/** The flow in its direction as text: `tcp 10.0.0.2:80 > 10.0.0.1:5000`; undefined for a frame that is not IP. */
export const directedFlowKey = (frame: Frame): string | undefined =>
  read(frame, false) ? text('>', PLACES) : undefined;

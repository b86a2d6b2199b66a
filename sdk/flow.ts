import { FLOW_WORDS, hashWords, readFlow } from './flow-words.js';
import type { Frame } from './frame.js';
import { ipv4Text, ipv6Text } from './wire/address.js';

const words = new Int32Array(FLOW_WORDS);

/** 32 bits that are the same for both directions of a flow; 0 for a frame that is not IP. Allocates nothing. */
export const flowHash = (frame: Frame, seed = 0): number => (readFlow(frame, words, true) ? hashWords(words, seed) : 0);

/** 32 bits that differ between the two directions of a flow; 0 for a frame that is not IP. Allocates nothing. */
export const directedFlowHash = (frame: Frame, seed = 0): number =>
  readFlow(frame, words, false) ? hashWords(words, seed) : 0;

// Texts already made, one place a hash: a frame of a known flow gets its string without making one. A flow that hashes
// to another's place takes it over, so the memory is bounded; the text never depends on what the places hold.
const PLACES = 2048;
const known = new Int32Array(2 * PLACES * FLOW_WORDS);
const texts: string[] = new Array<string>(2 * PLACES).fill('');

const PROTOCOLS: Record<number, string> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

const endText = (at: number, port: number): string => {
  if (words[0] >>> 8 === 4) return `${ipv4Text(words[at] >>> 0)}:${port}`;
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = words[at + (i >> 2)] >>> (24 - 8 * (i & 3));
  return `[${ipv6Text(bytes, 0)}]:${port}`;
};

const text = (between: string, base: number): string => {
  const place = base + (hashWords(words, 0) & (PLACES - 1));
  let same = texts[place] !== '';
  for (let i = 0; same && i < FLOW_WORDS; i++) same = known[place * FLOW_WORDS + i] === words[i];
  if (same) return texts[place];
  const protocol = words[0] & 255;
  const name = PROTOCOLS[protocol] ?? `proto-${protocol}`;
  const made = `${name} ${endText(2, words[1] >>> 16)} ${between} ${endText(6, words[1] & 0xffff)}`;
  known.set(words, place * FLOW_WORDS);
  texts[place] = made;
  return made;
};

/**
 * The flow as text, the same for both directions, the lower end first: `tcp 10.0.0.1:5000 <> 10.0.0.2:80`; undefined for
 * a frame that is not IP. Meant as a key of a Map; a flow seen before costs no new string.
 */
export const flowKey = (frame: Frame): string | undefined => (readFlow(frame, words, true) ? text('<>', 0) : undefined);

/** The flow in its direction as text: `tcp 10.0.0.2:80 > 10.0.0.1:5000`; undefined for a frame that is not IP. */
export const directedFlowKey = (frame: Frame): string | undefined =>
  readFlow(frame, words, false) ? text('>', PLACES) : undefined;

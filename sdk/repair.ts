import { finish, sumWords } from './checksum.js';
import { IPV4, IPV6, type Layers, NONE, UDP } from './layers.js';

// The shortest Ethernet frame without its check sequence (IEEE 802.3 §4.4.2); a tag makes it four bytes longer.
const SHORTEST = 60;

const word = (memory: Uint8Array, at: number): number => (memory[at] << 8) | memory[at + 1];
const put = (memory: Uint8Array, at: number, value: number): void => {
  memory[at] = value >>> 8;
  memory[at + 1] = value;
};

/** The header checksum the IPv4 header should have (RFC 791 §3.1). */
export const headerChecksum = (memory: Uint8Array, layers: Layers): number => {
  const at = layers.l3At;
  return finish(sumWords(memory, at, at + (memory[at] & 15) * 4) - word(memory, at + 10));
};

/** Whether the IPv4 header checksum is right; undefined without an IPv4 header. */
export const headerOk = (memory: Uint8Array, layers: Layers): boolean | undefined => {
  if (layers.l3Kind !== IPV4) return undefined;
  const is = word(memory, layers.l3At + 10);
  const should = headerChecksum(memory, layers);
  // Zero and all ones are the same number in one's complement.
  return is === should || (should === 0 && is === 0xffff);
};

/**
 * The checksum the transport layer should have, over its pseudo header where it has one (RFC 9293 §3.1, RFC 768,
 * RFC 8200 §8.1); -1 if there is none to compute: no transport layer, or only a fragment of it.
 */
export const transportChecksum = (memory: Uint8Array, layers: Layers): number => {
  if (layers.l4Kind === NONE || layers.fragmented) return -1;
  let sum = 0;
  if (layers.pseudo) {
    const width = layers.l3Kind === IPV4 ? 4 : 16;
    const source = layers.l3At + (layers.l3Kind === IPV4 ? 12 : 8);
    sum = sumWords(memory, source, source + width) + sumWords(memory, layers.finalAt, layers.finalAt + width);
    sum += layers.l4Kind + (layers.l4End - layers.l4At);
  }
  sum = sumWords(memory, layers.l4At, layers.l4End, sum) - word(memory, layers.sumAt);
  const checksum = finish(sum);
  return layers.l4Kind === UDP && checksum === 0 ? 0xffff : checksum;
};

/** Whether the transport checksum is right; undefined if there is none to compute. */
export const transportOk = (memory: Uint8Array, layers: Layers): boolean | undefined => {
  const should = transportChecksum(memory, layers);
  if (should < 0) return undefined;
  const is = word(memory, layers.sumAt);
  // Zero and all ones are the same number in one's complement; a UDP checksum of zero is none at all.
  return is === should || (layers.l4Kind === UDP ? is === 0 : should === 0 && is === 0xffff);
};

/**
 * Makes the network lengths those of the frame. A short frame whose packet ends before it is taken to be padded, unless
 * `grown` says that its length was just set on purpose. Lengths of fragments' transport layers stay: they speak of the
 * whole packet.
 */
export const repairLengths = (memory: Uint8Array, start: number, end: number, layers: Layers, grown: boolean): void => {
  const { l3At, l3Kind } = layers;
  if (l3Kind !== IPV4 && l3Kind !== IPV6) return;
  const before = l3Kind === IPV4 ? 0 : 40;
  const field = l3At + (l3Kind === IPV4 ? 2 : 4);
  const said = l3At + before + word(memory, field);
  const padded = !grown && said < end && end - start <= SHORTEST + layers.tags * 4;
  if (!padded) put(memory, field, Math.min(0xffff, end - l3At - before));
};

/** Makes the UDP length that of the packet, which must have the right length by now. */
export const repairUdpLength = (memory: Uint8Array, layers: Layers): void => {
  if (layers.protocol !== UDP || layers.fragmented || layers.l4At + 8 > layers.l3End) return;
  put(memory, layers.l4At + 4, layers.l3End - layers.l4At);
};

/** Computes the checksums anew. A UDP checksum of zero over IPv4 stays: it says that there is none. */
export const repairChecksums = (memory: Uint8Array, layers: Layers): void => {
  if (layers.l3Kind === IPV4) put(memory, layers.l3At + 10, headerChecksum(memory, layers));
  const checksum = transportChecksum(memory, layers);
  if (checksum < 0) return;
  if (layers.l4Kind === UDP && layers.l3Kind === IPV4 && word(memory, layers.sumAt) === 0) return;
  put(memory, layers.sumAt, checksum);
};

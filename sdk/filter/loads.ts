import type { Value } from './arithmetic.js';
import { CARRIED, ETHERTYPES } from './names.js';
import { hasTransport, hasType, isPlainIcmp6, type Link } from './primitives.js';
import type { Test, Window } from './window.js';

/** `PROTOCOL[index:size]`: bytes of the frame as a number. */

export const SIZES: readonly number[] = [1, 2, 4];

const field = (size: number): ((frame: Window, at: number) => number) => {
  if (size === 4) return (frame, at) => frame.i32(at);
  return size === 2 ? (frame, at) => frame.u16(at) : (frame, at) => frame.u8(at);
};

const fromBase = (base: number, index: Value, size: number): Value['read'] => {
  const at = index.constant === undefined ? -1 : base + index.constant;
  if (index.constant !== undefined && index.constant >= 0) {
    if (size === 4) return frame => frame.i32(at);
    return size === 2 ? frame => frame.u16(at) : frame => frame.u8(at);
  }
  const take = field(size);
  return frame => {
    const offset = index.read(frame);
    // As an unsigned number it lies past every frame; the sum with the base does not wrap.
    return offset < 0 ? frame.fail() : take(frame, base + offset);
  };
};

// Header length and index are added in 32 bits and do wrap, so `tcp[0 - 4]` is inside the IP header.
const fromTransport = (payload: number, index: Value, size: number): Value['read'] => {
  const take = field(size);
  const { read } = index;
  return frame => {
    const offset = (4 * (frame.u8(payload) & 15) + read(frame)) | 0;
    return offset < 0 ? frame.fail() : take(frame, payload + offset);
  };
};

/** Tests by what they test, so that two loads of one protocol ask for it once. */
export type Needs = Map<string, Test>;

const need = (known: Needs, key: string, make: () => Test): Test => {
  const test = known.get(key) ?? make();
  known.set(key, test);
  return test;
};

/** The value of `protocol[index:size]`, with the tests that stand for it. */
export const load = (known: Needs, link: Link, protocol: string, index: Value, size: number): Value => {
  if (protocol === 'ether' || protocol === 'link') return { read: fromBase(0, index, size), needs: index.needs };
  const key = (what: string): string => `${what} at ${link.payload}`;
  const ofType = (name: string): Test => need(known, key(name), () => hasType(link, ETHERTYPES[name]));
  if (protocol in ETHERTYPES)
    return { read: fromBase(link.payload, index, size), needs: [...index.needs, ofType(protocol)] };
  if (protocol === 'icmp6') {
    const plain = need(known, key(protocol), () => isPlainIcmp6(link));
    return { read: fromBase(link.payload + 40, index, size), needs: [...index.needs, plain] };
  }
  const { number } = CARRIED[protocol];
  const transport = need(known, key(`first fragment of ${number}`), () => hasTransport(link, number));
  const before = index.needs.length === 0 ? [] : [ofType('ip'), ...index.needs];
  return { read: fromTransport(link.payload, index, size), needs: [...before, transport] };
};

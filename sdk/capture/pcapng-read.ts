import { ByteWindow } from './byte-window.js';
import type { CaptureDecoder, CapturedFrame } from './record.js';

/**
 * pcapng (draft-ietf-opsawg-pcapng): blocks of `type 4 | length 4 | body | length 4`, padded to 4 bytes, in sections of
 * one byte order each.
 */
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
/** Obsolete since 2004 and still met: an enhanced packet with a 16-bit interface number and a drop count. */
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const ETHERNET = 1;

const utf8 = new TextDecoder();

/** An interface of the section being read. Times on it count from its first frame, so that plain numbers stay exact. */
interface Clock {
  readonly index: number;
  readonly linkType: number;
  readonly name: string;
  readonly snapLength: number;
  /** Units a second as the file has them: 10^digits, or 2^bits when `binary`. */
  readonly exponent: number;
  readonly binary: boolean;
  readonly offsetSeconds: bigint;
  /** Nanoseconds a unit, when that is a whole number; 0: the slow way. */
  readonly scale: number;
  anchored: boolean;
  anchorHigh: number;
  anchorLow: number;
  /** The anchor in nanoseconds since the file's first frame. */
  anchorAt: number;
}

/** Nanoseconds since 1970, rounded down. */
const absoluteNanos = (clock: Clock, high: number, low: number): bigint => {
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  const nanos = clock.binary
    ? (ticks * 1_000_000_000n) >> BigInt(clock.exponent)
    : (ticks * 1_000_000_000n) / 10n ** BigInt(clock.exponent);
  return nanos + clock.offsetSeconds * 1_000_000_000n;
};

/** The reading function of a pcapng file; the window stands at the first section header. */
export const pcapngRecords = (decoder: CaptureDecoder): ((record: CapturedFrame) => boolean) => {
  const { window, interfaces } = decoder;
  let little = true;
  let clocks: Clock[] = [];
  let origin: bigint | undefined;
  /** A simple packet has no time: it takes that of the frame before it. */
  let lastAt = 0;
  let comment: string | undefined;
  let direction: 'in' | 'out' | undefined;

  const timeOf = (clock: Clock, high: number, low: number): number => {
    if (clock.anchored && clock.scale > 0) {
      return clock.anchorAt + ((high - clock.anchorHigh) * 4294967296 + (low - clock.anchorLow)) * clock.scale;
    }
    const nanos = absoluteNanos(clock, high, low);
    origin ??= nanos;
    const at = Number(nanos - origin);
    clock.anchored = true;
    clock.anchorHigh = high;
    clock.anchorLow = low;
    clock.anchorAt = at;
    return at;
  };

  /** Walks the options from `at` to `end`; `visit` sees code, place and length. A damaged list ends the walk. */
  const eachOption = (at: number, end: number, visit: (code: number, at: number, length: number) => void): void => {
    const { view } = window;
    let here = at;
    while (here + 4 <= end) {
      const code = view.getUint16(here, little);
      const length = view.getUint16(here + 2, little);
      if (code === 0 || here + 4 + length > end) return;
      visit(code, here + 4, length);
      here += 4 + ((length + 3) & ~3);
    }
  };

  const textAt = (at: number, length: number): string => {
    // A SharedArrayBuffer's bytes are refused by TextDecoder; a copy never is.
    const text = utf8.decode(window.buffer.slice(at, at + length));
    const zero = text.indexOf('\0');
    return zero < 0 ? text : text.slice(0, zero);
  };

  const frameOption = (code: number, at: number, length: number): void => {
    if (code === 1) {
      const text = textAt(at, length);
      comment = comment === undefined ? text : `${comment}\n${text}`;
    } else if (code === 2 && length === 4) {
      const way = window.view.getUint32(at, little) & 3;
      direction = way === 1 ? 'in' : way === 2 ? 'out' : undefined;
    }
  };

  const openInterface = (at: number, end: number): void => {
    if (end - at < 8) throw decoder.fault('an interface description block is too short');
    const { view } = window;
    const linkType = view.getUint16(at, little);
    const snapLength = view.getUint32(at + 4, little);
    let name = '';
    let description = '';
    let resolution = 6;
    let offsetSeconds = 0n;
    eachOption(at + 8, end, (code, place, length) => {
      if (code === 2) name = textAt(place, length);
      else if (code === 3) description = textAt(place, length);
      else if (code === 9 && length === 1) resolution = view.getUint8(place);
      else if (code === 14 && length === 8) offsetSeconds = view.getBigInt64(place, little);
    });
    const binary = resolution >= 0x80;
    const exponent = resolution & 0x7f;
    const scale = !binary && exponent <= 9 ? Number(10n ** BigInt(9 - exponent)) : 0;
    const index = interfaces.length;
    interfaces.push({ name, description, linkType, snapLength });
    clocks.push({
      index,
      linkType,
      name,
      snapLength,
      exponent,
      binary,
      offsetSeconds,
      scale,
      anchored: false,
      anchorHigh: 0,
      anchorLow: 0,
      anchorAt: 0,
    });
  };

  const clockOf = (number: number): Clock => {
    const clock = clocks[number];
    if (!clock) throw decoder.fault(`a frame of interface ${number}, but the section describes ${clocks.length}`);
    if (clock.linkType !== ETHERNET) throw decoder.notEthernet(clock.linkType, clock.name || String(number));
    return clock;
  };

  const fill = (
    record: CapturedFrame,
    clock: Clock,
    from: number,
    length: number,
    original: number,
    end: number,
  ): void => {
    if (from + length > end) throw decoder.fault(`a frame of ${length} captured bytes does not fit into its block`);
    record.interface = clock.index;
    record.bytes = window.buffer.subarray(from, from + length);
    record.length = length;
    record.originalLength = Math.max(length, original);
    record.comment = undefined;
    record.direction = undefined;
  };

  const packet = (record: CapturedFrame, at: number, end: number, old: boolean): void => {
    if (end - at < 20) throw decoder.fault('a packet block is too short');
    const { view } = window;
    const clock = clockOf(old ? view.getUint16(at, little) : view.getUint32(at, little));
    const length = view.getUint32(at + 12, little);
    fill(record, clock, at + 20, length, view.getUint32(at + 16, little), end);
    record.at = lastAt = timeOf(clock, view.getUint32(at + 4, little), view.getUint32(at + 8, little));
    comment = undefined;
    direction = undefined;
    eachOption(at + 20 + ((length + 3) & ~3), end, frameOption);
    record.comment = comment;
    record.direction = direction;
  };

  const simplePacket = (record: CapturedFrame, at: number, end: number): void => {
    if (end - at < 4) throw decoder.fault('a simple packet block is too short');
    const clock = clockOf(0);
    const original = window.view.getUint32(at, little);
    fill(record, clock, at + 4, clock.snapLength > 0 ? Math.min(original, clock.snapLength) : original, original, end);
    record.at = lastAt;
  };

  /** Reads one block; true when it was a frame, and undefined at the end of the file. */
  const block = (record: CapturedFrame): boolean | undefined => {
    if (!window.ensure(12)) {
      if (window.available === 0) return undefined;
      throw decoder.fault('the file ends inside a block header');
    }
    const type = window.view.getUint32(window.start, little);
    // The section's type reads the same either way round, so that the byte order can follow it.
    if (type === SECTION) {
      const order = window.view.getUint32(window.start + 8, false);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) throw decoder.fault('a section header without a byte order');
      little = order === 0x4d3c2b1a;
      clocks = [];
    }
    const total = window.view.getUint32(window.start + 4, little);
    if (total < 12 || total % 4 !== 0) throw decoder.fault(`a block claims a length of ${total} bytes`);
    const known = type === INTERFACE || type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OLD_PACKET;
    if (!known) {
      const from = window.offset;
      if (!window.skip(total))
        throw decoder.fault(`the file ends inside a block of ${total} bytes`, from - window.offset);
      return false;
    }
    if (total > ByteWindow.most) throw decoder.fault(`a block claims a length of ${total} bytes`);
    if (!window.ensure(total)) throw decoder.fault(`the file ends inside a block of ${total} bytes`);
    const end = window.start + total - 4;
    if (window.view.getUint32(end, little) !== total) throw decoder.fault("a block's two lengths differ");
    if (type === INTERFACE) openInterface(window.start + 8, end);
    else if (type === SIMPLE_PACKET) simplePacket(record, window.start + 8, end);
    else packet(record, window.start + 8, end, type === OLD_PACKET);
    window.skip(total);
    return type !== INTERFACE;
  };

  return record => {
    for (;;) {
      const found = block(record);
      if (found !== false) return found === true;
    }
  };
};

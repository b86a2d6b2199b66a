/** A name's labels take at most this many bytes, the root's included (RFC 1035 §2.3.4). */
const LONGEST = 255;

/** How many bytes the name at `at` takes there, the pointer that ends it included; -1 if it does not end before `end`. */
export const dnsNameLength = (memory: Uint8Array, at: number, end: number): number => {
  let place = at;
  while (place >= 0 && place < end && place - at < LONGEST) {
    const length = memory[place];
    if (length === 0) return place + 1 - at;
    if (length >= 0xc0) return place + 2 <= end ? place + 2 - at : -1;
    if (length > 63) return -1;
    place += 1 + length;
  }
  return -1;
};

const character = (byte: number): string => {
  if (byte === 0x2e || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte > 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\${String(byte).padStart(3, '0')}`;
};

/**
 * The name at `at` of a message that lies in `memory[start, end)`, as in `www.example.org`, `.` for the root; makes a
 * string. Case is kept: names are the same in any (RFC 4343). Dots and unusual bytes in a label are escaped (RFC 1035 §5.1).
 * Undefined for what is no name: past the end, longer than 255 bytes, or with a pointer (§4.1.4) that does not lead back
 * to before the name it stands in, so that no message can send a reader round.
 */
export const dnsName = (memory: Uint8Array, at: number, start = 0, end = memory.length): string | undefined => {
  let name = '';
  let place = at;
  let before = at;
  let total = 0;
  while (place >= start && place < end) {
    const length = memory[place];
    if (length === 0) return name === '' ? '.' : name;
    if (length >= 0xc0) {
      if (place + 2 > end) return undefined;
      const target = start + (((length & 0x3f) << 8) | memory[place + 1]);
      if (target >= before) return undefined;
      place = target;
      before = target;
      continue;
    }
    total += 1 + length;
    if (length > 63 || total >= LONGEST || place + 1 + length > end) return undefined;
    if (name !== '') name += '.';
    for (let i = 1; i <= length; i++) name += character(memory[place + i]);
    place += 1 + length;
  }
  return undefined;
};

/** Texts of link and network addresses, and the numbers behind them. */

/** `10.0.0.1` from 0x0a000001. */
export const ipv4Text = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

/** 0x0a000001 from `10.0.0.1`. Throws a RangeError for anything else. */
export const parseIpv4 = (text: string): number => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim());
  const numbers = parts?.slice(1).map(Number);
  if (!numbers || numbers.some(n => n > 255)) throw new RangeError(`not an IPv4 address: '${text}' (as in 10.0.0.1)`);
  return ((numbers[0] << 24) | (numbers[1] << 16) | (numbers[2] << 8) | numbers[3]) >>> 0;
};

/** `02:00:00:00:00:01` from the six bytes at `at`. */
export const macText = (memory: Uint8Array, at: number): string => {
  let text = '';
  for (let i = 0; i < 6; i++) text += (i ? ':' : '') + memory[at + i].toString(16).padStart(2, '0');
  return text;
};

/** The six bytes at `at` as a number below 2^48. */
export const macNumber = (memory: Uint8Array, at: number): number =>
  ((memory[at] << 8) | memory[at + 1]) * 0x100000000 +
  (((memory[at + 2] << 24) | (memory[at + 3] << 16) | (memory[at + 4] << 8) | memory[at + 5]) >>> 0);

/** Six bytes from `02:00:00:00:00:01`. Throws a RangeError for anything else. */
export const parseMac = (text: string): Uint8Array => {
  if (!/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text.trim())) {
    throw new RangeError(`not a MAC address: '${text}' (as in 02:00:00:00:00:01)`);
  }
  return Uint8Array.from(text.trim().split(/[:-]/), part => Number.parseInt(part, 16));
};

/** Text in RFC 5952 form (`2001:db8::1`) of the sixteen bytes at `at`. */
export const ipv6Text = (memory: Uint8Array, at: number): string => {
  const groups = Array.from({ length: 8 }, (_, i) => (memory[at + 2 * i] << 8) | memory[at + 2 * i + 1]);
  // The longest run of zeros, the first of equals, of at least two (§4.2).
  let from = 0;
  let run = 1;
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && groups[j] === 0) j += 1;
    if (j - i > run) [from, run] = [i, j - i];
  }
  const hex = (some: number[]): string => some.map(group => group.toString(16)).join(':');
  return run < 2 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + run))}`;
};

/** Sixteen bytes from `2001:db8::1` or `::ffff:10.0.0.1` (RFC 4291 §2.2). Throws a RangeError for anything else. */
export const parseIpv6 = (text: string): Uint8Array => {
  const fault = (): RangeError => new RangeError(`not an IPv6 address: '${text}' (as in 2001:db8::1)`);
  const trimmed = text.trim();
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(trimmed);
  let whole = trimmed;
  if (dotted) {
    const last = parseIpv4(dotted[2]);
    whole = `${dotted[1]}${(last >>> 16).toString(16)}:${(last & 0xffff).toString(16)}`;
  }
  const halves = whole.split('::');
  if (halves.length > 2) throw fault();
  const groupsOf = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const before = groupsOf(halves[0]);
  const after = halves.length === 2 ? groupsOf(halves[1]) : [];
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) throw fault();
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) throw fault();
  return Uint8Array.from(groups.flatMap(group => [Number.parseInt(group, 16) >>> 8, Number.parseInt(group, 16) & 255]));
};

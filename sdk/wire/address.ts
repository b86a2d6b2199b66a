/** Texts of link and network addresses, and the numbers behind them. */

/** `10.0.0.1` from 0x0a000001. */
export const ipv4Text = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

/** 0x0a000001 from `10.0.0.1`. Throws a RangeError for anything else. */
export const parseIpv4 = (text: string): number => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim());
  const numbers = parts?.slice(1).map(Number);
  if (!numbers || numbers.some(n => n > 255)) throw new RangeError(`not an IPv4 address: '${text}' (as in 10.0.0.1)`);
  return ((numbers[0]! << 24) | (numbers[1]! << 16) | (numbers[2]! << 8) | numbers[3]!) >>> 0;
};

/** `02:00:00:00:00:01` from the six bytes at `at`. */
export const macText = (memory: Uint8Array, at: number): string => {
  let text = '';
  for (let i = 0; i < 6; i++) text += (i ? ':' : '') + memory[at + i]!.toString(16).padStart(2, '0');
  return text;
};

/** Six bytes from `02:00:00:00:00:01`. Throws a RangeError for anything else. */
export const parseMac = (text: string): Uint8Array => {
  if (!/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text.trim())) {
    throw new RangeError(`not a MAC address: '${text}' (as in 02:00:00:00:00:01)`);
  }
  return Uint8Array.from(text.trim().split(/[:-]/), part => Number.parseInt(part, 16));
};

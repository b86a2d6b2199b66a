/**
 * The frames of the flood: an experimental type (IEEE 802 local 1), so that no host answers them.
 *
 *     0 destination  6 source  12 type 0x88b5  14 number u32  18 sent: seconds u32  22 nanoseconds u32  26 zeros
 */
export const TYPE = 0x88b5;
export const MIN_BYTES = 60;
const NUMBER_AT = 14;
const TIME_AT = 18;
const MS = 1e6;

/** Fills in what all frames of a flood share. */
export const layFrame = (memory: Uint8Array, at: number, to: string, from: string): void => {
  const bytes = (mac: string): number[] => mac.split(':').map(part => Number.parseInt(part, 16));
  memory.set(bytes(to), at);
  memory.set(bytes(from), at + 6);
  memory[at + 12] = TYPE >>> 8;
  memory[at + 13] = TYPE & 255;
};

const put32 = (memory: Uint8Array, at: number, value: number): void => {
  memory[at] = value >>> 24;
  memory[at + 1] = value >>> 16;
  memory[at + 2] = value >>> 8;
  memory[at + 3] = value;
};

const get32 = (memory: Uint8Array, at: number): number =>
  ((memory[at]! << 24) | (memory[at + 1]! << 16) | (memory[at + 2]! << 8) | memory[at + 3]!) >>> 0;

/** Numbers a frame and stamps it with the time of its sending, in ns of CLOCK_REALTIME since `baseSec`. */
export const stampFrame = (memory: Uint8Array, at: number, number: number, timeNs: number, baseSec: number): void => {
  put32(memory, at + NUMBER_AT, number);
  const seconds = Math.floor(timeNs / 1e9);
  put32(memory, at + TIME_AT, seconds + baseSec);
  put32(memory, at + TIME_AT + 4, timeNs - seconds * 1e9);
};

export const isBenchFrame = (memory: Uint8Array, at: number): boolean =>
  ((memory[at + 12]! << 8) | memory[at + 13]!) === TYPE;

export const numberOf = (memory: Uint8Array, at: number): number => get32(memory, at + NUMBER_AT);

/** When the frame was sent, in ns since `baseSec`. */
export const sentNs = (memory: Uint8Array, at: number, baseSec: number): number =>
  (get32(memory, at + TIME_AT) - baseSec) * 1e9 + get32(memory, at + TIME_AT + 4);

/** `--name value` pairs of a bench program, with defaults; unknown names are refused. */
export const readArguments = <T extends Record<string, string | number>>(defaults: T, argv: readonly string[]): T => {
  const values: Record<string, string | number> = { ...defaults };
  for (let i = 0; i < argv.length; i += 2) {
    const name = argv[i]!.replace(/^--/, '');
    const given = argv[i + 1];
    if (!(name in defaults) || given === undefined) throw new Error(`unknown or incomplete argument ${argv[i]}`);
    values[name] = typeof defaults[name] === 'number' ? Number(given) : given;
  }
  return values as T;
};

/** How long a program of one thread may work before it looks at its signals. */
export const SLICE_NS = 10 * MS;

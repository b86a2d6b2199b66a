/** Branded numbers: a bare number is never mistaken for a time, a share or a rate. The brands say what to write instead. */
declare const unit: unique symbol;

/** A span or an instant of emulator time, in whole nanoseconds (2^53 ns are 104 days). */
export type Nanos = number & { readonly [unit]: 'a span, as in ms(5)' };
/** A share or probability in [0, 1]. */
export type Ratio = number & { readonly [unit]: 'a share, as in percent(5)' };
/** A data rate in bits per second. */
export type BitRate = number & { readonly [unit]: 'a rate, as in mbps(5)' };
/** An amount of data in bytes. */
export type Bytes = number & { readonly [unit]: 'an amount, as in bytes(1500)' };

/** `n` nanoseconds, rounded to a whole one. */
export const ns = (n: number): Nanos => Math.round(n) as Nanos;
/** `n` microseconds. */
export const us = (n: number): Nanos => ns(n * 1e3);
/** `n` milliseconds. */
export const ms = (n: number): Nanos => ns(n * 1e6);
/** `n` seconds. */
export const s = (n: number): Nanos => ns(n * 1e9);
/** `n` percent, as a share. Throws a RangeError outside [0, 100]. */
export const percent = (n: number): Ratio => {
  if (!(n >= 0 && n <= 100)) throw new RangeError(`a share lies between 0 % and 100 %, not ${n} %`);
  return (n / 100) as Ratio;
};
/** `n` kilobits per second (1000 bits). */
export const kbps = (n: number): BitRate => (n * 1e3) as BitRate;
/** `n` megabits per second. */
export const mbps = (n: number): BitRate => (n * 1e6) as BitRate;
/** `n` bytes. */
export const bytes = (n: number): Bytes => n as Bytes;

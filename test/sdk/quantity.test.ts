import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesText, parseBytes, parseRate, parseRatio, parseSpan, rateText, spanText } from '../../sdk/quantity.js';

const table = (parse: (text: string) => number, rows: Record<string, number>): void => {
  for (const [text, value] of Object.entries(rows)) assert.is(parse(text), value, text);
};
const refused = (parse: (text: string) => number, texts: Record<string, RegExp>): void => {
  for (const [text, message] of Object.entries(texts)) {
    assert.throws(
      () => parse(text),
      (error: unknown) => error instanceof RangeError && message.test(error.message),
      text,
    );
  }
};

test('time spans are whole nanoseconds', () => {
  table(parseSpan, {
    '0': 0,
    '1ns': 1,
    '250us': 250_000,
    '250µs': 250_000,
    '250μs': 250_000,
    '36.7ms': 36_700_000,
    ' 36.7 ms ': 36_700_000,
    '.5s': 500_000_000,
    '1e-3s': 1_000_000,
    '2min': 120e9,
    '2m': 120e9,
    '1h': 3600e9,
    '10MS': 10e6,
    '0.4ns': 0,
  });
  refused(parseSpan, {
    '': /not a time span/,
    '5': /needs a unit: '5' \(as in 5ms\)/,
    '-5ms': /cannot be negative/,
    '5 parsecs': /no unit of time: 'parsecs'/,
    ms: /not a time span/,
    '1,5ms': /no unit of time/,
    Infinity: /not a time span/,
  });
});

test('rates are bits per second, and a capital B means bytes', () => {
  table(parseRate, {
    '0': 0,
    '10Mbit/s': 10e6,
    '10Mbps': 10e6,
    '10mbps': 10e6,
    '10 Mb/s': 10e6,
    '64kbit': 64e3,
    '1.5Gbit/s': 1.5e9,
    '9600bit/s': 9600,
    '1.25MB/s': 10e6,
    '1kBps': 8000,
    '1Tbit/s': 1e12,
  });
  refused(parseRate, {
    '10': /needs a unit: '10' \(as in 10Mbit\/s\)/,
    '-1Mbit/s': /cannot be negative/,
    '1Mfoo': /no unit of rate: 'Mfoo'/,
    fast: /not a rate/,
  });
});

test('amounts of data are bytes, and bare prefixes are powers of 1024', () => {
  table(parseBytes, {
    '1500': 1500,
    '1500B': 1500,
    '64KiB': 65536,
    '64k': 65536,
    '2MB': 2e6,
    '2MiB': 2 * 1024 ** 2,
    '1GiB': 1024 ** 3,
    '1 byte': 1,
    '0.5KiB': 512,
  });
  refused(parseBytes, { '1 pint': /no unit of data: 'pint'/, '-1': /cannot be negative/, x: /not an amount/ });
});

test('shares are between none and all', () => {
  table(parseRatio, { '2%': 0.02, '0.02': 0.02, '0': 0, '1': 1, '100%': 1, '0.1 %': 0.001 });
  refused(parseRatio, {
    '101%': /between 0 and 1/,
    '2': /between 0 and 1/,
    '-1%': /between/,
    '5ms': /not a share/,
    '': /not a share/,
  });
});

test('spans, rates and amounts are written in the unit that suits them', () => {
  assert.equal([0, 5, 1500, 36_700_000, 1e9, -5e6, 90e9].map(spanText), [
    '0 ms',
    '5 ns',
    '1.5 us',
    '36.7 ms',
    '1 s',
    '-5 ms',
    '90 s',
  ]);
  assert.equal([0, 999, 64e3, 80e6, 1.5e9, Number.POSITIVE_INFINITY].map(rateText), [
    '0 bit/s',
    '999 bit/s',
    '64 kbit/s',
    '80 Mbit/s',
    '1.5 Gbit/s',
    'unlimited',
  ]);
  assert.equal([0, 1023, 65536, 3 * 1024 ** 2, 5 * 1024 ** 3].map(bytesText), [
    '0 B',
    '1023 B',
    '64 KiB',
    '3 MiB',
    '5 GiB',
  ]);
});

test('what is written can be read again', () => {
  for (const span of [1, 1500, 36_700_000, 1e9]) assert.is(parseSpan(spanText(span)), span);
  for (const rate of [64e3, 80e6, 1.5e9]) assert.is(parseRate(rateText(rate)), rate);
  for (const amount of [100, 65536, 1024 ** 2]) assert.is(parseBytes(bytesText(amount)), amount);
});

test.run();

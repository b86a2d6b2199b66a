import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exp, ln, normalCdf, normalQuantile, power } from '../../../core/effects/arithmetic.js';

// The references are 40-digit values rounded to doubles. One unit in the last place is at most 2.2e-16 of a value.
const close = (found: number, expected: number, tolerance: number, what: string): void => {
  assert.ok(Math.abs(found - expected) <= tolerance * Math.abs(expected), `${what}: ${found}, expected ${expected}`);
};

const table = (f: (x: number) => number, tolerance: number, rows: readonly (readonly [number, number])[]): void => {
  for (const [x, expected] of rows) close(f(x), expected, tolerance, `${f.name}(${x})`);
};

test('ln gives the literal values of a table', () => {
  table(ln, 2.3e-16, [
    [0.1, -2.3025850929940455],
    [0.9999999, -1.0000000494736474e-7],
    [2, 0.6931471805599453],
    [3, 1.0986122886681098],
    [10, 2.302585092994046],
    [1e-300, -690.7755278982137],
    [1e300, 690.7755278982137],
    [5e-324, -744.4400719213812],
  ]);
});

test('exp gives the literal values of a table', () => {
  table(exp, 2.3e-16, [
    [1, 2.718281828459045],
    [-1, 0.36787944117144233],
    [0.1, 1.1051709180756477],
    [0.34657359, 1.4142135619771539],
    [1e-9, 1.000000001],
    [10, 22026.465794806718],
    [-20, 2.061153622438558e-9],
    [700, 1.0142320547350045e304],
    [-700, 9.85967654375977e-305],
  ]);
});

test('the normal distribution gives the literal values of a table, in the tails too', () => {
  table(normalCdf, 1e-15, [
    [0.1, 0.539827837277029],
    [0.5, 0.6914624612740131],
    [-0.5, 0.3085375387259869],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145705],
    [1.959963984540054, 0.975],
    [3, 0.9986501019683699],
    [-3, 0.0013498980316300946],
    [-6, 9.86587645037698e-10],
    [-10, 7.619853024160525e-24],
    [-37, 5.725571222524577e-300],
  ]);
});

test('the normal quantile gives the literal values of a table', () => {
  table(normalQuantile, 1e-15, [
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798405],
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.05, -1.6448536269514726],
    [0.075, -1.4395314709384557],
    [0.25, -0.6744897501960817],
    [0.975, 1.9599639845400536],
    [0.9999, 3.7190164854557084],
  ]);
});

test('ln and exp stay beside those of the engine over their whole range', () => {
  for (let i = 0; i < 20_000; i++) {
    const share = i / 20_000;
    const x = 10 ** (-307 + 614 * share);
    // Two roundings each of half a unit, and the engine's own error of up to one.
    close(ln(x), Math.log(x), 4.5e-16, `ln(${x})`);
    close(ln(0.5 + share), Math.log(0.5 + share), 4.5e-16, `ln(${0.5 + share})`);
    const y = -707 + 1416 * share;
    close(exp(y), Math.exp(y), 4.5e-16, `exp(${y})`);
  }
});

test('a power is exp(a ln x), its error growing with a ln x', () => {
  close(power(2, 10), 1024, 3e-15, '2^10');
  close(power(10, -20), 1e-20, 2e-14, '10^-20');
  close(power(7, 0.5), Math.sqrt(7), 1e-15, '7^0.5');
  assert.is(power(0, 0.3), 0);
});

test('the quantile is the inverse of the distribution, and neither falls', () => {
  let last = Number.NEGATIVE_INFINITY;
  let lastShare = 0;
  for (let i = 1; i < 10_000; i++) {
    const u = i / 10_000;
    const z = normalQuantile(u);
    assert.ok(z > last);
    const share = normalCdf(z);
    assert.ok(share > lastShare);
    // The density is at most 0.4, so an error of 1e-15 of z moves the share by less than 1e-15 |z|.
    assert.ok(Math.abs(share - u) < 4e-15, `at ${u}: ${share}`);
    last = z;
    lastShare = share;
  }
});

test('what lies at the ends is said without an error', () => {
  assert.is(ln(0), Number.NEGATIVE_INFINITY);
  assert.is(ln(1), 0);
  assert.is(ln(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(ln(-1)));
  assert.ok(Number.isNaN(ln(Number.NaN)));
  assert.is(exp(0), 1);
  assert.is(exp(710), Number.POSITIVE_INFINITY);
  assert.is(exp(-745.13), 5e-324);
  assert.is(exp(-746), 0);
  assert.ok(Number.isNaN(exp(Number.NaN)));
  assert.is(normalCdf(0), 0.5);
  assert.is(normalCdf(Number.NEGATIVE_INFINITY), 0);
  assert.is(normalCdf(Number.POSITIVE_INFINITY), 1);
  assert.ok(Number.isNaN(normalCdf(Number.NaN)));
  assert.is(normalQuantile(0), Number.NEGATIVE_INFINITY);
  assert.is(normalQuantile(0.5), 0);
  assert.is(normalQuantile(1), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(normalQuantile(1.5)));
});

test.run();

/**
 * Logarithm, exponential and the normal distribution, the same to the last bit on every Node. Math.log, Math.exp and
 * their like may round differently from engine to engine; + - * / and square roots may not (IEEE 754), nor may the
 * reading and writing of a number's exponent. No random draws, no units. Errors are relative, against exact values.
 */

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** The word that holds sign and exponent: the second on little-endian machines. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

// ln 2 in two parts: the first has 21 zero bits at its end, so that k times it is exact for every exponent k.
const LN2_HEAD = 6.931471803691238e-1;
const LN2_TAIL = 1.9082149292705877e-10;
const SQRT2 = Math.sqrt(2);
const SQRT_HALF = Math.sqrt(0.5);
const TWO_54 = 18014398509481984;

/**
 * The natural logarithm; error below 2e-16. NaN below 0, -Infinity at 0.
 *
 * x = m 2^k with m in [√½, √2), and ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …) with s = (m - 1)/(m + 1), |s| < 0.172
 * (Abramowitz and Stegun 4.1.27).
 */
export const ln = (x: number): number => {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  // Below this a number is subnormal: its exponent field says nothing.
  if (x < 2.2250738585072014e-308) {
    x *= TWO_54;
    k = -54;
  }
  number[0] = x;
  const high = words[HIGH]!;
  k += (high >>> 20) - 1023;
  words[HIGH] = (high & 0xfffff) | 0x3ff00000;
  let m = number[0]!;
  if (m >= SQRT2) {
    m /= 2;
    k++;
  }
  const f = m - 1;
  const s = f / (m + 1);
  const q = s * s;
  const series =
    q *
    (1 / 3 +
      q *
        (1 / 5 +
          q *
            (1 / 7 +
              q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q * (1 / 15 + q * (1 / 17 + q * (1 / 19 + q * (1 / 21))))))))));
  // 2s = f - s f: f is exact, so what is rounded is the small part alone.
  return k * LN2_HEAD + (f - (s * (f - 2 * series) - k * LN2_TAIL));
};

/** 2^k by its bits; -1022 ≤ k ≤ 1023. */
const powerOfTwo = (k: number): number => {
  words[HIGH] = (k + 1023) << 20;
  words[LOW] = 0;
  return number[0]!;
};

/**
 * e^x; error below 2e-16 where the result is a normal number. Infinity from 709.79 on, 0 below -745.14.
 *
 * x = k ln 2 + r with |r| ≤ ½ ln 2, and the Taylor series of e^r to r¹⁴ (its rest is below 1e-17).
 */
export const exp = (x: number): number => {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const head = x - k * LN2_HEAD;
  const tail = k * LN2_TAIL;
  const r = head - tail;
  // What the subtraction rounded away: e^(r + rest) = e^r + rest e^r.
  const rest = head - r - tail;
  let sum = 1 / 14;
  for (let n = 13; n >= 2; n--) sum = (1 + r * sum) / n;
  const result = 1 + (r + (r * r * sum + rest));
  if (k > 1023) return result * powerOfTwo(1023) * 2;
  if (k >= -1022) return result * powerOfTwo(k);
  return result * powerOfTwo(k + 54) * (1 / TWO_54);
};

/** x^a of x ≥ 0, as e^(a ln x): error about 2e-16 (1 + 2 |a ln x|). 0^a is 0 for a > 0. */
export const power = (x: number, a: number): number => exp(a * ln(x));

/** Horner's rule, the highest power first. */
const polynomial = (coefficients: readonly number[], x: number): number => {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
};

// Rational Chebyshev approximations of erf (y ≤ 0.46875) and of e^(y²) erfc(y) (to 4, and from there).
// W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), 631-637.
const ERF_TOP = [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694];
const ERF_BOTTOM = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const MIDDLE_TOP = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const MIDDLE_BOTTOM = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const FAR_TOP = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
];
const FAR_BOTTOM = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];
const ONE_BY_SQRT_PI = 0.5641895835477563;

/** The share of a standard normal variable below `z`; error below 1e-15, in the far tail as well. */
export const normalCdf = (z: number): number => {
  const y = Math.abs(z) * SQRT_HALF;
  if (y <= 0.46875) {
    const q = y * y;
    return 0.5 + 0.5 * z * SQRT_HALF * (polynomial(ERF_TOP, q) / polynomial(ERF_BOTTOM, q));
  }
  const tail = 0.5 * gauss(z) * scaledErfc(y);
  return z < 0 ? tail : 1 - tail;
};

/** e^(y²) erfc(y) of y > 0.46875. */
const scaledErfc = (y: number): number => {
  if (y <= 4) return polynomial(MIDDLE_TOP, y) / polynomial(MIDDLE_BOTTOM, y);
  const q = 1 / (y * y);
  return (ONE_BY_SQRT_PI - (q * polynomial(FAR_TOP, q)) / polynomial(FAR_BOTTOM, q)) / y;
};

/** e^(-z²/2): z is cut to sixteenths, whose square is exact, and the rest goes into a factor of its own. */
const gauss = (z: number): number => {
  const size = Math.abs(z);
  if (size > 39) return 0;
  const cut = Math.floor(size * 16) / 16;
  return exp(-0.5 * cut * cut) * exp(-0.5 * (size - cut) * (size + cut));
};

// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988),
// 477-484, PPND16: three rational functions, for the middle, for tails to e^-25 and for those beyond.
const CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const CENTRE_BOTTOM = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const TAIL_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const TAIL_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const FAR_TAIL_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_TAIL_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];

/** The z that a standard normal variable stays below with probability `u`: -Infinity at 0, Infinity at 1. Error 1e-15. */
export const normalQuantile = (u: number): number => {
  if (!(u >= 0 && u <= 1)) return Number.NaN;
  const q = u - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const tail = q < 0 ? u : 1 - u;
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-ln(tail));
  const z =
    r <= 5
      ? polynomial(TAIL_TOP, r - 1.6) / polynomial(TAIL_BOTTOM, r - 1.6)
      : polynomial(FAR_TAIL_TOP, r - 5) / polynomial(FAR_TAIL_BOTTOM, r - 5);
  return q < 0 ? -z : z;
};

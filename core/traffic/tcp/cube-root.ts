/**
 * The cube root of `x` ≥ 0 by Newton's iteration. Math.cbrt and fractional powers may differ in the last bit between
 * engines; addition, multiplication and division may not (IEEE 754), so this gives the same on every Node.
 */
export const cubeRoot = (x: number): number => {
  if (!(x > 0)) return 0;
  // Scaled by powers of 8, which are exact, to [1, 8), whose roots lie in [1, 2).
  let scaled = x;
  let unit = 1;
  while (scaled >= 8) {
    scaled /= 8;
    unit *= 2;
  }
  while (scaled < 1) {
    scaled *= 8;
    unit /= 2;
  }
  let root = 1 + (scaled - 1) / 7;
  // The first guess is at most 0.16 off; quadratic convergence needs four steps for 53 bits, one more is for comfort.
  for (let i = 0; i < 5; i++) root -= (root - scaled / (root * root)) / 3;
  return root * unit;
};

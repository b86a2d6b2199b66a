import { countText } from '../report/number-text.js';

/** More are counted. */
const MOST = 12;

/** `a, b, c`, of very many the first ones: `a, b … 1,000 in all`. */
export const namesText = (names: readonly string[], between = ', '): string =>
  names.length <= MOST
    ? names.join(between)
    : `${names.slice(0, MOST).join(between)} … ${countText(names.length)} in all`;

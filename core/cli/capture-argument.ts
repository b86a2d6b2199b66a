import { SIDE_NAMES } from '../plan/captures.js';

const PLACE = new RegExp(`^[A-Za-z0-9][\\w-]*(\\.(${SIDE_NAMES.join('|')}))?$`);

/**
 * The command line with `--capture` set apart from a scenario or plan that stands behind it, as in `run --capture leo.csv`: an
 * option with a value that may be left out would take it as its own.
 */
export const captureSetApart = (argv: readonly string[]): string[] => {
  const end = argv.indexOf('--');
  return argv.map((word, i) => {
    const next = argv[i + 1];
    if (word !== '--capture' || next === undefined || next.startsWith('-') || (end >= 0 && i > end)) return word;
    return next.split(',').every(place => PLACE.test(place)) ? word : '--capture=';
  });
};

import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { SIDE_NAMES } from '../plan/captures.js';

/** Of scenarios and plans: what stands behind --capture may be the file that is to be run. */
const FILES = ['.csv', '.yaml', '.yml', '.json'];
/** A stage, perhaps with a dot and whatever follows; what is wrong with it is told when the plan's stages are known. */
const PLACE = /^[A-Za-z0-9][\w-]*(\.[^/]*)?$/;
/** Stages go before files of the same name. */
const SOUND = new RegExp(`^[A-Za-z0-9][\\w-]*(\\.(${SIDE_NAMES.join('|')}))?$`);

/**
 * The command line with `--capture` set apart from a scenario or plan that stands behind it, as in `run --capture leo.csv`: an
 * option with a value that may be left out would take it as its own. A place that is misspelt stays with it, as
 * `up.exits`: set apart it would be taken for the client's command.
 */
export const captureSetApart = (argv: readonly string[], isFile: (path: string) => boolean = existsSync): string[] => {
  const end = argv.indexOf('--');
  return argv.map((word, i) => {
    const next = argv[i + 1];
    if (word !== '--capture' || next === undefined || next.startsWith('-') || (end >= 0 && i > end)) return word;
    return arePlaces(next, isFile) ? word : '--capture=';
  });
};

const arePlaces = (word: string, isFile: (path: string) => boolean): boolean => {
  const places = word.split(',').map(place => place.trim());
  if (places.every(place => SOUND.test(place))) return true;
  if (isFile(word) || FILES.includes(extname(word).toLowerCase())) return false;
  // An empty one among others is told as a stage that is not there.
  return places.some(place => PLACE.test(place)) && places.every(place => place === '' || PLACE.test(place));
};

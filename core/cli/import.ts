import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { type Fault, InputError } from '../fault.js';
import { mahimahiLink } from '../plan/import/mahimahi.js';
import { netemLink } from '../plan/import/netem.js';
import { rattanLink } from '../plan/import/rattan.js';
import { type ImportedTrace, parseTheaterq } from '../plan/import/theaterq.js';
import type { PlanSettings } from '../plan/import/words.js';
import { linkScenarioText, scenarioText } from '../scenario/scenario-text.js';
import { EXIT } from './exit-code.js';
import type { Terminal } from './terminal.js';

export interface ImportOptions {
  readonly at: 'up' | 'down' | 'both';
  readonly cont: 'hold' | 'loop' | 'clear';
  readonly byteqlen?: boolean;
  readonly once?: boolean;
}

type Importer = (words: readonly string[], options: ImportOptions) => string;

/** `hookline import`: another emulator's configuration as a scenario or a plan, on standard output. */
export const importFormat =
  (terminal: Terminal) =>
  async (format: string, words: readonly string[], options: ImportOptions): Promise<number> => {
    const importer = IMPORTERS[format];
    if (importer === undefined) {
      throw refused(format, `no such format: expected ${Object.keys(IMPORTERS).join(', ')}`);
    }
    terminal.out(importer(words, options));
    return EXIT.ok;
  };

const netem: Importer = (words, { at }) => {
  const { link, seed, faults } = netemLink(words.join(' '), 'netem');
  if (link === undefined) throw new InputError(faults);
  return planText(at === 'both' ? link : { [at]: link }, seed);
};

const rattan: Importer = words => {
  // Words with blanks were quoted: they are one each, unless they are the whole line.
  const line = words.length === 1 ? words[0]! : words.map(quoted).join(' ');
  const { link, faults } = rattanLink(line, 'rattan');
  if (link === undefined) throw new InputError(faults);
  return planText(link);
};

const quoted = (word: string): string => (/[\s'"\\]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word);

const mahimahi: Importer = (words, { once }) => {
  const [up, down] = files('mahimahi', words);
  const { link, faults } = mahimahiLink(up!, down, { loop: !once });
  if (link === undefined) throw new InputError(faults);
  return planText(link);
};

const theaterq: Importer = (words, { at, cont, byteqlen = false }) => {
  const traces = files('theaterq', words).map(({ path, text }) =>
    parseTheaterq(text, path, { cont, byteLimits: byteqlen }),
  );
  const faults = traces.flatMap(trace => trace.faults);
  if (faults.length > 0) throw new InputError(faults);
  const [up, down = up!] = traces as [ImportedTrace, ImportedTrace?];
  if (traces.length === 1 && at !== 'both') return planText({ [at]: wayOf(up) });
  if (up.beside === undefined && down.beside === undefined) {
    return linkScenarioText({ up: up.scenario!, down: down.scenario! });
  }
  return planText(up === down ? wayOf(up) : { up: wayOf(up), down: wayOf(down) });
};

const wayOf = ({ scenario, beside }: ImportedTrace): PlanSettings => ({
  scenario: scenarioText(scenario!),
  ...beside,
});

const IMPORTERS: Readonly<Record<string, Importer>> = { mahimahi, netem, rattan, theaterq };

const planText = (link: PlanSettings, seed?: number): string =>
  stringify({ ...(seed === undefined ? {} : { seed }), link }, { blockQuote: 'literal', lineWidth: 0 });

/** One file, or one for each direction. */
const files = (format: string, words: readonly string[]): { path: string; text: string }[] => {
  if (words.length > 2) throw refused(format, 'expected one file, or one for each direction', words.join(' '));
  return words.map(path => {
    try {
      return { path, text: readFileSync(path, 'utf8') };
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw refused(path, `cannot be read: ${missing ? 'no such file' : (error as Error).message}`);
    }
  });
};

const refused = (file: string, message: string, hint?: string): InputError => {
  const fault: Fault = { file, line: 0, column: 0, message };
  return new InputError([hint === undefined ? fault : { ...fault, hint }]);
};

import { type AnyHook, COLUMN_KINDS } from '../../sdk/hook.js';
import type { Fault } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import { HOOK_NAME } from './find-hook.js';
import { type Place, patternPlace, shownPath } from './place.js';
import { selectionFaults } from './selection-shape.js';
import { isRecord, kindOf } from './value-kind.js';

const HANDLERS = [
  'preamble',
  'episode',
  'setup',
  'state',
  'onScenarioChange',
  'adopt',
  'teardown',
] as const satisfies readonly (keyof AnyHook)[];
const DATA = [
  'name',
  'about',
  'options',
  'columns',
  'scope',
  'order',
  'filter',
  'nth',
  'every',
  'needs',
  'impure',
] as const satisfies readonly (keyof AnyHook)[];
const KEYS: readonly string[] = [...DATA, ...HANDLERS];

const WORDS: Record<string, readonly string[]> = { scope: ['stage', 'link', 'run'], order: ['pre', 'post'] };
const ENTRANCES = ['preamble', 'episode', 'setup', 'onScenarioChange'];

/** A pattern that matches just this text. */
const literal = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

/** The value a hook's module stands for, or why it stands for none, as a clause. */
export const hookOf = (exported: unknown): { hook: Record<string, unknown> } | { refusal: string } => {
  // An ES module compiled to CommonJS says so; a module of the author's own CommonJS is the hook itself.
  const isModule = isRecord(exported) && (exported['__esModule'] === true || 'default' in exported);
  if (isModule && !('default' in exported))
    return { refusal: `there is no default export (it exports ${listed(Object.keys(exported))})` };
  const value = isModule ? exported['default'] : exported;
  if (!isRecord(value) || kindOf(value) === 'a promise') return { refusal: `the default export is ${kindOf(value)}` };
  if (!isModule && Object.keys(value).length === 0)
    return { refusal: 'there is no default export (it exports nothing)' };
  return { hook: value };
};

/** Everything wrong with a hook, each fault at its place in the author's file as well as it can be found. */
export const hookFaults = (hook: Record<string, unknown>, sourceFile: string, bundlePath: string): Fault[] => {
  const faults: Fault[] = [];
  const fault = (place: Place | undefined, message: string, hint: { hint?: string } = {}): void => {
    faults.push({ ...(place ?? { file: shownPath(sourceFile), line: 0, column: 0 }), message, ...hint });
  };
  const keyPlace = (key: string): Place | undefined => {
    return patternPlace(
      bundlePath,
      new RegExp(`(?<=(?:^|[{,])\\s*(?:async )?\\*?)["']?${literal(key)}["']?(?=\\s*[:(,}])`, 'gm'),
    );
  };

  const name = hook['name'];
  if (typeof name !== 'string') fault(keyPlace('name'), `name is ${kindOf(name)}, expected a text such as 'ack-thief'`);
  else if (!HOOK_NAME.test(name)) {
    const better = name
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '');
    const hint = HOOK_NAME.test(better) ? { hint: `as in '${better}'` } : {};
    fault(keyPlace('name'), `name '${name}' is not made of lower-case words joined by hyphens`, hint);
  }
  for (const key of Object.keys(hook))
    if (!KEYS.includes(key)) fault(keyPlace(key), `a hook has no ${key}`, didYouMean(key, KEYS));
  for (const key of HANDLERS) {
    const handler = hook[key];
    if (handler === undefined) continue;
    if (typeof handler !== 'function') {
      fault(keyPlace(key), `${key} is ${kindOf(handler)}, expected a function`);
      continue;
    }
    // The bundle's target keeps async functions and generators as they are, so their constructors tell them.
    const place = (): Place | undefined =>
      patternPlace(bundlePath, new RegExp(literal(`${handler}`), 'g')) ?? keyPlace(key);
    const made = handler.constructor.name;
    if (made.startsWith('Async'))
      fault(place(), `${key} is async: handlers are synchronous, they run inline for every frame, between two others`);
    else if (made === 'GeneratorFunction') fault(place(), `${key} is a generator: handlers are plain functions`);
  }
  if (!ENTRANCES.some(key => hook[key] !== undefined))
    fault(undefined, 'the hook never runs: it has none of preamble, episode, setup and onScenarioChange');
  for (const [key, words] of Object.entries(WORDS)) {
    const word = hook[key];
    if (word !== undefined && !words.includes(`${word}`))
      fault(
        keyPlace(key),
        `${key} is ${typeof word === 'string' ? `'${word}'` : kindOf(word)}, expected ${words.join(' or ')}`,
      );
  }
  if (hook['about'] !== undefined && typeof hook['about'] !== 'string')
    fault(keyPlace('about'), `about is ${kindOf(hook['about'])}, expected a sentence`);
  if (hook['impure'] !== undefined && typeof hook['impure'] !== 'boolean')
    fault(keyPlace('impure'), `impure is ${kindOf(hook['impure'])}, expected true or false`);

  faults.push(...selectionFaults(hook, sourceFile, bundlePath, keyPlace));
  for (const table of ['options', 'columns'] as const)
    if (hook[table] !== undefined && !isRecord(hook[table]))
      fault(keyPlace(table), `${table} is ${kindOf(hook[table])}, expected an object`);
  for (const [key, value] of Object.entries(isRecord(hook['options']) ? hook['options'] : {}))
    if (!isRecord(value) || typeof value['kind'] !== 'string' || typeof value['parse'] !== 'function')
      fault(keyPlace(key), `option ${key} is ${kindOf(value)}, expected one made by option`, {
        hint: "as in option.count('what it does', '4')",
      });
  for (const [key, value] of Object.entries(isRecord(hook['columns']) ? hook['columns'] : {}))
    if (!COLUMN_KINDS.some(kind => kind === value))
      fault(
        keyPlace(key),
        `column ${key} is '${value}', expected ${COLUMN_KINDS.join(', ')}`,
        didYouMean(`${value}`, COLUMN_KINDS),
      );
  return faults.sort((a, b) => a.line - b.line || a.column - b.column);
};

import { rmSync } from 'node:fs';
import { bundleHook } from '../hooks/bundle.js';
import { describeHook, describeText, type HookDescription, type OptionDescription } from '../hooks/describe.js';
import { loadHook } from '../hooks/load.js';
import { textTable } from '../report/text-table.js';
import { scratchFolder } from '../run/scratch-folder.js';
import { EXIT } from './exit-code.js';
import { warn } from './failure.js';
import { ownName } from './own-name.js';
import type { Terminal } from './terminal.js';

/** `hookline hook describe`: what a hook says of itself. */
export const hookDescribe =
  (terminal: Terminal) =>
  async (name: string, { json = false }: { readonly json?: boolean }): Promise<number> => {
    const scratch = scratchFolder();
    try {
      const bundle = await bundleHook(name);
      warn(bundle.warnings, terminal);
      const described = describeHook(loadHook(bundle, scratch));
      terminal.out(json ? `${JSON.stringify(described, undefined, 2)}\n` : `${fullText(described, name)}\n`);
      return EXIT.ok;
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  };

const SCOPES = { stage: 'of each stage', link: 'of each link: both directions share it', run: 'one for the whole run' };
const ORDERS = { pre: 'before the other hooks of its side', post: 'after the other hooks of its side' };

/** The description, then what else is known, and a command line that uses it; `use` is what the user called it. */
const fullText = (hook: HookDescription, use: string): string => {
  const { sides, scope, order, filter, nth, every, needs, columns, impure, options } = hook;
  const filters = Object.entries(filter);
  const same = new Set(filters.map(([, text]) => text)).size === 1;
  const rows: string[][] = [
    ['values', written(options)],
    ['stands at', sides.join(' and ') || 'no side: it acts by timers alone'],
    ['state', SCOPES[scope]],
    ['order', order === undefined ? '' : ORDERS[order]],
    ['filter', same ? filters[0]![1] : filters.map(([side, text]) => `${side}: ${text}`).join('; ')],
    ['nth', nth ?? ''],
    ['every', every ?? ''],
    ['needs', needs.join(', ')],
    [
      'columns',
      Object.entries(columns)
        .map(([name, kind]) => `${name} ${kind}`)
        .join(', '),
    ],
    ['impure', impure ? 'it reads clocks or other randomness: its runs cannot be repeated' : ''],
    ['example', exampleLine(hook, use)],
  ];
  const facts = textTable(
    rows.filter(([, text]) => text !== ''),
    'll',
  );
  return [describeText(hook), '', ...facts.map(line => `  ${line}`)].join('\n');
};

/** Kinds of which the words need no example. */
const PLAIN = ['flag', 'text', 'oneOf'];

/** `a span as 200ms, a ratio as 2%`: of the kinds that the options have. */
const written = (options: readonly OptionDescription[]): string => {
  const kinds = options
    .filter(({ kind }) => !kind.includes('|'))
    .map(({ kind, example }) => [kind.replace(/ or .*$/s, ''), example] as const)
    .filter(([kind, example]) => !PLAIN.includes(kind) && example !== '');
  return [...new Map(kinds)].map(([kind, example]) => `${kind} as in ${example}`).join(', ');
};

const QUANTITIES = ['ratio', 'span', 'rate', 'bytes', 'count'];

const exampleLine = ({ name, scope, options }: HookDescription, use: string): string => {
  const required = options.filter(({ fallback }) => fallback === undefined);
  const quantity = options.find(({ kind }) => QUANTITIES.includes(kind)) ?? options[0];
  const shown = required.length > 0 ? required : quantity === undefined ? [] : [quantity];
  const sets = shown.map(each => ` --set ${quoted(`${name}.${each.name}=${exampleValue(each)}`)}`).join('');
  // One state for both directions is there to see both of them.
  return `${ownName()} simulate leo.csv --hook ${use}${scope === 'stage' ? '@up' : ''}${sets}`;
};

/** The default works whatever else the hook asks of a value. What a text has to say nobody knows but its author: a word to replace. */
const exampleValue = ({ name, kind, example, fallback }: OptionDescription): string =>
  fallback || (kind === 'text' ? '' : example) || name.toUpperCase();

const quoted = (word: string): string => (/[\s!;&|<>*?#]/.test(word) ? `'${word}'` : word);

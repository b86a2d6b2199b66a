import { nearest } from '../plan/nearest.js';

/** The shells that have completions. */
export const SHELLS = ['bash', 'elvish', 'fish', 'powershell', 'zsh', 'nushell'] as const;
export type Shell = (typeof SHELLS)[number];

/** The names of the shells' programs. */
const PROGRAMS: Readonly<Record<string, Shell>> = {
  bash: 'bash',
  elvish: 'elvish',
  fish: 'fish',
  pwsh: 'powershell',
  'pwsh-preview': 'powershell',
  powershell: 'powershell',
  zsh: 'zsh',
  nu: 'nushell',
  nushell: 'nushell',
};

/** What stands between a shell and this program: Node by one of its names, npm and npx, their `sh -c`, sudo. */
const BETWEEN = /^(node|node-MainThread|MainThread|npm\b.*|npx\b.*|pnpm|yarn|bun|tsx|sh|dash|ash|sudo|doas|env)$/;

/** The shell of a program's name or path. */
export const shellOf = (program: string): Shell | undefined => {
  // A login shell's name begins with a dash.
  const name = program.replace(/^.*\//, '').replace(/^-/, '');
  return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
};

/**
 * The shell in which one is: the nearest of the programs that started this one, the nearest first, past what only
 * passes commands on; else the user's own, from SHELL.
 */
export const detectShell = (ancestors: readonly string[], login: string | undefined): Shell | undefined => {
  const first = ancestors.find(name => shellOf(name) !== undefined || !BETWEEN.test(name));
  return (first === undefined ? undefined : shellOf(first)) ?? (login === undefined ? undefined : shellOf(login));
};

export const isShell = (word: string): word is Shell => (SHELLS as readonly string[]).includes(word);

/** The shell that a misspelt word most likely means; its program's name counts as well. */
export const nearestShell = (word: string): Shell | undefined => {
  const name = nearest(word, [...SHELLS, ...Object.keys(PROGRAMS)]);
  return name === undefined ? undefined : shellOf(name);
};

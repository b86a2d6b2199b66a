import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMAND_LINE } from '../../command-line.js';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A home with some files in it, and in its PATH this tree's hookline and `told`, which prints its arguments. */
export interface Desk {
  readonly home: string;
  readonly env: Record<string, string>;
  remove(): void;
}

/** Among them names that a shell could take for commands; none of them may ever be run. */
const FILES = [
  'leo.csv',
  'my file.csv',
  "it's.csv",
  '$(touch pwned).csv',
  'notes.txt',
  'hook.ts',
  'plugins/thief.ts',
  'my folder/in side.csv',
  'runs/one/run.json',
];

export const desk = (): Desk => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-completion-'));
  for (const folder of ['bin', 'plugins', 'my folder', 'runs/one']) mkdirSync(join(home, folder), { recursive: true });
  for (const file of FILES) writeFileSync(join(home, file), '');
  const program = (name: string, text: string): void => {
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(home, 'bin', name), 0o755);
  };
  program('hookline', `exec ${COMMAND_LINE.map(word => `'${word}'`).join(' ')} "$@"`);
  program('told', `printf '<%s>' "$@"; echo`);
  const env = {
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
    HOME: home,
    TERM: 'xterm',
    LANG: 'C.UTF-8',
    PS1: 'READY> ',
  };
  return { home, env, remove: () => rmSync(home, { recursive: true, force: true }) };
};

/** Why a shell cannot be typed into here; undefined when it can. */
export const whyNot = (shell: string): string | undefined => {
  const missing = [shell, 'python3'].find(name => spawnSync(name, ['--version']).error || name === '');
  return missing === undefined ? undefined : `${missing} is not installed`;
};

export interface Step {
  readonly keys: string;
  /** A regular expression. */
  readonly until: string;
}

/** Types into a program on a terminal of its own; what appeared in each step. */
export const typeInto = async (
  argv: readonly string[],
  { home, env }: Desk,
  steps: readonly Step[],
): Promise<string[]> => {
  const child = spawn('python3', [path('type-in.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ argv, cwd: home, env, steps }));
  let out = '';
  child.stdout.on('data', chunk => {
    out += chunk;
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(out);
  return JSON.parse(out);
};

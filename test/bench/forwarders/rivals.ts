import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../../core/netns/find-program.js';
import { ipBatch } from '../../../core/netns/ip-command.js';
import type { Namespace } from '../../../core/netns/namespace.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The command of a TypeScript program of this folder. */
export const program = (name: string, ...argv: readonly string[]): string[] => [
  process.execPath,
  '--import',
  'tsx',
  here(`./${name}.ts`),
  ...argv,
];

export interface Compiled {
  readonly path: string;
  remove(): void;
}

/** Compiles the forwarder in C; undefined where there is no C compiler. */
export const compileCForwarder = (): Compiled | undefined => {
  const compiler = findProgram('cc') ?? findProgram('gcc');
  if (compiler === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'hookline-bench-'));
  const path = join(folder, 'c-forwarder');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const result = spawnSync(compiler, ['-O2', '-Wall', '-pthread', '-o', path, here('./c-forwarder.c')], {
    encoding: 'utf8',
  });
  if (result.status === 0) return { path, remove };
  remove();
  throw new Error(`cannot compile the forwarder: ${result.stderr}`);
};

/** Joins two interfaces by the kernel's own bridge; gives what undoes it. */
export const joinByBridge = (inside: Namespace, left: string, right: string): (() => void) => {
  ipBatch(inside, [
    'link add name bench-bridge type bridge stp_state 0 mcast_snooping 0 forward_delay 0',
    'link set dev bench-bridge addrgenmode none',
    `link set dev ${left} master bench-bridge`,
    `link set dev ${right} master bench-bridge`,
    'link set dev bench-bridge up',
  ]);
  return () => ipBatch(inside, ['link del dev bench-bridge']);
};

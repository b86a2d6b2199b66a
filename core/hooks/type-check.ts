import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault } from '../fault.js';
import { shownPath } from './place.js';
import { above, sdkTypes, typePaths } from './type-paths.js';

/** The compiler of the project `file` belongs to, or of this package; undefined when neither has one. */
const compilerFor = (file: string): string | undefined => {
  for (const from of [file, fileURLToPath(import.meta.url)]) {
    try {
      const manifest = createRequire(from).resolve('typescript/package.json');
      const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { tsc: string } };
      return resolve(dirname(manifest), bin.tsc);
    } catch {
      // Not installed there.
    }
  }
  return undefined;
};

/** The author's own settings if there are any, with `hookline/sdk` meaning the running copy. */
const settingsFor = (file: string): object => {
  const folder = dirname(file);
  const own = above(folder, 'tsconfig.json');
  const types = above(folder, join('node_modules', '@types'));
  const usual = {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    strict: true,
    types: types !== undefined && existsSync(join(types, 'node')) ? ['node'] : [],
  };
  return {
    ...(own === undefined ? {} : { extends: own }),
    compilerOptions: {
      ...(own === undefined ? usual : {}),
      ...(types === undefined ? {} : { typeRoots: [types] }),
      noEmit: true,
      skipLibCheck: true,
      incremental: false,
      composite: false,
      paths: typePaths(),
    },
    files: [file],
    include: [],
  };
};

const run = (compiler: string, project: string, cwd: string, signal?: AbortSignal): Promise<string> =>
  new Promise(done => {
    const args = [compiler, '--project', project, '--pretty', 'false'];
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(signal ? { signal } : {}),
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text;
    });
    child.on('error', () => done(''));
    child.on('close', () => done(output));
  });

const DIAGNOSTIC = /^(.+?)\((\d+),(\d+)\): \w+ TS\d+: (.*)$/;

/**
 * Checks the types of a hook's file, or of its test, with the author's TypeScript in a child process, which takes seconds: start it and
 * go on. One fault a diagnostic, with its place; none where no TypeScript is installed or `signal` aborts the check.
 * These are warnings: a hook that breaks a type rule may still run.
 */
export const typeCheck = async (sourceFile: string, signal?: AbortSignal): Promise<Fault[]> => {
  const sdk = sdkTypes();
  const compiler = compilerFor(sourceFile);
  if (sdk === undefined || compiler === undefined || signal?.aborted) return [];
  const folder = await mkdtemp(join(tmpdir(), 'hookline-types-'));
  try {
    const project = join(folder, 'tsconfig.json');
    await writeFile(project, JSON.stringify(settingsFor(sourceFile)));
    const base = dirname(sourceFile);
    const output = await run(compiler, project, base, signal);
    const faults: Fault[] = [];
    for (const line of output.split('\n')) {
      const [, path, row, column, message] = DIAGNOSTIC.exec(line.trimEnd()) ?? [];
      if (path === undefined) continue;
      const file = resolve(base, path);
      if (file.startsWith(dirname(sdk) + sep) || file.startsWith(folder) || file.includes(`${sep}node_modules${sep}`))
        continue;
      faults.push({
        file: shownPath(file),
        line: Number(row),
        column: Number(column),
        message: message!.replace(/\.$/, ''),
      });
    }
    return faults;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What the built program finds beside itself, as in the package. */
const BESIDE = ['package.json', 'node_modules', 'docs', 'examples'];

/** The package's own build, in a folder of this test run, which other users may read. */
const built = (): readonly string[] => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'dist'));
  for (const name of BESIDE) symlinkSync(join(ROOT, name), join(home, name));
  const words = ['run', '-s', 'build', '--', `--outdir=${join(home, 'dist')}`];
  const { status, stderr } = spawnSync('npm', words, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
  return [process.execPath, join(home, 'dist/core/cli/main.js')];
};

const sources = (): readonly string[] => [
  process.execPath,
  '--import',
  fileURLToPath(import.meta.resolve('tsx')),
  join(ROOT, 'core/cli/main.ts'),
];

/**
 * Program and script that are the command line, with absolute paths. Built once for all tests: a start from the sources
 * takes half a second of a core more. Coverage is told of the sources, so they are what it is measured with.
 */
export const COMMAND_LINE: readonly string[] = process.env['NODE_V8_COVERAGE'] === undefined ? built() : sources();

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What the built program finds beside itself, as in the package. */
const BESIDE = ['package.json', 'node_modules', 'docs', 'examples'];

/** Programs that tests start, which import the sources. */
const PROGRAMS = ['test/netns/*.ts', 'test/netns/programs/*.ts'];

const TSX = fileURLToPath(import.meta.resolve('tsx'));

/** The package's own build and these programs, in a folder of this test run, which other users may read. */
const built = (): ((source: string) => readonly string[]) => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true }));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'dist'));
  for (const name of BESIDE) symlinkSync(join(ROOT, name), join(home, name));
  const words = ['run', '-s', 'build', '--', `--outdir=${join(home, 'dist')}`, ...PROGRAMS];
  const { status, stderr } = spawnSync('npm', words, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
  return source => [process.execPath, join(home, 'dist', source.replace(/\.ts$/, '.js'))];
};

const fromSources = (source: string): readonly string[] => [process.execPath, '--import', TSX, join(ROOT, source)];

/**
 * Built once for all tests: a start from the sources takes half a second of a core more. Coverage is told of the
 * sources, so they are what it is measured with.
 */
const started = process.env['NODE_V8_COVERAGE'] === undefined ? built() : fromSources;

/** What starts a program in TypeScript that is beside a test, with absolute paths: `programOf(import.meta.url, './some.ts')`. */
export const programOf = (test: string, source: string): readonly string[] =>
  started(relative(ROOT, fileURLToPath(new URL(source, test))));

/** Program and script that are the command line, with absolute paths. */
export const COMMAND_LINE: readonly string[] = started('core/cli/main.ts');

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readFates } from '../../../core/report/fate-file.js';
import { simulatePlan } from '../../../core/run/simulate-plan.js';

const PLAN = fileURLToPath(new URL('./fixtures/mixed.yaml', import.meta.url));
const SUMS = new URL('./fixtures/mixed.sha256', import.meta.url);

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

/** Runs the plan into a folder below home; gives its path. */
const run = async (name: string, seed?: string): Promise<string> => {
  const out = join(home, name);
  const { failure } = await simulatePlan({ file: PLAN, hooks: [], sets: [], seed, duration: undefined, out });
  assert.is(failure, undefined);
  return out;
};

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();

test('the same plan, seed and input give byte-identical files, all of them', async () => {
  const [one, two] = [await run('one'), await run('two')];
  const files = filesOf(one);
  assert.equal(filesOf(two), files);
  assert.ok(files.length >= 14);
  for (const file of files) assert.ok(readFileSync(join(one, file)).equals(readFileSync(join(two, file))), file);
});

/** What depends on nothing but the plan: no paths of this machine, no fonts, no version. */
const portable = (folder: string, file: string): Buffer | undefined => {
  if (/^(hooks|journal\/lanes\.json|plan\.yaml|timeline\.(svg|png))/.test(file)) return undefined;
  const bytes = readFileSync(join(folder, file));
  if (file !== 'run.json') return bytes;
  return Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString()), hookline: '', files: {} }));
};

test('the files are those of every other machine and every supported Node', async () => {
  const folder = await run('one');
  const sums = filesOf(folder).flatMap(file => {
    const bytes = portable(folder, file);
    return bytes === undefined ? [] : [`${createHash('sha256').update(bytes).digest('hex')}  ${file}\n`];
  });
  assert.ok(sums.length >= 9);
  if (process.env['HOOKLINE_GOLDEN'] === 'write') writeFileSync(SUMS, sums.join(''));
  assert.fixture(sums.join(''), readFileSync(SUMS, 'utf8'));
});

test('another seed gives another run', async () => {
  const fates = async (name: string, seed: string): Promise<string> =>
    JSON.stringify([...readFates(join(await run(name, seed), 'journal', 'lane-0.fates'))]);
  assert.is.not(await fates('one', '11'), await fates('two', '12'));
});

test.run();

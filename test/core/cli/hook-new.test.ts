import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hookNew } from '../../../core/cli/hook-new.js';
import { TEMPLATE_NAMES, type TemplateName } from '../../../core/cli/hook-templates/template-names.js';
import { faultText } from '../../../core/fault.js';
import { hookFiles } from '../../../core/hooks/testing/hook-files.js';
import { runHookTests } from '../../../core/hooks/testing/test-run.js';
import { simulate } from '../../../core/index.js';
import { checkPlan } from '../../../core/run/check-plan.js';
import { faultsOf, folderOf } from '../hooks/hook-files.js';
import { fakeTerminal } from './fake-terminal.js';

let home: ReturnType<typeof folderOf>;
test.before.each(() => {
  home = folderOf({});
});
test.after.each(() => home.remove());

const begin = async (name: string, options: { template?: TemplateName; force?: boolean; in?: string } = {}) => {
  const terminal = fakeTerminal();
  assert.is(await hookNew(terminal)(name, { in: home.folder, ...options }), 0);
  return terminal.said.out.replaceAll(`${home.folder}/`, '');
};
const read = (name: string): string => readFileSync(home.path(name), 'utf8');
const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
const compiled = (folder: string): string =>
  spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' }).stdout;

for (const template of TEMPLATE_NAMES)
  test(`the ${template} passes its own test and check, and its plan does as it expects`, async () => {
    await begin('my-hook', { template });
    assert.match(read('my-hook.ts'), "name: 'my-hook'");
    const scratch = folderOf({});
    const { reports } = await runHookTests(hookFiles(['.'], home.folder), {
      scratch: scratch.folder,
      hungAfterMs: 60_000,
      say: () => {},
      onReport: () => {},
      signal: new AbortController().signal,
    });
    scratch.remove();
    assert.equal(
      reports.map(({ kind, failed }) => [kind, failed]),
      [['test', []]],
    );
    assert.ok(reports[0]!.passed.length > 0);
    const { faults, warnings } = await checkPlan({ file: home.path('my-hook.yaml'), hooks: [], sets: [] });
    assert.equal([...faults, ...warnings].map(faultText), []);
    const { expectations = [], hooks } = await simulate(home.path('my-hook.yaml'));
    assert.is(hooks[0]!.name, 'my-hook');
    assert.is(expectations.length, 1);
    assert.ok(expectations.every(({ met }) => met));
  });

test('all of it compiles where nothing is installed, by the settings that it writes', async () => {
  for (const template of TEMPLATE_NAMES) await begin(`a-${template}`, { template });
  assert.is(compiled(home.folder), '');
  home.write('wrong.ts', "import { hold } from 'hookline/sdk';\nhold(5);\n");
  assert.match(compiled(home.folder), /wrong\.ts\(2,6\): error/);
});

test('the paths in them have no ending, so that loaders which go by them find programs and not declarations', async () => {
  await begin('thief');
  const { paths } = JSON.parse(read('tsconfig.json')).compilerOptions as { paths: Record<string, string[]> };
  assert.equal(Object.keys(paths), ['hookline/sdk', 'hookline/sdk/testing', 'uvu', 'uvu/assert']);
  assert.equal(
    Object.values(paths).filter(([path]) => /\.[jt]s$/.test(path!)),
    [],
  );
});

test('where hookline is installed the settings name no paths of this machine', async () => {
  const own = fileURLToPath(new URL('../../../', import.meta.url));
  mkdirSync(home.path('node_modules'));
  symlinkSync(own, home.path('node_modules/hookline'));
  symlinkSync(`${own}node_modules/uvu`, home.path('node_modules/uvu'));
  await begin('thief', { in: home.path('lab') });
  assert.not.match(read('lab/tsconfig.json'), 'paths');
});

test("a project's own settings are left as they are, and need none beside them", async () => {
  writeFileSync(home.path('tsconfig.json'), '{ "mine": true }');
  const out = await begin('thief', { in: home.path('lab/deep'), force: true });
  assert.match(out, /^wrote lab\/deep\/thief\.ts, lab\/deep\/thief\.test\.ts, lab\/deep\/thief\.yaml\n/);
  assert.not.ok(existsSync(home.path('lab/deep/tsconfig.json')));
  assert.is(read('tsconfig.json'), '{ "mine": true }');
});

test("in a clone the settings of the clone are gone by, and those of its examples are the clone's", async () => {
  const at = (path: string): string => fileURLToPath(new URL(`../../../${path}/`, import.meta.url));
  try {
    await begin('thief', { in: at('runs/hook-new-test') });
    const settings = JSON.parse(readFileSync(`${at('runs/hook-new-test')}tsconfig.json`, 'utf8'));
    assert.equal(settings, { extends: '../../tsconfig.json', include: ['.'] });
    await begin('thief', { in: at('examples/hook-new-test') });
    assert.not.ok(existsSync(`${at('examples/hook-new-test')}tsconfig.json`));
  } finally {
    for (const path of ['runs/hook-new-test', 'examples/hook-new-test'])
      rmSync(at(path), { recursive: true, force: true });
  }
});

test('it says what it has written and what to type next', async () => {
  const out = await begin('thief');
  assert.match(out, /^wrote thief\.ts, thief\.test\.ts, thief\.yaml, tsconfig\.json\n/);
  assert.match(out, / hook test thief\.test\.ts /);
  assert.match(out, / simulate thief\.yaml /);
  assert.match(out, / hook describe (\.\/)?thief\.ts /);
});

test('the template of its name is meant, else the attacker', async () => {
  await begin('observer');
  await begin('thief');
  assert.match(read('observer.ts'), 'enteredAt');
  assert.match(read('thief.ts'), "drop('attacked')");
});

test('files that are there are left alone, each of them told, and nothing is written, unless forced', async () => {
  home.write('thief.ts', 'mine');
  const faults = await faultsOf(() => begin('thief'));
  assert.equal(faults, ['0:0 is there already (--force writes over it)']);
  assert.not.ok(existsSync(home.path('thief.yaml')));
  await begin('thief', { force: true });
  assert.match(read('thief.ts'), 'defineHook');
});

const REFUSED: readonly (readonly [string, string])[] = [
  ['AckThief', "name 'AckThief' is not made of lower-case words joined by hyphens (as in ack-thief)"],
  ['ack_thief.ts', "name 'ack_thief.ts' is not made of lower-case words joined by hyphens (as in ack-thief)"],
  ['../thief', "name '../thief' is not made of lower-case words joined by hyphens (a folder is named by --in)"],
  ['', "name '' is not made of lower-case words joined by hyphens (as in ack-thief)"],
  ['up', "name 'up' is a word of plans: --set could not tell them apart (as in my-up)"],
  ['traffic', "name 'traffic' is a word of plans: --set could not tell them apart (as in my-traffic)"],
];
for (const [name, message] of REFUSED)
  test(`'${name}' is no name for a hook`, async () => {
    assert.equal(await faultsOf(() => begin(name)), [`0:0 ${message}`]);
  });

test('a file in the place of the folder is refused', async () => {
  home.write('lab', '');
  assert.equal(await faultsOf(() => begin('thief', { in: home.path('lab') })), ['0:0 a file, not a folder']);
});

test.run();

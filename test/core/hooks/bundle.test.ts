import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { InputError } from '../../../core/fault.js';
import { bundleHook } from '../../../core/hooks/bundle.js';
import { shippedHooks } from '../../../core/hooks/find-hook.js';
import { loadHook } from '../../../core/hooks/load.js';
import { drop, ms } from '../../../sdk/index.js';
import { faultsOf, folderOf } from './hook-files.js';

const files = folderOf({
  'ok.ts':
    "import { defineHook, drop } from 'hookline/sdk';\nexport default defineHook({ name: 'ok', preamble: () => drop('x') });\n",
  'package.ts': [
    "import { sep } from 'node:path';",
    "import { answer } from 'small';",
    "import { part } from './part.js';",
    "export default { name: 'package', about: answer + sep + part + Date.UTC(2000, 1), preamble() {} };",
  ].join('\n'),
  'part.ts': "export const part: string = 'part';\n",
  'node_modules/small/package.json': '{"name":"small","version":"1.0.0","main":"index.js"}',
  'node_modules/small/index.js': 'exports.answer = 42; exports.now = () => Date.now();\n',
  'syntax.ts': "export default {\n  name: 'syntax',\n  preamble() { return 1 +; },\n};\n",
  'unknown-name.ts': "import { dorp } from 'hookline/sdk';\nexport default { name: 'x', preamble: () => dorp('y') };\n",
  'unknown-package.ts': "import { x } from 'nowhere';\nexport default { name: 'x', preamble: () => x };\n",
  'unknown-file.ts': "export * from './prat.js';\n",
  'testing.ts': "import { rig } from 'hookline/sdk/testing';\nexport default { name: 'x', preamble: () => rig };\n",
  'core.ts': "import 'hookline';\nexport default { name: 'x', preamble() {} };\n",
});
const loaded = folderOf({});
test.after(() => {
  files.remove();
  loaded.remove();
});

test('a hook gets the running copy of the SDK', async () => {
  const hook = loadHook(await bundleHook('ok.ts', files.folder), loaded.folder);
  assert.is(hook.preamble!({} as never, {} as never), drop('x'));
});

test("the author's packages and files go in, Node's modules stay outside", async () => {
  const bundle = await bundleHook(files.path('package.ts'));
  assert.is(bundle.name, 'package');
  assert.equal(
    bundle.inputs.map(path => path.slice(files.folder.length + 1)),
    ['node_modules/small/index.js', 'package.ts', 'part.ts'],
  );
  assert.match(loadHook(bundle, loaded.folder).about!, /^42\/part9\d+$/);
});

test('a package may read clocks, it is not the author', async () => {
  assert.equal((await bundleHook(files.path('package.ts'))).impurities, []);
});

test('the hash follows the code, not the place of the file', async () => {
  const text = "export default { name: 'same', preamble() {} };\n";
  files.write('same.ts', text);
  files.write('deeper/same.ts', `// A comment changes nothing.\n${text}`);
  files.write('other.ts', text.replace('same', 'other'));
  const [here, there, other] = await Promise.all(
    ['same.ts', 'deeper/same.ts', 'other.ts'].map(name => bundleHook(files.path(name))),
  );
  assert.is(here!.hash, there!.hash);
  assert.is.not(here!.hash, other!.hash);
});

test('what esbuild cannot build is a fault with its place', async () => {
  const fault = async (name: string): Promise<string[]> => faultsOf(() => bundleHook(name, files.folder));
  assert.equal(await fault('syntax.ts'), ['3:26 Unexpected ";"']);
  assert.equal(await fault('unknown-name.ts'), ['1:10 hookline/sdk exports no dorp (did you mean drop?)']);
  assert.equal(await fault('unknown-package.ts'), [
    '1:19 cannot find the package nowhere (is it installed beside the hook?)',
  ]);
  assert.equal(await fault('unknown-file.ts'), ['1:15 Could not resolve "./prat.js"']);
  assert.equal(await fault('testing.ts'), [
    '1:21 hookline/sdk/testing is for tests: import it in a test file, not in a hook',
  ]);
  assert.equal(await fault('core.ts'), ['1:8 a hook cannot import hookline: it sees hookline/sdk only']);
});

test('a missing file is named with the nearest one', async () => {
  assert.equal(await faultsOf(() => bundleHook('./pakcage.ts', files.folder)), [
    `0:0 no such file: ${files.path('pakcage.ts')} (did you mean package.ts?)`,
  ]);
  const faults = await faultsOf(() => bundleHook('no-such-hook', files.folder));
  assert.match(faults[0]!, '0:0 no hook of this name comes with Hookline');
});

test('an absolute path that is missing is told once, as people know it', async () => {
  for (const [path, shown] of [
    [resolve('plugins/gone-for-good.ts'), 'plugins/gone-for-good.ts'],
    [files.path('gone-for-good.ts'), files.path('gone-for-good.ts')],
  ] as const) {
    const error = await bundleHook(path).catch((thrown: InputError) => thrown);
    assert.equal(
      (error as InputError).faults.map(({ file, message }) => [file, message]),
      [[shown, 'no such file']],
    );
  }
});

test('a file in which no hook can be written is refused in our words, as entry and as import', async () => {
  files.write('link.yaml', 'link: {}\n');
  files.write('notes.txt', 'x\n');
  files.write('reads-plan.ts', "import plan from './link.yaml';\nexport default plan;\n");
  const what = 'no hook can be in this file: a hook is TypeScript or JavaScript (.ts .mts .cts .js .mjs .cjs)';
  assert.equal(await faultsOf(() => bundleHook('./link.yaml', files.folder)), [
    `0:0 ${what} (hookline check says what a plan or a scenario does)`,
  ]);
  assert.equal(await faultsOf(() => bundleHook(files.path('notes.txt'))), [`0:0 ${what}`]);
  assert.equal(await faultsOf(() => bundleHook('./reads-plan.ts', files.folder)), [
    '1:18 a hook cannot import a .yaml file (it imports TypeScript, JavaScript and JSON)',
  ]);
});

test('every hook that comes with Hookline loads by its bare name', async () => {
  for (const name of shippedHooks()) {
    const bundle = await bundleHook(name, files.folder);
    assert.is(loadHook(bundle, loaded.folder).name, name);
    assert.is(basename(bundle.sourceFile, '.ts'), name);
  }
});

test('clocks, foreign randomness and timers are found where the global is meant, each with its place', async () => {
  const file = fileURLToPath(new URL('./fixtures/impure.ts', import.meta.url));
  const bundle = await bundleHook(file);
  assert.equal(
    bundle.impurities.map(({ line, column, message }) => `${line}:${column} ${message.split(' makes ')[0]}`),
    ['10:9 Math.random', '12:21 new Date()', '13:5 setTimeout', '14:12 performance.now'],
  );
  assert.is(bundle.impurities[0]!.file, 'test/core/hooks/fixtures/impure.ts');
  const faults = await faultsOf(() => loadHook(bundle, loaded.folder));
  assert.is(faults.length, 4);
  assert.match(faults[0]!, 'draw from ctx.rng, or declare the hook impure: true');
});

test('an impure hook that says so loads', async () => {
  const path = files.write(
    'honest.ts',
    "import { defineHook, hold, ms } from 'hookline/sdk';\nimport { performance } from 'node:perf_hooks';\n" +
      "export default defineHook({ name: 'honest', impure: true, preamble: () => (performance.now() > 0 ? hold(ms(1)) : undefined) });\n",
  );
  const bundle = await bundleHook(path);
  assert.equal(
    bundle.impurities.map(({ line, message }) => `${line} ${message.split(' makes ')[0]}`),
    ['2 node:perf_hooks'],
  );
  const hook = loadHook(bundle, loaded.folder);
  assert.equal(hook.preamble!({} as never, {} as never), { kind: 'hold', span: ms(1) });
});

test.run();

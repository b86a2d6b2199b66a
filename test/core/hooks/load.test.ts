import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleHook } from '../../../core/hooks/bundle.js';
import { bundlePath, dropHook, loadHook } from '../../../core/hooks/load.js';
import { authorPlace, bundlePlace } from '../../../core/hooks/place.js';
import type { AnyHook } from '../../../sdk/hook.js';
import { faultsOf, folderOf } from './hook-files.js';

const files = folderOf({});
const loaded = folderOf({});
test.after(() => {
  files.remove();
  loaded.remove();
});

const load = async (path: string): Promise<AnyHook> => loadHook(await bundleHook(path), loaded.folder);
let written = 0;
/** The faults of a hook with this text. */
const faults = (text: string): Promise<string[]> => {
  written += 1;
  return faultsOf(() => load(files.write(`hook-${written}.ts`, text)));
};
const define = (body: string): string =>
  `import { defineHook, option } from 'hookline/sdk';\nexport default defineHook({\n${body}\n} as never);\n`;

const throwing = fileURLToPath(new URL('./fixtures/throwing.ts', import.meta.url));
const thrownBy = (hook: AnyHook, side: string): unknown => {
  try {
    hook.preamble!({ length: 60 } as never, { state: { frames: 2 }, options: { reason: 'x', side } } as never);
  } catch (error) {
    return error;
  }
  return undefined;
};

test("an error's place is the author's line, also in another file and through the SDK", async () => {
  const hook = await load(throwing);
  assert.equal(authorPlace(thrownBy(hook, 'here')), {
    file: 'test/core/hooks/fixtures/throwing.ts',
    line: 22,
    column: 11,
  });
  assert.equal(authorPlace(thrownBy(hook, 'there')), {
    file: 'test/core/hooks/fixtures/refuse.ts',
    line: 4,
    column: 9,
  });
  assert.equal(authorPlace(thrownBy(hook, 'sdk')), {
    file: 'test/core/hooks/fixtures/throwing.ts',
    line: 21,
    column: 33,
  });
});

test("Node itself shows the author's lines", async () => {
  const { stack } = thrownBy(await load(throwing), 'here') as Error;
  assert.match(stack!, /throwing\.ts:22:11/);
});

test('stacks with positions in the bundle are mapped too', async () => {
  const bundle = await bundleHook(throwing);
  loadHook(bundle, loaded.folder);
  const path = bundlePath(bundle, loaded.folder);
  const lines = bundle.code.split('\n');
  const line = lines.findIndex(text => text.includes('no third frame')) + 1;
  const column = lines[line - 1]!.indexOf('new Error') + 1;
  assert.equal(bundlePlace(path, line, column)?.line, 22);
  assert.equal(bundlePlace(`file://${path}`, line, column)?.line, 22);
  const error = {
    stack: `Error: x\n    at engine (/elsewhere/engine.js:1:1)\n    at preamble (${path}:${line}:${column})`,
  };
  assert.is(authorPlace(error)?.line, 22);
  assert.is(bundlePlace('/elsewhere/engine.js', 1, 1), undefined);
});

test('what did not come from a hook has no place', () => {
  assert.is(authorPlace(new Error('ours')), undefined);
  assert.is(authorPlace('a text'), undefined);
  assert.is(authorPlace(null), undefined);
});

test('an error in a worker thread has its place there, and its clone here', async () => {
  const bundle = await bundleHook(throwing);
  const loader = fileURLToPath(new URL('../../../core/hooks/load.ts', import.meta.url));
  const place = fileURLToPath(new URL('../../../core/hooks/place.ts', import.meta.url));
  const worker = new Worker(
    `require('tsx/cjs');
    const { parentPort, workerData } = require('node:worker_threads');
    const { loadHook } = require(${JSON.stringify(loader)});
    const { authorPlace } = require(${JSON.stringify(place)});
    const hook = loadHook(workerData.bundle, workerData.dir);
    try {
      hook.preamble({ length: 60 }, { state: { frames: 2 }, options: { reason: 'x', side: 'there' } });
    } catch (error) {
      parentPort.postMessage({ place: authorPlace(error), error });
    }`,
    { eval: true, workerData: { bundle, dir: loaded.folder } },
  );
  const answer = await new Promise<{ place: unknown; error: Error }>((resolve, reject) =>
    worker.once('message', resolve).once('error', reject),
  );
  await worker.terminate();
  const expected = { file: 'test/core/hooks/fixtures/refuse.ts', line: 4, column: 9 };
  assert.equal(answer.place, expected);
  loadHook(bundle, loaded.folder);
  assert.equal(authorPlace(answer.error), expected);
});

test('changed content gives the new behaviour, and the former module is freed', async () => {
  const text = (word: string): string =>
    `import { drop, defineHook } from 'hookline/sdk';\nconst big = new Array(1000).fill('${word}');\nexport default defineHook({ name: 'changing', preamble: () => drop(big[0]!) });\n`;
  const path = files.write('changing.ts', text('old'));
  const first = await bundleHook(path);
  const call = (hook: AnyHook): unknown => hook.preamble!({} as never, {} as never);
  let former: WeakRef<AnyHook> | undefined;
  (() => {
    const hook = loadHook(first, loaded.folder);
    former = new WeakRef(hook);
    assert.equal(call(hook), { kind: 'drop', reason: 'old' });
    assert.is(loadHook(first, loaded.folder), hook);
  })();
  files.write('changing.ts', text('new'));
  const second = await bundleHook(path);
  assert.is.not(second.hash, first.hash);
  dropHook(first, loaded.folder);
  assert.equal(call(loadHook(second, loaded.folder)), { kind: 'drop', reason: 'new' });
  const { cache } = createRequire(import.meta.url);
  assert.not(bundlePath(first, loaded.folder) in cache);
  assert.ok(bundlePath(second, loaded.folder) in cache);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A weak reference holds its target until the job that read it ends.
  await new Promise(setImmediate);
  collect();
  assert.is(former!.deref(), undefined);
});

test('code that only moved is loaded again, with its new lines', async () => {
  const text =
    "import { defineHook } from 'hookline/sdk';\nexport default defineHook({ name: 'moved', preamble() { throw new Error('x'); } });\n";
  const path = files.write('moved.ts', text);
  const lineOf = (hook: AnyHook): number | undefined => authorPlace(thrownBy(hook, ''))?.line;
  assert.is(lineOf(await load(path)), 2);
  files.write('moved.ts', `\n\n${text}`);
  assert.is(lineOf(await load(path)), 4);
});

test('a module that exports no hook is refused by what it exports', async () => {
  const hint = ' (export default defineHook({ … }))';
  assert.equal(await faults('export const hook = 1, helper = 2;\n'), [
    `0:0 not a hook: there is no default export (it exports helper, hook)${hint}`,
  ]);
  assert.equal(await faults('const x = 1;\n'), [
    `0:0 not a hook: there is no default export (it exports nothing)${hint}`,
  ]);
  assert.equal(await faults('export default class Thief {}\n'), [
    `0:0 not a hook: the default export is a class${hint}`,
  ]);
  assert.equal(await faults('export default () => 1;\n'), [`0:0 not a hook: the default export is a function${hint}`]);
  assert.equal(await faults("export default Promise.resolve({ name: 'x' });\n"), [
    `0:0 not a hook: the default export is a promise${hint}`,
  ]);
});

test("a CommonJS module's hook is its module.exports", async () => {
  const path = files.write('plain.cjs', "module.exports = { name: 'plain', preamble() {} };\n");
  assert.is((await load(path)).name, 'plain');
});

test('an error while the module runs is a fault at its place', async () => {
  assert.equal(await faults('const table: number[] = [];\ntable[0]!.toFixed();\nexport default {};\n'), [
    "2:11 the hook failed while it was loaded: Cannot read properties of undefined (reading 'toFixed')",
  ]);
});

test('asynchronous handlers are refused at their place', async () => {
  const sentence = 'handlers are synchronous, they run inline for every frame, between two others';
  assert.equal(await faults(define("  name: 'x',\n  async preamble() {},\n  episode: async () => {},")), [
    `4:3 preamble is async: ${sentence}`,
    `5:12 episode is async: ${sentence}`,
  ]);
  assert.equal(await faults(define("  name: 'x',\n  *preamble() {},")), [
    '4:3 preamble is a generator: handlers are plain functions',
  ]);
});

test('names are lower-case words joined by hyphens', async () => {
  assert.equal(await faults(define("  name: 'ackThief',\n  preamble() {},")), [
    "3:3 name 'ackThief' is not made of lower-case words joined by hyphens (as in 'ack-thief')",
  ]);
  assert.equal(await faults(define('  preamble() {},')), ["0:0 name is nothing, expected a text such as 'ack-thief'"]);
});

test('an unknown key is named with the nearest known one', async () => {
  assert.equal(await faults(define("  name: 'x',\n  preambel() {},\n  episode() {},")), [
    '4:3 a hook has no preambel (did you mean preamble?)',
  ]);
});

test('a hook that would never run is refused', async () => {
  assert.equal(await faults(define("  name: 'x',\n  state: () => 1,")), [
    '0:0 the hook never runs: it has none of preamble, episode, setup and onScenarioChange',
  ]);
});

test('every fault of a declaration is told at once', async () => {
  const body = [
    "  name: 'x',",
    '  preamble: 5,',
    '  episode() {},',
    "  scope: 'links',",
    "  order: 'first',",
    '  options: { chance: 0.5 },',
    "  columns: { seen: 'u16' },",
    "  impure: 'yes',",
    '  about: 7,',
  ].join('\n');
  assert.equal(await faults(define(body)), [
    '4:3 preamble is a number, expected a function',
    "6:3 scope is 'links', expected stage or link or run",
    "7:3 order is 'first', expected pre or post",
    "8:14 option chance is a number, expected one made by option (as in option.count('what it does', '4'))",
    "9:14 column seen is 'u16', expected u8, u32, i32, f64",
    '10:3 impure is a string, expected true or false',
    '11:3 about is a number, expected a sentence',
  ]);
});

test.run();

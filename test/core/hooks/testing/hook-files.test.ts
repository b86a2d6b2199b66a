import { relative } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hookFiles } from '../../../../core/hooks/testing/hook-files.js';
import { faultsOf, folderOf } from '../hook-files.js';

const HOOK = "import { defineHook } from 'hookline/sdk';\nexport default defineHook({ name: 'x', preamble() {} });\n";
const TEST = "import { test } from 'uvu';\ntest.run();\n";
const RIG = `import { rig } from 'hookline/sdk/testing';\n${TEST}`;

const found = (files: Record<string, string>, paths: readonly string[] = ['.']): [string[], string[]] => {
  const home = folderOf(files);
  try {
    const { hooks, tests } = hookFiles(paths, home.folder);
    const near = (path: string): string => relative(home.folder, path);
    return [hooks.map(near), tests.map(near)];
  } finally {
    home.remove();
  }
};

test('in a folder hooks are what imports the SDK and has a default export, tests what imports the rig or lies beside', () => {
  const files = {
    'thief.ts': HOOK,
    'thief.test.ts': TEST,
    'deep/down/tap.mjs': "import { defineHook } from 'hookline/sdk';\nexport { hook as default };\n",
    'deep/old.cjs': "const { defineHook } = require('hookline/sdk');\nmodule.exports = defineHook({});\n",
    'elsewhere.test.ts': RIG,
    'other.test.ts': TEST,
    'parts.ts': "import { drop } from 'hookline/sdk';\nexport const fate = drop('x');\n",
    'writer.ts': `export const text = \`\n${HOOK}\`;\n/* ${HOOK} */\n`,
    'types.d.ts': HOOK,
    'notes.md': HOOK,
  };
  assert.equal(found(files), [
    ['deep/down/tap.mjs', 'deep/old.cjs', 'thief.ts'],
    ['elsewhere.test.ts', 'thief.test.ts'],
  ]);
});

test('packages, builds, fixtures and hidden folders are not entered, unless named', () => {
  const files = { 'node_modules/a/x.ts': HOOK, 'dist/x.ts': HOOK, 'test/fixtures/x.ts': HOOK, '.cache/x.ts': HOOK };
  assert.equal(found(files), [[], []]);
  assert.equal(found(files, ['dist']), [['dist/x.ts'], []]);
});

test('a file is what its name says, and a hook brings the test beside it; named twice it is there once', () => {
  const files = { 'odd.ts': '', 'thief.ts': HOOK, 'thief.test.ts': TEST, 'other.test.ts': TEST };
  assert.equal(found(files, ['thief.ts', 'odd.ts', 'other.test.ts', 'thief.ts', './thief.test.ts']), [
    ['odd.ts', 'thief.ts'],
    ['other.test.ts', 'thief.test.ts'],
  ]);
});

test('what is not there is a fault, with the nearest name', async () => {
  const home = folderOf({ 'thief.ts': HOOK });
  const faults = await faultsOf(() => hookFiles(['theif.ts'], home.folder));
  home.remove();
  assert.equal(faults, ['0:0 no such file or folder (did you mean thief.ts?)']);
});

test.run();

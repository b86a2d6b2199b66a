import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { typeCheck } from '../../../core/hooks/type-check.js';
import { folderOf } from './hook-files.js';

test('type errors are faults with their places; a project of its own is not needed', async () => {
  const files = folderOf({
    'typed.ts': [
      "import { defineHook, hold } from 'hookline/sdk';",
      'export default defineHook({',
      "  name: 'typed',",
      '  preamble: frame => hold(5),',
      '});',
    ].join('\n'),
  });
  const faults = await typeCheck(files.path('typed.ts'));
  files.remove();
  assert.equal(
    faults.map(({ file, line, column }) => [file, line, column]),
    [[files.path('typed.ts'), 4, 27]],
  );
  assert.match(faults[0]!.message, "Argument of type 'number' is not assignable");
});

test("a sound hook of a project has none, under the project's own settings", async () => {
  const file = fileURLToPath(new URL('./fixtures/throwing.ts', import.meta.url));
  assert.equal(await typeCheck(file), []);
});

test('an aborted check has none', async () => {
  const abort = new AbortController();
  const checking = typeCheck(fileURLToPath(new URL('./fixtures/throwing.ts', import.meta.url)), abort.signal);
  abort.abort();
  assert.equal(await checking, []);
});

test.run();

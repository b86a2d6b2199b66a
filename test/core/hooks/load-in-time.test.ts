import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleHook } from '../../../core/hooks/bundle.js';
import { loadInTime } from '../../../core/hooks/load-in-time.js';
import { faultsOf, folderOf } from './hook-files.js';

const files = folderOf({});
const loaded = folderOf({});
test.after(() => {
  files.remove();
  loaded.remove();
});

const bundleOf = (name: string, before: string) =>
  bundleHook(
    files.write(
      name,
      `import { defineHook } from 'hookline/sdk';\n${before}\nexport default defineHook({ name: 'h', preamble() {} });\n`,
    ),
  );

test('a hook whose file never comes to its end is ended, every time, and told at its file', async () => {
  const bundle = await bundleOf('hanging.ts', 'for (let i = 0; ; i++) if (i < 0) break;');
  for (let i = 0; i < 2; i++)
    assert.equal(await faultsOf(() => loadInTime(bundle, loaded.folder, 50)), [
      '0:0 the hook hangs while it is loaded: it was ended after 50 ms',
    ]);
});

test('other hooks load as they do, and fail as they do', async () => {
  assert.is(loadInTime(await bundleOf('fine.ts', ''), loaded.folder).name, 'h');
  const throws = await bundleOf('throws.ts', "throw new Error('no luck');");
  const [fault] = await faultsOf(() => loadInTime(throws, loaded.folder));
  assert.match(fault!, /^2:\d+ the hook failed while it was loaded: no luck/);
});

test.run();

import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleHook } from '../../../core/hooks/bundle.js';
import { describeHook, describeText } from '../../../core/hooks/describe.js';
import { loadHook } from '../../../core/hooks/load.js';
import { defineHook } from '../../../sdk/hook.js';
import { folderOf } from './hook-files.js';

test("a hook's description is data and lines for people", async () => {
  const loaded = folderOf({});
  const file = fileURLToPath(new URL('./fixtures/throwing.ts', import.meta.url));
  const described = describeHook(loadHook(await bundleHook(file), loaded.folder));
  loaded.remove();
  assert.equal(described, {
    name: 'throwing',
    about: 'Throws at the third frame.',
    sides: ['preamble'],
    scope: 'stage',
    impure: false,
    options: [
      { name: 'reason', kind: 'text', fallback: 'third', about: 'why frames are dropped' },
      { name: 'limit', kind: 'count', fallback: undefined, about: 'frames let through' },
      { name: 'side', kind: 'here|there|sdk', fallback: 'here', about: 'where it throws' },
    ],
  });
  assert.is(
    describeText(described),
    [
      'throwing: Throws at the third frame.',
      '  reason  text            why frames are dropped (default third)',
      '  limit   count           frames let through (required)',
      '  side    here|there|sdk  where it throws (default here)',
    ].join('\n'),
  );
});

test('a hook without options or words is its name', () => {
  const described = describeHook(defineHook({ name: 'bare', scope: 'link', impure: true, episode() {} }));
  assert.is(describeText(described), 'bare');
  assert.equal([described.scope, described.impure, described.sides], ['link', true, ['episode']]);
});

test.run();

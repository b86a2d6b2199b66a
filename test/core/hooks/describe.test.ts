import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleHook } from '../../../core/hooks/bundle.js';
import { describeHook, describeText } from '../../../core/hooks/describe.js';
import { loadHook } from '../../../core/hooks/load.js';
import { optionExample } from '../../../core/hooks/option-examples.js';
import { defineHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';
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
    order: undefined,
    filter: {},
    nth: undefined,
    every: undefined,
    needs: [],
    columns: {},
    impure: false,
    options: [
      { name: 'reason', kind: 'text', example: 'some words', fallback: 'third', about: 'why frames are dropped' },
      { name: 'limit', kind: 'count', example: '4', fallback: undefined, about: 'frames let through' },
      { name: 'side', kind: 'here|there|sdk', example: 'here', fallback: 'here', about: 'where it throws' },
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

test('selection, order, needs and columns are told as a plan would have them', () => {
  const { filter, nth, every, needs, order, columns } = describeHook(
    defineHook({
      name: 'full',
      filter: { episode: 'tcp' },
      nth: 3,
      order: 'pre',
      needs: ['drop'],
      columns: { seenAt: 'f64' },
      episode() {},
    }),
  );
  assert.equal(
    [filter, nth, every, needs, order, columns],
    [{ episode: 'tcp' }, '3', undefined, ['drop'], 'pre', { seenAt: 'f64' }],
  );
});

test('one filter is that of the sides the hook has', () => {
  const both = describeHook(defineHook({ name: 'both', filter: 'udp', preamble() {}, episode() {} }));
  const one = describeHook(defineHook({ name: 'one', filter: 'udp', episode() {} }));
  assert.equal([both.filter, one.filter], [{ preamble: 'udp', episode: 'udp' }, { episode: 'udp' }]);
});

test('the example of a kind is one that it can read, those of `unless` included', () => {
  const kinds = Object.entries(option).filter(([kind]) => !['oneOf', 'unless', 'of'].includes(kind));
  for (const [kind, make] of kinds as [string, typeof option.port][]) {
    const declared = make('x');
    assert.is.not(optionExample(declared), '', kind);
    declared.parse(optionExample(declared));
  }
  assert.is(optionExample(option.unless('keep', option.port)('x')), '80');
});

test("the example of an author's own kind is the author's, else the default, else there is none", () => {
  const even = (text: string): number => {
    if (Number(text) % 2 !== 0) throw new RangeError(`odd: '${text}'`);
    return Number(text);
  };
  assert.is(optionExample(option.of('even', even, '4')('x', '2')), '4');
  assert.is(optionExample(option.unless('none', option.of('even', even, '4'))('x')), '4');
  assert.is(optionExample(option.of('even', even)('x', '2')), '2');
  assert.is(optionExample(option.of('even', even)('x')), '');
});

test.run();

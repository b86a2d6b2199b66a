import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hookAbout, hookOptions } from '../../../core/completion/hook-source.js';
import { describeHook } from '../../../core/hooks/describe.js';
import { shippedHooks } from '../../../core/hooks/find-hook.js';
import type { AnyHook } from '../../../sdk/hook.js';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const selection = read('sdk/selection.ts');

for (const name of shippedHooks())
  test(`the source of ${name} says what the loaded hook says of itself`, async () => {
    const { default: hook } = (await import(`../../../plugins/${name}.js`)) as { default: AnyHook };
    const { about, options } = describeHook(hook);
    const source = read(`plugins/${name}.ts`);
    assert.is(hookAbout(source), about);
    const found = hookOptions(source, selection);
    assert.equal(
      found.map(({ name, kind, fallback, about }) => ({ name, kind, fallback, about })),
      options.map(({ name, kind, fallback, about }) => ({ name, kind, fallback, about })),
    );
  });

const one = (text: string) => hookOptions(text, '')[0];

test('a declaration may be split over lines, in any quotes, its texts joined by +', () => {
  assert.equal(one(`x: option\n  .span(\n  "how " +\n 'long',\n \`5ms\`,\n)`), {
    name: 'x',
    kind: 'span',
    fallback: '5ms',
    about: 'how long',
    choices: undefined,
  });
});

test('brackets and quotes inside a text are the text’s own', () => {
  assert.is(one(`'odd-name': option.text('it\\'s a ) and a "(', '}')`)?.about, `it's a ) and a "(`);
  assert.is(one(`'odd-name': option.text('it\\'s a ) and a "(', '}')`)?.name, 'odd-name');
});

test('a flag is yes or no, an option without a default has none, and an empty default is one', () => {
  assert.equal(one(`on: option.flag('whether', 'no')`)?.choices, ['yes', 'no']);
  assert.is(one(`n: option.count('how many')`)?.fallback, undefined);
  assert.is(one(`find: option.hex('bytes', '')`)?.fallback, '');
});

test("a kind of the author's own is its first word, whatever its parser and example look like", () => {
  const found = one(`p: option.of('old=>new', text => text.split('=>'), 'cat=>dog')('what for what', 'a=>b')`);
  assert.equal([found?.kind, found?.about, found?.fallback], ['old=>new', 'what for what', 'a=>b']);
});

test('declarations in comments, and halves of declarations, are none', () => {
  assert.equal(hookOptions(`// a: option.count('x', '1')\n/* b: option.count('x', '1') */`, ''), []);
  assert.equal(hookOptions(`a: option.oneOf(['x', 'y']`, ''), []);
  assert.equal(hookOptions(`a: option.count('x, '1')`, ''), []);
});

test('of two options with one name the later one counts, as in an object', () => {
  const found = hookOptions(`{ ...selection, src: option.text('mine', 'a') }`, `src: option.text('theirs', 'b')`);
  assert.equal(
    found.map(({ name, about }) => `${name}: ${about}`),
    ['src: mine'],
  );
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Frame } from '../../sdk/frame.js';
import { ms, ns } from '../../sdk/units.js';
import { checkVerdict, drop, duplicate, hold, keep, pass, replace } from '../../sdk/verdict.js';

test('equal verdicts are made once', async () => {
  // With tables of its own: other tests of the process may have filled those of the module.
  const fresh: string = new URL('../../sdk/verdict.ts?fresh', import.meta.url).href;
  const { drop, hold, duplicate } = (await import(fresh)) as typeof import('../../sdk/verdict.js');
  assert.is(drop('a'), drop('a'));
  assert.is(hold(ms(5)), hold(ms(5)));
  assert.is(duplicate(), duplicate(1));
  assert.is(duplicate(2, ms(1)), duplicate(2, ms(1)));
  assert.is.not(duplicate(2, ms(1)), duplicate(1, ms(2)));
});

test('the tables of made verdicts do not grow without end', () => {
  for (let i = 0; i < 3000; i++) hold(ns(i));
  assert.is.not(hold(ns(2999)), hold(ns(2999)));
  assert.equal(hold(ns(2999)), { kind: 'hold', span: 2999 });
});

test('verdicts that make no sense are refused where they are made', () => {
  assert.throws(() => drop(''), /needs a reason/);
  assert.throws(() => drop(5 as unknown as string), TypeError);
  assert.throws(() => hold(ns(-1)), /cannot hold/);
  assert.throws(() => hold(Number.NaN as never), /cannot hold/);
  assert.throws(() => duplicate(-1), /copies/);
  assert.throws(() => duplicate(1001), /copies/);
  assert.throws(() => duplicate(1, ns(-1)), /space/);
});

test('checking returns the verdict itself, and pass for nothing', () => {
  assert.is(checkVerdict('h', 'preamble', undefined), pass);
  for (const verdict of [pass, drop('x'), hold(ms(1)), duplicate(), replace(new Frame()), keep(() => {})]) {
    assert.is(checkVerdict('h', 'preamble', verdict), verdict);
  }
});

test('a promise is refused by the hook and handler that returned it, saying that handlers are synchronous', () => {
  assert.throws(
    () => checkVerdict('late', 'episode', Promise.resolve()),
    /^hook 'late': episode returned a promise: handlers are synchronous/,
  );
});

test('whatever else is no verdict is refused', () => {
  for (const result of [null, 5, true, 'drop', [], {}, { kind: 'explode' }, () => drop('x')]) {
    assert.throws(
      () => checkVerdict('odd', 'preamble', result),
      /^hook 'odd': preamble returned .* no verdict/,
      String(result),
    );
  }
  for (const result of [
    { kind: 'drop' },
    { kind: 'hold', span: -1 },
    { kind: 'hold', span: 1.5 },
    { kind: 'duplicate', copies: 1.5, spacing: 0 },
    { kind: 'duplicate', copies: 1001, spacing: 0 },
    { kind: 'replace', frames: [new Uint8Array(60)] },
    { kind: 'keep' },
  ]) {
    assert.throws(() => checkVerdict('odd', 'preamble', result), /with parts missing/, JSON.stringify(result));
  }
});

test.run();

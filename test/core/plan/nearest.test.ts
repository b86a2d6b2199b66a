import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { didYouMean, nearest } from '../../../core/plan/nearest.js';

test('one edit of any kind is a misspelling', () => {
  for (const word of ['queu', 'queuee', 'quexe', 'qeuue', 'QUEUE'])
    assert.is(nearest(word, ['rate', 'queue']), 'queue', word);
});

test('a word cut short is a misspelling', () => {
  assert.is(nearest('cong', ['ecn', 'congestion']), 'congestion');
  assert.is(nearest('se', ['server']), undefined);
});

test('another word is not a misspelling', () => {
  assert.is(nearest('jitter', ['rate', 'queue', 'delay']), undefined);
  assert.is(nearest('up', ['at']), undefined);
});

test('the nearest word wins, of equally near ones the first', () => {
  assert.is(nearest('rato', ['ratio', 'rate']), 'ratio');
  assert.is(nearest('stap', ['start', 'stop', 'step']), 'stop');
});

test('a very long word is never compared', () => {
  assert.is(nearest('x'.repeat(10_000), ['x'.repeat(9999)]), undefined);
});

test('the hint is left out when nothing is near', () => {
  assert.equal(didYouMean('dleay', ['delay']), { hint: 'did you mean delay?' });
  assert.equal(didYouMean('zzz', ['delay']), {});
});

test.run();

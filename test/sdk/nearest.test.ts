import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nearest } from '../../sdk/nearest.js';

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

test.run();

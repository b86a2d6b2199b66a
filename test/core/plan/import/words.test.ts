import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../../core/fault.js';
import { splitWords, WordFaults } from '../../../../core/plan/import/words.js';

const texts = (line: string): string[] => splitWords(line).map(({ text }) => text);

test('blanks separate words, quotes and backslashes hold them together', () => {
  assert.equal(texts('  delay 20ms\t5ms '), ['delay', '20ms', '5ms']);
  assert.equal(texts(`a "b c" 'd "e' f\\ g x'y'z`), ['a', 'b c', 'd "e', 'f g', 'xyz']);
  assert.equal(texts(`--args='{"limit":1}' "" "a\\"b"`), ['--args={"limit":1}', '', 'a"b']);
  assert.equal(texts(''), []);
});

test('a backslash at the end of a line joins it with the next', () => {
  assert.equal(texts('delay 20ms \\\n  loss 1%'), ['delay', '20ms', 'loss', '1%']);
});

test('a fault has the line and column of its word, and past twenty there is a count', () => {
  const text = 'one two\n  three';
  const faults = new WordFaults(text, 'x');
  faults.add(splitWords(text)[2], 'bad', 'mend it');
  faults.add(undefined, 'all bad');
  assert.equal(faults.all.map(faultText), ['x:2:3: bad (mend it)', 'x: all bad']);
  for (let i = 0; i < 30; i++) faults.add(splitWords(text)[1], 'bad');
  assert.is(faults.all.length, 21);
  assert.is(faultText(faults.all[20]!), 'x: and 12 more faults');
});

test.run();

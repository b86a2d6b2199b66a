import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bashLine } from '../../../core/completion/bash-line.js';

const BREAKS = ' \t\n"\'><=;|&(:@';
const read = (line: string, ...pieces: string[]) => bashLine(pieces, line, BREAKS);

test('words that bash took apart at its breaks are put together again', () => {
  const line = 'hookline run --hook=a@up --set  x.y=1';
  const found = read(line, 'hookline', 'run', '--hook', '=', 'a@up', '--set', 'x.y', '=', '1');
  assert.equal(found.words, ['hookline', 'run', '--hook=a@up', '--set', 'x.y=1']);
  assert.equal(found.indexes, [0, 1, 2, 5, 6]);
  assert.is(found.current.cut, 4);
});

test('behind a space the word at the cursor is empty', () => {
  assert.equal(read('hookline run ', 'hookline', 'run', '').words, ['hookline', 'run', '']);
});

test('behind = the value is empty, whether bash gives a piece for it or not', () => {
  for (const more of [[], ['']]) {
    const found = read('hookline run --hook=', 'hookline', 'run', '--hook', '=', ...more);
    assert.equal(found.words, ['hookline', 'run', '--hook=']);
    assert.is(found.current.cut, 7);
  }
});

test('a word in which the cursor stands ends there', () => {
  assert.equal(read('hookline si', 'hookline', 'simulate').words, ['hookline', 'si']);
});

test('quotes are taken off', () => {
  const found = read('hookline run "my file.csv" it\\\'s "x y', 'hookline', 'run', '"my file.csv"', "it\\'s", '"x y');
  assert.equal(found.words, ['hookline', 'run', 'my file.csv', "it's", 'x y']);
  assert.is(found.current.open, '"');
});

test('redirections are no words of the command, and where one leads to is told', () => {
  const behind = read('hookline run 2> err.txt x', 'hookline', 'run', '2', '>', 'err.txt', 'x');
  assert.equal(behind.words, ['hookline', 'run', 'x']);
  assert.is(behind.redirected, false);
  assert.is(read('hookline run > f', 'hookline', 'run', '>', 'f').redirected, true);
  assert.is(read('hookline run >f', 'hookline', 'run', '>', 'f').redirected, true);
});

test.run();

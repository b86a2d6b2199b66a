import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Quoting, quoted, unquoted } from '../../../core/completion/raw-words.js';

const TABLE: readonly [Quoting, raw: string, text: string, open: string][] = [
  ['posix', 'plain', 'plain', ''],
  ['posix', 'my\\ file', 'my file', ''],
  ['posix', '"my fi', 'my fi', '"'],
  ['posix', `'it'\\''s'`, `it's`, ''],
  ['posix', `'a\\b`, 'a\\b', "'"],
  ['posix', '"a\\"b\\c', 'a"b\\c', '"'],
  ['posix', '"$HOME`x`', '$HOME`x`', '"'],
  ['posix', 'end\\', 'end\\', ''],
  ['fish', `'it\\'s`, `it's`, "'"],
  ['fish', '"a`', 'a`', '"'],
  ['powershell', 'my` file', 'my file', ''],
  ['powershell', `'it''s`, `it's`, "'"],
  ['powershell', '"a`"b', 'a"b', '"'],
  ['powershell', 'C:\\x', 'C:\\x', ''],
  ['nushell', '`my fi', 'my fi', '`'],
  ['nushell', '"a\\"b', 'a"b', '"'],
  ['nushell', 'a\\b', 'a\\b', ''],
];
for (const [quoting, raw, text, open] of TABLE)
  test(`${raw} is ${text} in ${quoting}${open && ', its quote still open'}`, () => {
    const found = unquoted(raw, quoting);
    assert.is(found.text, text);
    assert.is(found.open, open);
  });

test('what readline replaces begins behind a break or an open quote, and with an @', () => {
  const cut = (raw: string): number => unquoted(raw, 'posix', '=:@').cut;
  assert.is(cut('--hook=plug'), 7);
  assert.is(cut('attacker@u'), 8);
  assert.is(cut('"a=b'), 0);
  assert.is(cut('--out="my d'), 6);
  assert.is(cut('a\\=b'), 0);
});

const QUOTED: readonly ['powershell' | 'nushell', open: string, word: string, line: string][] = [
  ['powershell', '', 'plain.csv', 'plain.csv'],
  ['powershell', '', '~/my file.csv', '~/my` file.csv'],
  ['powershell', '', '$(x).csv', '`$`(x`).csv'],
  ['powershell', '', '@x', '`@x'],
  ['powershell', "'", "it's.csv", "'it''s.csv'"],
  ['powershell', '"', 'a$b"c', '"a`$b`"c"'],
  ['nushell', '', '--out=runs/x', '--out=runs/x'],
  ['nushell', '', 'my file.csv', '"my file.csv"'],
  ['nushell', '', '~/my file.csv', '`~/my file.csv`'],
  ['nushell', '"', '~/x', '"~/x"'],
  ['nushell', "'", 'a"\\b', '"a\\"\\\\b"'],
  ['nushell', '', '$(x)', '"$(x)"'],
];
for (const [quoting, open, word, line] of QUOTED)
  test(`${word} is put in as ${line} in ${quoting}${open && ` behind ${open}`}, and read back the same`, () => {
    assert.is(quoted(word, open, quoting), line);
    assert.is(unquoted(line, quoting).text, word);
  });

test.run();

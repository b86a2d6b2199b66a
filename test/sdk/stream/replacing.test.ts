import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Replacement, replacing } from '../../../sdk/stream/replacing.js';
import { StreamEdits } from '../../../sdk/stream/stream-edits.js';

/** What becomes of a text, and what waits behind `|`. */
const edited = (rules: Replacement[], text: string, last = false, fromClient = true): string => {
  const bytes = Buffer.from(text, 'latin1');
  const edits = new StreamEdits(undefined);
  edits.begin(bytes.length, 0, fromClient, last);
  replacing(rules)(bytes, edits);
  let out = '';
  let at = 0;
  const decided = edits.end(bytes, (from, length, put) => {
    out += text.slice(at, from) + Buffer.from(put).toString('latin1');
    at = from + length;
  });
  return `${out}${text.slice(at, decided)}${decided < text.length ? `|${text.slice(decided)}` : ''}`;
};

test('every match is replaced, from left to right, and what was put is not looked at again', () => {
  assert.is(edited([{ find: 'aa', with: 'a' }], 'aaaaa.', true), 'aaa.');
  assert.is(edited([{ find: 'a', with: 'aa' }], 'aba'), 'aabaa');
  assert.is(edited([{ find: 'ab', with: '' }], 'aabb', true), 'ab');
});

test('what could be the beginning of a match waits, from its first byte', () => {
  assert.is(edited([{ find: 'abc', with: 'X' }], 'abcab'), 'X|ab');
  assert.is(edited([{ find: 'aab', with: 'X' }], 'caaa'), 'ca|aa');
  assert.is(edited([{ find: 'abc', with: 'X' }], 'abcab', true), 'Xab');
});

test('of rules that begin at one byte the first counts, though it needs more bytes', () => {
  const rules = [
    { find: 'abcd', with: 'long' },
    { find: 'ab', with: 'short' },
  ];
  assert.is(edited(rules, 'abcd'), 'long');
  assert.is(edited(rules, 'abce'), 'shortce');
  assert.is(edited(rules, 'abc'), '|abc');
  assert.is(edited(rules, 'abc', true), 'shortc');
  assert.is(edited(rules.slice().reverse(), 'abcd'), 'shortcd');
});

test('letters may fit in either case, bytes may be given in hex, sides may differ', () => {
  assert.is(edited([{ find: 'Host:', with: 'X', anyCase: true }], 'hOsT: host;'), 'X host;');
  assert.is(edited([{ find: { hex: '0d0a' }, with: { hex: '0a' } }], 'a\r\nb'), 'a\nb');
  const rules: Replacement[] = [
    { find: 'a', with: 'C', from: 'client' },
    { find: 'a', with: 'S', from: 'server' },
    { find: 'b', with: 'B' },
  ];
  assert.is(edited(rules, 'ab'), 'CB');
  assert.is(edited(rules, 'ab', false, false), 'SB');
});

test('nothing to look for is refused', () => {
  assert.throws(() => replacing([{ find: '', with: 'x' }]), RangeError);
});

test.run();

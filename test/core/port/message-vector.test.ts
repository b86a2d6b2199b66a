import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addressOf } from '../../../core/port/foreign.js';
import { MessageVector } from '../../../core/port/message-vector.js';

// Addresses come from the kernel's side of the house.
const check = process.platform === 'linux' ? test : test.skip;

const wordPair = (words: Uint32Array, at: number): number => words[at]! + words[at + 1]! * 4294967296;

check('lays out headers, vectors and control areas in one block that points into itself', () => {
  const messages = new MessageVector(3, new Uint8Array(new SharedArrayBuffer(8192)), 128);
  assert.is(messages.words.byteLength, 3 * (64 + 16 + 128));
  const second = 16;
  assert.is(wordPair(messages.words, second), 0, 'no name');
  assert.is(wordPair(messages.words, second + 4), messages.address + 3 * 64 + 16, 'its iovec');
  assert.is(wordPair(messages.words, second + 6), 1, 'one iovec');
  assert.is(wordPair(messages.words, second + 8), messages.address + 3 * 80 + 128, 'its control area');
});

check('points a message at an offset of the frame memory', () => {
  const memory = new Uint8Array(new SharedArrayBuffer(8192));
  const messages = new MessageVector(2, memory, 0);
  messages.point(1, 4160, 1900);
  const iovec = messages.iovecs + 4;
  assert.is(wordPair(messages.words, iovec), addressOf(memory) + 4160);
  assert.is(wordPair(messages.words, iovec + 2), 1900);
});

check('sees a view that starts inside its buffer at the view, not at the buffer', () => {
  const shared = new SharedArrayBuffer(8192);
  assert.is(addressOf(new Uint8Array(shared, 100)) - addressOf(new Uint8Array(shared)), 100);
});

test.run();

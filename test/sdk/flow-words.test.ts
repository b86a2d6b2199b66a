import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { FLOW_WORDS, hashWords, readFlow } from '../../sdk/flow-words.js';

const words = new Int32Array(FLOW_WORDS);

test('the words of a flow are version and protocol, ports, source and destination', () => {
  const frame = build({ ipv4: { src: '10.0.0.2', dst: '10.0.0.1' }, tcp: { srcPort: 5000, dstPort: 80 } });
  words.fill(-1);
  assert.is(readFlow(frame, words, false), true);
  assert.equal([...words], [0x0406, (5000 << 16) | 80, 0x0a000002, 0, 0, 0, 0x0a000001, 0, 0, 0]);
  assert.is(readFlow(frame, words, true), true);
  assert.equal([...words], [0x0406, (80 << 16) | 5000, 0x0a000001, 0, 0, 0, 0x0a000002, 0, 0, 0]);
  const six = build({ ipv6: { src: '2001:db8::1', dst: 'fe80::2' }, udp: { srcPort: 1, dstPort: 2 } });
  assert.is(readFlow(six, words, false), true);
  assert.equal([...words], [0x0611, (1 << 16) | 2, 0x20010db8, 0, 0, 1, 0xfe800000 | 0, 0, 0, 2]);
});

test('a frame that is not IP has none', () => {
  assert.is(readFlow(build({ eth: { type: 0x88b5 }, payload: 40 }), words, false), false);
});

test('the hash is MurmurHash3 of the words, little end first', () => {
  assert.is(hashWords(new Int32Array(0), 1), 0x514e28b7);
  // "test" and "aaaa".
  assert.is(hashWords(Int32Array.of(0x74736574), 0), 0xba6bd213);
  assert.is(hashWords(Int32Array.of(0x61616161), 0x9747b28c), 0x5a97808a);
});

test.run();

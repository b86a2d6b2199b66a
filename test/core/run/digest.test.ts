import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digest } from '../../../core/run/digest.js';

test('digests are those of FNV-1a with 32 bits', () => {
  const of = (text: string): number => digest(Buffer.from(`..${text}..`), 2, text.length);
  // Test vectors of draft-eastlake-fnv, section 6.
  assert.equal([of(''), of('a'), of('foobar')], [0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
});

test.run();

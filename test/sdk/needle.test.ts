import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf, needle } from '../../sdk/needle.js';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const at = (hay: string, what: string, from = 0, end = hay.length): number => needle(what).find(ascii(hay), from, end);

test('it finds the first occurrence that lies whole between the bounds', () => {
  assert.is(at('xxabcabc', 'abc'), 2);
  assert.is(at('xxabcabc', 'abc', 3), 5);
  assert.is(at('xxabcabc', 'abc', 2, 5), 2);
  assert.is(at('xxabcabc', 'abc', 2, 4), -1);
  assert.is(at('xxabcabc', 'abc', 6), -1);
  assert.is(at('', 'a'), -1);
  assert.is(at('aab', 'b'), 2);
});

test('a text is its UTF-8, hex may be spaced, and either may be bytes', () => {
  assert.equal([...needle('é').bytes], [0xc3, 0xa9]);
  assert.equal([...needle({ hex: '16:03 01' }).bytes], [0x16, 3, 1]);
  assert.equal([...bytesOf(Uint8Array.of(1, 2))], [1, 2]);
  assert.throws(() => needle({ hex: '1' }), RangeError);
  assert.throws(() => needle(''), RangeError);
});

test('letters fit in either case if asked for, and only letters', () => {
  const any = needle('[Host]', { anyCase: true });
  assert.is(any.find(ascii('x[hOST]'), 0, 7), 1);
  assert.is(any.find(ascii('x{host}'), 0, 7), -1);
  assert.is(needle('[Host]').find(ascii('x[host]'), 0, 7), -1);
});

test('a needle does not change when the bytes it was made of do', () => {
  const bytes = Uint8Array.of(1, 2);
  const made = needle(bytes);
  bytes[0] = 9;
  assert.is(made.find(Uint8Array.of(0, 1, 2), 0, 3), 1);
});

test('it finds what indexOf finds', () => {
  const few = fc.uint8Array({ min: 0, max: 2, maxLength: 60 });
  fc.assert(
    fc.property(few, fc.uint8Array({ min: 0, max: 2, minLength: 1, maxLength: 5 }), fc.nat(60), (hay, what, from) => {
      assert.is(
        needle(what).find(hay, from, hay.length),
        from >= hay.length ? -1 : Buffer.from(hay).indexOf(what, from),
      );
    }),
    { seed: 6, numRuns: 1000 },
  );
});

test.run();

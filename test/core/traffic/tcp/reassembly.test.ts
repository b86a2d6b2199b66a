import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Reassembly } from '../../../../core/traffic/tcp/reassembly.js';

const blocks = (beyond: Reassembly): [number, number][] => {
  const left = new Float64Array(4);
  const right = new Float64Array(4);
  const n = beyond.report(left, right);
  return Array.from({ length: n }, (_, i) => [left[i]!, right[i]!]);
};

test('the block of the latest arrival is reported first, then those before it (RFC 2018 §4)', () => {
  const beyond = new Reassembly();
  beyond.insert(10, 20);
  beyond.insert(50, 60);
  beyond.insert(30, 40);
  assert.equal(blocks(beyond), [
    [30, 40],
    [50, 60],
    [10, 20],
  ]);
  beyond.insert(60, 70);
  assert.equal(blocks(beyond), [
    [50, 70],
    [30, 40],
    [10, 20],
  ]);
});

test('ranges that meet become one', () => {
  const beyond = new Reassembly();
  beyond.insert(10, 20);
  beyond.insert(30, 40);
  assert.is(beyond.insert(20, 30), 10);
  assert.is(beyond.count, 1);
  assert.equal(blocks(beyond), [[10, 40]]);
});

test('filling the gap hands over all that lies against it', () => {
  const beyond = new Reassembly();
  beyond.insert(10, 20);
  beyond.insert(20, 25);
  beyond.insert(40, 50);
  assert.is(beyond.advance(5), 5);
  assert.is(beyond.advance(10), 25);
  assert.is(beyond.held, 10);
  assert.equal(blocks(beyond), [[40, 50]]);
});

test('it holds the same bytes as a plain set, in as few ranges as can be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20 })), { maxLength: 120 }),
      parts => {
        const beyond = new Reassembly();
        const bytes = new Set<number>();
        for (const [from, length] of parts) {
          let fresh = 0;
          for (let i = from; i < from + length; i++) {
            if (!bytes.has(i)) fresh += 1;
            bytes.add(i);
          }
          assert.is(beyond.insert(from, from + length), fresh);
          assert.ok(blocks(beyond)[0]![0] <= from && from < blocks(beyond)[0]![1]);
        }
        assert.is(beyond.held, bytes.size);
        const starts = [...bytes].filter(i => !bytes.has(i - 1)).sort((a, b) => a - b);
        assert.equal([...beyond.left.subarray(0, beyond.count)], starts);
      },
    ),
    { seed: 32, numRuns: 300 },
  );
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  DISTRIBUTION_MOST,
  distributionText,
  parseDistribution,
} from '../../../../core/effects/jitter/distribution-file.js';
import { faultText } from '../../../../core/fault.js';

test("a file as iproute2's generators write it is read", () => {
  const text =
    '# This is the distribution table for the pareto distribution.\n -5461 -5460 -5460\n 32767 0x10 # and more\r\n';
  assert.equal(parseDistribution(text, 'pareto.dist'), { table: [-5461, -5460, -5460, 32767, 16], faults: [] });
});

const MALFORMED: readonly (readonly [string, string])[] = [
  ['', 'd.dist:1:1: the distribution is empty: expected whole numbers in units of 1/8192'],
  ['# nothing\n\n', 'd.dist:1:1: the distribution is empty: expected whole numbers in units of 1/8192'],
  ['normal', "d.dist:1:1: expected a whole number from -32768 to 32767, found 'normal'"],
  ['# x\n12 -3\n  4 abc 5', "d.dist:3:5: expected a whole number from -32768 to 32767, found 'abc'"],
  ['1.5', "d.dist:1:1: expected a whole number from -32768 to 32767, found '1.5'"],
  ['1 32768', "d.dist:1:3: expected a whole number from -32768 to 32767, found '32768'"],
  ['1,2,3', "d.dist:1:1: expected a whole number from -32768 to 32767, found '1,2,3'"],
  ['-', "d.dist:1:1: expected a whole number from -32768 to 32767, found '-'"],
];

test('malformed files are refused with the place', () => {
  for (const [text, expected] of MALFORMED) {
    const { table, faults } = parseDistribution(text, 'd.dist');
    assert.is(table, undefined);
    assert.equal(faults.map(faultText), [expected]);
  }
});

test('a file of letters gives 20 faults and a count', () => {
  const { faults } = parseDistribution('a b c d e\n'.repeat(6), 'd.dist');
  assert.is(faults.length, 21);
  assert.is(faultText(faults[20]!), 'd.dist: and 10 more faults');
});

test('a table larger than the kernel takes is refused where it becomes too large', () => {
  const { faults } = parseDistribution('7 '.repeat(DISTRIBUTION_MOST + 5), 'd.dist');
  assert.equal(faults.map(faultText), [
    `d.dist:1:${2 * DISTRIBUTION_MOST + 1}: more than 16384 values: netem's tables hold no more`,
  ]);
});

test('a table reads back as it was written', () => {
  const entries = fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 100 });
  const property = fc.property(entries, table => {
    assert.equal(parseDistribution(distributionText(table), 'd').table, table);
  });
  fc.assert(property, { seed: 4, numRuns: 200 });
});

test.run();

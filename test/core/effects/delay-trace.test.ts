import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DelayTrace } from '../../../core/effects/delay-trace.js';
import { delayTraceText, parseDelayTrace } from '../../../core/effects/delay-trace-file.js';
import { faultText } from '../../../core/fault.js';

const take = (trace: DelayTrace, count: number): number[] => Array.from({ length: count }, () => trace.next());

test('the n-th frame takes the n-th delay, and the trace starts again at its end', () => {
  assert.equal(take(new DelayTrace([5, 7, 9], true), 8), [5, 7, 9, 5, 7, 9, 5, 7]);
  assert.equal(take(new DelayTrace([5], true), 3), [5, 5, 5]);
});

test('without a loop the last delay holds', () => {
  assert.equal(take(new DelayTrace([5, 7, 9], false), 6), [5, 7, 9, 9, 9, 9]);
});

test('a trace is one delay in milliseconds a line, with comments', () => {
  const text = '# measured\n41.25\n\n0\r\n  3e-3 # three microseconds\n.5';
  assert.equal(parseDelayTrace(text, 'd.txt'), { delays: [41_250_000, 0, 3000, 500_000], faults: [] });
});

const MALFORMED: readonly (readonly [string, string])[] = [
  ['', 'd.txt:1:1: the trace is empty: expected one delay in milliseconds a line'],
  ['# only a comment', 'd.txt:1:1: the trace is empty: expected one delay in milliseconds a line'],
  ['1\n-2', "d.txt:2:1: a delay cannot be negative, found '-2'"],
  ['1\n  20ms', "d.txt:2:3: expected one delay in milliseconds, found '20ms'"],
  ['1 2', "d.txt:1:1: expected one delay in milliseconds, found '1 2'"],
  ['1,5', "d.txt:1:1: expected one delay in milliseconds, found '1,5'"],
  ['NaN', "d.txt:1:1: expected one delay in milliseconds, found 'NaN'"],
  ['1e999', "d.txt:1:1: a delay is at most a day, in milliseconds, found '1e999'"],
  ['fast', "d.txt:1:1: expected one delay in milliseconds, found 'fast'"],
];

test('malformed traces are refused with the place', () => {
  for (const [text, expected] of MALFORMED) {
    const { delays, faults } = parseDelayTrace(text, 'd.txt');
    assert.is(delays, undefined);
    assert.equal(faults.map(faultText), [expected]);
  }
});

test('past twenty faults the rest is counted', () => {
  const { faults } = parseDelayTrace('x\n'.repeat(23), 'd.txt');
  assert.is(faults.length, 21);
  assert.is(faultText(faults[20]!), 'd.txt: and 3 more faults');
});

test('a trace reads back to the nanosecond as it was written', () => {
  const delays = fc.array(fc.integer({ min: 0, max: 86_400_000_000_000 }), { minLength: 1, maxLength: 50 });
  const property = fc.property(delays, each => {
    assert.equal(parseDelayTrace(delayTraceText(each), 'd').delays, each);
  });
  fc.assert(property, { seed: 4, numRuns: 200 });
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDelayTrace } from '../../../../core/effects/delay-trace-file.js';
import {
  type DelayTracePlan,
  delayTracePlan,
  delayTraceSchema,
  delayTraceText,
} from '../../../../core/plan/effects/delay-trace.js';
import { issuesOf } from './issues.js';

const read = (value: unknown): DelayTracePlan => {
  const input = delayTraceSchema.parse(value);
  return delayTracePlan(input, parseDelayTrace(input.file, 'trace').delays!);
};

test('a path alone loops and keeps the order', () => {
  assert.equal(delayTraceSchema.parse('delays.txt'), { file: 'delays.txt', loop: true, order: 'keep' });
  assert.equal(delayTraceSchema.parse({ file: 'delays.txt', loop: 'no', order: 'free' }), {
    file: 'delays.txt',
    loop: false,
    order: 'free',
  });
});

test('malformed sections are refused, naming the setting and what was expected', () => {
  const file = 'expected a trace of delays: a path to a file of one delay in milliseconds a line, or its lines';
  const rows: readonly (readonly [unknown, string])[] = [
    ['', `: ${file}`],
    [{}, `file: ${file}`],
    [{ file: 3 }, `file: ${file}`],
    [{ file: 'd', loop: 'maybe' }, "loop: expected yes or no, found 'maybe'"],
    [{ file: 'd', order: 'fifo' }, 'order: expected keep or free'],
    [{ file: 'd', hold: true }, 'hold: known are file loop order'],
  ];
  for (const [value, expected] of rows) assert.equal(issuesOf(delayTraceSchema, value), [expected]);
});

test('the text of any plan has its delays inside and reads back as the same plan', () => {
  const property = fc.property(
    fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 30 }),
    fc.boolean(),
    fc.constantFrom('keep' as const, 'free' as const),
    (delays, loop, order) => {
      assert.equal(read(delayTraceText({ delays, loop, order })), { delays, loop, order });
    },
  );
  fc.assert(property, { seed: 4, numRuns: 200 });
});

test.run();

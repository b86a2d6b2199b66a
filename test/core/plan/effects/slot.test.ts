import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDistribution } from '../../../../core/effects/jitter/distribution-file.js';
import { type SlotPlan, slotPlan, slotSchema, slotText } from '../../../../core/plan/effects/slot.js';
import { issuesOf } from './issues.js';

const NONE = Number.POSITIVE_INFINITY;
const read = (value: unknown): SlotPlan => {
  const input = slotSchema.parse(value);
  const text = 'max' in input.gap ? undefined : input.gap.jitter.table;
  return slotPlan(input, text === undefined ? undefined : parseDistribution(text, 'table').table);
};

test('a span is the gap of all slots, min and max draw it', () => {
  assert.equal(read('5ms'), { gap: { min: 5e6, max: 5e6 }, packets: NONE, bytes: NONE });
  assert.equal(read({ min: '800us' }), { gap: { min: 8e5, max: 8e5 }, packets: NONE, bytes: NONE });
  assert.equal(read({ min: '800us', max: '2ms', packets: 10, bytes: '64KiB' }), {
    gap: { min: 8e5, max: 2e6 },
    packets: 10,
    bytes: 65536,
  });
});

test('a delay with its jitter draws gaps of a distribution', () => {
  assert.equal(read({ delay: '2ms', jitter: '500us', distribution: 'pareto-normal', packets: 4 }), {
    gap: { delay: 2e6, jitter: { span: 5e5, correlation: 0, distribution: 'pareto-normal', shape: 0 } },
    packets: 4,
    bytes: NONE,
  });
});

test('malformed slots are refused, naming the setting and what was expected', () => {
  const rows: readonly (readonly [unknown, string])[] = [
    ['0ms', ": a time span must be more than 0: '0ms'"],
    ['often', ": not a time span: 'often' (as in 20ms)"],
    [{}, ': expected a gap: min, max or both, or delay and jitter'],
    [{ min: '0s' }, ': expected a gap: min, max or both, or delay and jitter'],
    [{ min: '2ms', max: '1ms' }, 'max: the longest gap is shorter than the shortest one'],
    [{ min: '-1ms' }, "min: a time span cannot be negative: '-1ms'"],
    [{ min: '1ms', packets: 0 }, "packets: expected a number of frames from 1, found '0'"],
    [{ min: '1ms', bytes: '0B' }, "bytes: an amount of data must be more than 0: '0B'"],
    [{ jitter: '1ms' }, ': expected a delay: the gap that jitter and distribution vary'],
    [{ delay: '0s' }, 'delay: a gap of 0 that does not vary makes no slots'],
    [{ delay: '1ms', min: '1ms' }, 'min: a gap has min and max, or delay and jitter; delay is there'],
    [{ delay: '1ms', shape: 3 }, 'shape: only pareto, gamma, weibull have a shape'],
    [{ every: '1ms' }, 'every: known are min max delay jitter distribution shape table packets bytes'],
  ];
  for (const [value, expected] of rows) assert.equal(issuesOf(slotSchema, value), [expected]);
});

test('the text of any plan reads back as the same plan', () => {
  const limits = {
    packets: fc.oneof(fc.constant(NONE), fc.integer({ min: 1, max: 1e9 })),
    bytes: fc.oneof(fc.constant(NONE), fc.integer({ min: 1, max: 1e12 })),
  };
  const span = fc.integer({ min: 1, max: 1e12 });
  const table = fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 20 });
  const gap: fc.Arbitrary<SlotPlan['gap']> = fc.oneof(
    fc.tuple(fc.nat(1e9), span).map(([min, more]) => ({ min, max: min + more })),
    span.map(each => ({ min: each, max: each })),
    fc.tuple(span, span).map(([delay, length]) => ({
      delay,
      jitter: { span: length, correlation: 0, distribution: 'weibull' as const, shape: 1.5 },
    })),
    fc.tuple(span, span, table).map(([delay, length, entries]) => ({
      delay,
      jitter: { span: length, correlation: 0, distribution: 'table' as const, table: entries },
    })),
  );
  const property = fc.property(fc.record({ gap, ...limits }, { noNullPrototype: true }), plan => {
    assert.equal(read(slotText(plan)), plan);
  });
  fc.assert(property, { seed: 4, numRuns: 300 });
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseDistribution } from '../../../../core/effects/jitter/distribution-file.js';
import { makeJitter } from '../../../../core/effects/jitter/make.js';
import { DISTRIBUTIONS, SHAPES } from '../../../../core/effects/jitter/quantiles.js';
import { type JitterPlan, jitterPlan, jitterSchema, jitterText } from '../../../../core/plan/effects/jitter.js';
import { substream } from '../../../../sdk/rng.js';
import { issuesOf } from './issues.js';

const read = (value: unknown): JitterPlan => {
  const input = jitterSchema.parse(value);
  return jitterPlan(input, input.table === undefined ? undefined : parseDistribution(input.table, 'table').table);
};

test('a span alone is normal jitter that keeps the order', () => {
  const plan = { span: 5e6, correlation: 0, distribution: 'normal', shape: 0, order: 'keep' };
  assert.equal(read('5ms'), plan);
  assert.equal(read({ span: '5ms' }), plan);
  assert.is(jitterText(read('5ms')), '5ms');
});

test('all settings are read, with what is usual where nothing is said', () => {
  assert.equal(read({ span: '1ms', distribution: 'gamma', correlation: '25%', order: 'free' }), {
    span: 1e6,
    correlation: 0.25,
    distribution: 'gamma',
    shape: 2,
    order: 'free',
  });
  assert.is((read({ span: '1ms', distribution: 'pareto' }) as { shape: number }).shape, 3);
  assert.equal(read({ span: '1ms', table: '# mine\n-8192 0\n8192' }), {
    span: 1e6,
    correlation: 0,
    distribution: 'table',
    table: [-8192, 0, 8192],
    order: 'keep',
  });
});

const MALFORMED: readonly (readonly [unknown, string])[] = [
  ['-5ms', ": a time span cannot be negative: '-5ms'"],
  ['5', ": a time span needs a unit: '5' (as in 5ms)"],
  [{ span: '-1ms' }, "span: a time span cannot be negative: '-1ms'"],
  [{}, 'span: expected a time span, as in 20ms'],
  [{ span: '1ms', correlation: '120%' }, "correlation: expected a correlation from 0 to below 1 (100%), found '120%'"],
  [{ span: '1ms', correlation: 1 }, "correlation: expected a correlation from 0 to below 1 (100%), found '1'"],
  [{ span: '1ms', correlation: -0.1 }, "correlation: expected a correlation from 0 to below 1 (100%), found '-0.1'"],
  [{ span: '1ms', distribution: 'gauss' }, `distribution: expected ${DISTRIBUTIONS.join(' or ')}`],
  [{ span: '1ms', order: 'any' }, 'order: expected keep or free'],
  [{ span: '1ms', shape: 2 }, 'shape: only pareto, gamma, weibull have a shape'],
  [{ span: '1ms', distribution: 'gamma', shape: 0 }, "shape: expected a shape from 0.1 to 100, found '0'"],
  [{ span: '1ms', distribution: 'gamma', shape: 'x' }, "shape: expected a shape from 0.1 to 100, found 'x'"],
  [
    { span: '1ms', distribution: 'pareto', shape: 2 },
    'shape: expected a shape above 2: below it pareto has no standard deviation',
  ],
  [{ span: '1ms', table: 't.dist', distribution: 'normal' }, 'distribution: a table is a distribution of its own'],
  [{ span: '1ms', table: 't.dist', shape: 3 }, 'shape: only pareto, gamma, weibull have a shape'],
  [
    { span: '1ms', table: '' },
    "table: expected a distribution: a path to a file in netem's format, or the table itself",
  ],
  [{ span: '1ms', sigma: 2 }, 'sigma: known are span distribution shape table correlation order'],
];

test('malformed jitter is refused, naming the setting and what was expected', () => {
  for (const [value, expected] of MALFORMED) assert.equal(issuesOf(jitterSchema, value), [expected]);
});

test('the text of any plan reads back as the same plan', () => {
  const common = {
    span: fc.integer({ min: 0, max: 1e12 }),
    correlation: fc.integer({ min: 0, max: 999_999 }).map(n => n / 1e6),
    order: fc.constantFrom('keep' as const, 'free' as const),
  };
  const table = fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1, maxLength: 30 });
  const plans: fc.Arbitrary<JitterPlan> = fc.oneof(
    fc
      .record(
        {
          ...common,
          distribution: fc.constantFrom(...DISTRIBUTIONS),
          shape: fc.integer({ min: 201, max: 10_000 }).map(n => n / 100),
        },
        { noNullPrototype: true },
      )
      .map(plan => (plan.distribution in SHAPES ? plan : { ...plan, shape: 0 })),
    fc.record({ ...common, distribution: fc.constant('table' as const), table }, { noNullPrototype: true }),
  );
  const property = fc.property(plans, plan => {
    assert.equal(read(jitterText(plan)), plan);
  });
  fc.assert(property, { seed: 4, numRuns: 300 });
});

test('every plan makes jitter, whose span may be changed while it runs', () => {
  const rng = substream(1, 'up/jitter');
  for (const distribution of DISTRIBUTIONS) {
    const jitter = makeJitter(read({ span: '0s', distribution }), rng);
    assert.is(jitter.next(), 0);
    jitter.setSpan(1e9);
    assert.ok(Math.abs(jitter.next()) > 0);
  }
  const table = makeJitter(read({ span: '1ms', table: '8192\n' }), rng);
  assert.is(table.next(), 1e6);
  table.setSpan(3e6);
  assert.is(table.next(), 3e6);
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ReorderPlan, reorderSchema, reorderText } from '../../../../core/plan/effects/reorder.js';
import { issuesOf } from './issues.js';

const ROWS: readonly (readonly [unknown, ReorderPlan])[] = [
  ['1%', { model: 'later', chance: 0.01, later: 3, atMost: 100e6 }],
  ['none', { model: 'later', chance: 0, later: 3, atMost: 100e6 }],
  [{ chance: '1%' }, { model: 'later', chance: 0.01, later: 3, atMost: 100e6 }],
  [
    { chance: 0.5, later: 5, atMost: '20ms' },
    { model: 'later', chance: 0.5, later: 5, atMost: 20e6 },
  ],
  [
    { chance: '2%', wait: '5ms' },
    { model: 'wait', chance: 0.02, wait: 5e6 },
  ],
  [{ gap: 5 }, { model: 'gap', gap: 5, chance: 1, correlation: 0 }],
  [
    { gap: 1, chance: '25%', correlation: '50%' },
    { model: 'gap', gap: 1, chance: 0.25, correlation: 0.5 },
  ],
  [{ pattern: 'swap' }, { model: 'swap', every: 2, atMost: 100e6 }],
  [
    { pattern: 'late', every: 20, by: 4 },
    { model: 'late', every: 20, by: 4, atMost: 100e6 },
  ],
];

test('each form is read with what is usual where nothing is said', () => {
  for (const [value, plan] of ROWS) assert.equal(reorderSchema.parse(value), plan);
});

test('malformed reordering is refused, naming the setting and what was expected', () => {
  const rows: readonly (readonly [unknown, string])[] = [
    ['120%', ": a share lies between 0 and 1 (0% and 100%): '120%'"],
    ['-1%', ": a share lies between 0 and 1 (0% and 100%): '-1%'"],
    ['1', ": write 1% or 100%: a bare '1' can be read as either"],
    ['swap', ": not a share: 'swap' (as in 2%)"],
    [{}, ': expected a chance, a gap or a pattern (swap, late)'],
    [{ chance: '1%', wait: '0s' }, "wait: a time span must be more than 0: '0s'"],
    [{ chance: '1%', wait: '1ms', later: 3 }, 'later: reordering by a wait has no later'],
    [{ chance: '1%', later: 0 }, "later: expected a number of frames from 1 to a million, found '0'"],
    [{ chance: '1%', correlation: '5%' }, 'correlation: reordering by later frames has no correlation'],
    [{ gap: 0 }, "gap: expected a number of frames from 1 to a million, found '0'"],
    [{ gap: 5, wait: '1ms' }, 'wait: reordering by a gap has no wait'],
    [{ gap: 5, correlation: '100%' }, "correlation: expected a correlation from 0 to below 1 (100%), found '100%'"],
    [{ pattern: 'mix' }, 'pattern: expected swap or late'],
    [{ pattern: 'swap', by: 2 }, 'by: the pattern swap has no by'],
    [{ pattern: 'swap', every: 1 }, 'every: expected 2 frames or more: others must pass the one that waits'],
    [{ pattern: 'late', chance: '1%' }, 'chance: the pattern late has no chance'],
    [{ share: '1%' }, 'share: known are chance wait later atMost gap correlation pattern every by'],
  ];
  for (const [value, expected] of rows) assert.equal(issuesOf(reorderSchema, value), [expected]);
});

test('the text of any plan reads back as the same plan', () => {
  const share = fc.integer({ min: 0, max: 1e6 }).map(n => n / 1e6);
  const span = fc.integer({ min: 1, max: 1e12 });
  const count = fc.integer({ min: 1, max: 1e6 });
  const several = fc.integer({ min: 2, max: 1e6 });
  const PLAIN = { noNullPrototype: true } as const;
  const plans: fc.Arbitrary<ReorderPlan> = fc.oneof(
    fc.record({ model: fc.constant('wait' as const), chance: share, wait: span }, PLAIN),
    fc.record({ model: fc.constant('later' as const), chance: share, later: count, atMost: span }, PLAIN),
    fc.record(
      {
        model: fc.constant('gap' as const),
        gap: count,
        chance: share,
        correlation: share.map(each => each * 0.999),
      },
      PLAIN,
    ),
    fc.record({ model: fc.constant('swap' as const), every: several, atMost: span }, PLAIN),
    fc.record({ model: fc.constant('late' as const), every: several, by: count, atMost: span }, PLAIN),
  );
  const property = fc.property(plans, plan => {
    assert.equal(reorderSchema.parse(reorderText(plan)), plan);
  });
  fc.assert(property, { seed: 4, numRuns: 500 });
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import * as z from 'zod';
import { type DuplicatePlan, duplicateSchema, duplicateText } from '../../../../core/plan/effects/duplicate.js';
import { readSection } from './section.js';

const read = (yaml: string): { plan?: DuplicatePlan; faults: string[] } =>
  readSection('duplicate', duplicateSchema, yaml);

test('duplicates are a share of the frames, or a share, copies and their spacing', () => {
  for (const [yaml, plan] of [
    ['duplicate: 1%', { chance: 0.01, copies: 1, spacing: 0 }],
    ['duplicate: none', { chance: 0, copies: 1, spacing: 0 }],
    ['duplicate: { chance: 50% }', { chance: 0.5, copies: 1, spacing: 0 }],
    ['duplicate: { chance: 100%, copies: 3, spacing: 2ms }', { chance: 1, copies: 3, spacing: 2e6 }],
  ] as const) {
    assert.equal(read(yaml), { plan, faults: [] }, yaml);
  }
});

test('shares outside 0 and 1, no copies, too many and spans below nothing are refused', () => {
  for (const [yaml, fault] of [
    ['duplicate: 101%', "plan.yaml:1:12: duplicate: a share lies between 0 and 1 (0% and 100%): '101%'"],
    ['duplicate: 1', "plan.yaml:1:12: duplicate: write 1% or 100%: a bare '1' can be read as either"],
    [
      'duplicate: { copies: 2 }',
      'plan.yaml:1:12: duplicate.chance is missing: expected a share of the frames, as in 1%',
    ],
    [
      'duplicate: { chance: 1%, copies: 0 }',
      "plan.yaml:1:34: duplicate.copies: expected a number of copies from 1 to 100, found '0'",
    ],
    [
      'duplicate: { chance: 1%, copies: 101 }',
      "plan.yaml:1:34: duplicate.copies: expected a number of copies from 1 to 100, found '101'",
    ],
    [
      'duplicate: { chance: 1%, spacing: -1ms }',
      "plan.yaml:1:35: duplicate.spacing: a time span cannot be negative: '-1ms'",
    ],
    ['duplicate: { chance: 1%, copie: 2 }', "plan.yaml:1:26: unknown setting 'duplicate.copie' (did you mean copies?)"],
  ] as const) {
    assert.equal(read(yaml), { faults: [fault] }, yaml);
  }
});

test('every plan is written as a section that reads back as the same plan', () => {
  const plan = fc.record(
    {
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      copies: fc.integer({ min: 1, max: 100 }),
      spacing: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 50 })),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(plan, duplicate => {
      assert.equal(read(stringify({ duplicate: duplicateText(duplicate) })), { plan: duplicate, faults: [] });
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('the section has a JSON Schema for editors', () => {
  z.toJSONSchema(duplicateSchema, { io: 'input', target: 'draft-7', unrepresentable: 'throw' });
});

test.run();

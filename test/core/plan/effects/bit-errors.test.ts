import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import * as z from 'zod';
import { bitErrorSchema, bitErrorText, corruptSchema, corruptText } from '../../../../core/plan/effects/bit-errors.js';
import { readSection } from './section.js';

test('bit errors are a rate, or a rate and what becomes of the frames', () => {
  for (const [yaml, plan] of [
    ['ber: 1e-6', { rate: 1e-6, mode: 'fcs' }],
    ['ber: 0', { rate: 0, mode: 'fcs' }],
    ['ber: "2.5e-7"', { rate: 2.5e-7, mode: 'fcs' }],
    ['ber: { rate: 0.001, mode: deliver }', { rate: 0.001, mode: 'deliver' }],
    ['ber: { rate: 0.5, mode: residual }', { rate: 0.5, mode: 'residual' }],
    ['ber: { rate: 1e-9 }', { rate: 1e-9, mode: 'fcs' }],
  ] as const) {
    assert.equal(readSection('ber', bitErrorSchema, yaml), { plan, faults: [] }, yaml);
  }
});

test('a rate above a half, below nothing or of letters is refused, and so is another mode', () => {
  const rate = 'expected a bit error rate from 0 to 0.5, as in 1e-6, found';
  for (const [yaml, fault] of [
    ['ber: 0.6', `plan.yaml:1:6: ber: ${rate} '0.6'`],
    ['ber: -1e-6', `plan.yaml:1:6: ber: ${rate} '-0.000001'`],
    ['ber: 1%', `plan.yaml:1:6: ber: ${rate} '1%'`],
    ['ber: ""', `plan.yaml:1:6: ber: ${rate} ''`],
    ['ber: .inf', `plan.yaml:1:6: ber: expected a bit error rate, as in 1e-6, or settings (rate, mode), found '.inf'`],
    ['ber: { mode: fcs }', 'plan.yaml:1:6: ber.rate is missing: expected a bit error rate from 0 to 0.5, as in 1e-6'],
    ['ber: { rate: 2, mode: fcs }', `plan.yaml:1:14: ber.rate: ${rate} '2'`],
    [
      'ber: { rate: 1e-6, mode: fsc }',
      "plan.yaml:1:26: ber.mode: expected fcs or deliver or residual, found 'fsc' (did you mean fcs?)",
    ],
    ['ber: { rate: 1e-6, mod: fcs }', "plan.yaml:1:20: unknown setting 'ber.mod' (did you mean mode?)"],
  ] as const) {
    assert.equal(readSection('ber', bitErrorSchema, yaml), { faults: [fault] }, yaml);
  }
});

test('corruption is a share of the frames', () => {
  assert.equal(readSection('corrupt', corruptSchema, 'corrupt: 0.1%'), { plan: { chance: 0.001 }, faults: [] });
  assert.equal(readSection('corrupt', corruptSchema, 'corrupt: none'), { plan: { chance: 0 }, faults: [] });
  assert.equal(readSection('corrupt', corruptSchema, 'corrupt: 1').faults, [
    "plan.yaml:1:10: corrupt: write 1% or 100%: a bare '1' can be read as either",
  ]);
  assert.equal(readSection('corrupt', corruptSchema, 'corrupt: 1e-400x').faults.length, 1);
});

test('every plan is written as a section that reads back as the same plan', () => {
  const rate = fc.oneof(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.constantFrom(1e-6, 1e-12, 0.5));
  const mode = fc.constantFrom('fcs' as const, 'deliver' as const, 'residual' as const);
  fc.assert(
    fc.property(fc.record({ rate, mode }, { noNullPrototype: true }), plan => {
      const yaml = stringify({ ber: bitErrorText(plan) });
      assert.equal(readSection('ber', bitErrorSchema, yaml), { plan, faults: [] });
    }),
    { seed: 4, numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), chance => {
      const yaml = stringify({ corrupt: corruptText({ chance }) });
      assert.equal(readSection('corrupt', corruptSchema, yaml), { plan: { chance }, faults: [] });
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('the sections have JSON Schemas for editors', () => {
  for (const schema of [bitErrorSchema, corruptSchema]) {
    z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'throw' });
  }
});

test.run();

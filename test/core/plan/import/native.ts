import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { faultText } from '../../../../core/fault.js';
import { parsePlan } from '../../../../core/plan/parse-plan.js';
import type { Plan } from '../../../../core/plan/plan.js';

const TRACE = '0\n3\n5\n';

/** A plan from its text, which must have no faults; any file that it names is a trace of Mahimahi's. */
const planOf = (text: string): Plan => {
  const { plan, faults } = parsePlan(text, 'plan.yaml', () => TRACE);
  assert.equal(faults.map(faultText), []);
  return plan!;
};

/** The imported link settings give the same plan as those that were written by hand. */
export const sameAsNative = (link: unknown, native: string): void => {
  assert.equal(planOf(stringify({ link })), planOf(native));
};

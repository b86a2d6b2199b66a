import type * as z from 'zod';
import { faultText } from '../../../../core/fault.js';
import { PlanSource } from '../../../../core/plan/plan-source.js';
import { schemaFaults } from '../../../../core/plan/schema-faults.js';
import { settings } from '../../../../core/plan/settings.js';

/** What a plan file with this one section says: the section's plan, or its faults as a user reads them. */
export const readSection = <T>(name: string, schema: z.ZodType<T>, yaml: string): { plan?: T; faults: string[] } => {
  const source = new PlanSource(yaml, 'plan.yaml');
  const content = source.value();
  if (!('value' in content)) return { faults: [faultText(content)] };
  const read = settings({ [name]: schema }).safeParse(content.value);
  if (read.success) return { plan: read.data[name] as T, faults: [] };
  return { faults: schemaFaults(read.error.issues, source).map(faultText) };
};

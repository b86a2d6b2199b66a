import * as z from 'zod';
import { planSchema } from './schema.js';

/** The JSON Schema of a plan file, for editors: `# yaml-language-server: $schema=…` gives completion and checking. */
export const planJsonSchema = (): Record<string, unknown> => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Hookline plan',
  // What zod cannot say: a plan has one of two forms.
  anyOf: [{ required: ['link'] }, { required: ['stages', 'topologies', 'ports'] }],
  ...z.toJSONSchema(planSchema, { io: 'input', target: 'draft-7', unrepresentable: 'throw', reused: 'ref' }),
});

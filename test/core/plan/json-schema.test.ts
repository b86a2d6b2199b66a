import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planJsonSchema } from '../../../core/plan/json-schema.js';

test('docs/plan.schema.json is fresh', () => {
  const file = new URL('../../../docs/plan.schema.json', import.meta.url);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(JSON.stringify(planJsonSchema())));
});

test('the schema describes the file, not the plan it becomes', () => {
  const schema = planJsonSchema() as {
    anyOf: unknown[];
    additionalProperties: boolean;
    properties: Record<string, { default?: unknown }>;
  };
  assert.equal(schema.anyOf, [{ required: ['link'] }, { required: ['stages', 'topologies', 'ports'] }]);
  assert.is(schema.additionalProperties, false);
  assert.is(schema.properties['seed']!.default, 1);
});

test.run();

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { mergeCommandLine } from '../../../core/plan/command-line.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { SETTING_NAMES } from '../../../core/plan/plan-settings.js';
import { planSchema, TRAFFIC } from '../../../core/plan/schema.js';
import { parseScenario } from '../../../core/scenario/parse-csv.js';

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, body]) => body!);
const PLAN = page('plan.md');
const SCENARIO = page('scenario.md');

test('every scenario in the docs is read', () => {
  const tables = blocks(SCENARIO, 'csv');
  assert.is(tables.length, 3);
  for (const table of tables) assert.equal(parseScenario(table, 'scenario.md').faults.map(faultText), []);
});

test('every plan in the docs is read', () => {
  const plans = blocks(PLAN, 'yaml');
  assert.is(plans.length, 2);
  const [csv] = blocks(SCENARIO, 'csv');
  for (const plan of plans) assert.equal(parsePlan(plan, 'plan.yaml', () => csv).faults.map(faultText), []);
});

test('every plan of docs/import.md is read', () => {
  const [plan, ...others] = blocks(page('import.md'), 'yaml');
  assert.is(others.length, 0);
  assert.equal(parsePlan(plan!, 'plan.yaml', () => undefined).faults.map(faultText), []);
});

test('every --set in the docs is understood', () => {
  const { plan } = parsePlan(blocks(PLAN, 'yaml')[1]!, 'plan.yaml', () => blocks(SCENARIO, 'csv')[0]);
  const sets = [...blocks(PLAN, 'text')[0]!.matchAll(/--set (\S+)/g)].map(([, set]) => set!);
  assert.is(sets.length, 8);
  const { faults, pending } = mergeCommandLine(plan!, { hooks: [], sets }, () => undefined);
  assert.equal(faults.map(faultText), []);
  assert.equal(pending, []);
});

test('every setting stands in the docs', () => {
  const words = [...Object.keys(planSchema.shape), ...Object.values(TRAFFIC).flatMap(kind => Object.keys(kind.shape))];
  for (const word of [...words, ...Object.keys(TRAFFIC), ...SETTING_NAMES.map(name => name.split('.').at(-1)!)]) {
    assert.match(PLAN, new RegExp(`\`(?:[\\w.]+\\.)?${word}\\b`), word);
  }
});

test.run();

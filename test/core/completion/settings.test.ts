import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { settingsOf } from '../../../core/completion/settings.js';
import { SETTING_NAMES } from '../../../core/plan/plan-settings.js';

const schema = JSON.parse(readFileSync(new URL('../../../docs/plan.schema.json', import.meta.url), 'utf8'));
const settings = settingsOf(schema);

test('the settings read from the plan’s JSON Schema are those that --set knows', () => {
  assert.equal(settings.map(({ name }) => name).sort(), [...SETTING_NAMES].sort());
});

test('they have the schema’s descriptions, defaults and choices', () => {
  const of = (name: string) => settings.find(each => each.name === name)!;
  assert.match(of('up.delay').about, /one-way delay/);
  assert.is(of('seed').fallback, '1');
  assert.equal(of('down.reconfiguration.mode').choices, ['gsl', 'all']);
});

test.run();

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CAUSE_NAMES, hookCause } from '../../../core/expect/cause-names.js';

test('every cause of death that the documentation tells is known by its name', () => {
  const text = readFileSync(new URL('../../../docs/effects.md', import.meta.url), 'utf8');
  const rows = text.slice(text.indexOf('## Causes of death')).match(/^\| `.*? \|/gm)!;
  const names = rows.flatMap(row => [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  assert.ok(names.length > 15);
  assert.equal(
    names.filter(name => name !== 'hook:NAME:REASON' && !CAUSE_NAMES.includes(name)),
    [],
  );
});

test('the cause of a hook is its name and its reason', () => {
  assert.equal(hookCause('hook:thief:ack:stolen'), { hook: 'thief', reason: 'ack:stolen' });
  assert.is(hookCause('hook:too-many-reasons'), undefined);
  assert.is(hookCause('queue:tail'), undefined);
});

test.run();

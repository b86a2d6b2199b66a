import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ControlRecord } from '../../../core/report/control-record.js';
import { adaptControl } from '../../../core/run/adapt-control.js';
import type { ReplayHooks } from '../../../core/run/replay-hooks.js';
import type { UsedHook } from '../../../core/stage/hook-seat.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';
import type { Nanos } from '../../../sdk/units.js';
import { labPlan } from '../stage/lab.js';

const thief = defineHook({
  name: 'thief',
  options: { chance: option.ratio('share', '1%') },
  preamble() {},
});
const used = (hook: AnyHook, stages: readonly string[]): UsedHook => ({ hook, stages, values: {}, onError: 'stop' });

/** What becomes of a record, and what is noted. */
const adapted = (
  hooks: readonly UsedHook[],
  record: ControlRecord,
  changed = ['thief'],
): [ControlRecord | undefined, string[]] => {
  const notes: string[] = [];
  const replayed = { load: () => [...hooks], changed: new Set(changed) } as unknown as ReplayHooks;
  return [adaptControl(labPlan({}), replayed, text => notes.push(text))(record, 1.5e9), notes];
};
const set = (stage: number, hooks: Record<string, Record<string, string>>): ControlRecord => ({
  kind: 'set',
  stage,
  change: { delay: 5e6 as Nanos, hooks },
});

test('options that the hooks have still are set as they were', () => {
  const hooks = [used(thief, ['up', 'down']), used(thief, ['up'])];
  const record = set(0, { thief: { chance: '5%' }, 'thief-2': { chance: '6%' } });
  assert.equal(adapted(hooks, record), [record, []]);
});

test('an option of a hook that is left out, or that a changed hook has not or refuses, is left out and noted', () => {
  const leftOut = set(0, {});
  assert.equal(adapted([], set(0, { thief: { chance: '5%' } })), [
    leftOut,
    ['thief.chance=5% at up, set after 1.5 s of the run, is left out: the hook takes it no more'],
  ]);
  const here = [used(thief, ['down'])];
  assert.equal(adapted(here, set(0, { thief: { chance: '5%' } }))[0], leftOut);
  const [kept, notes] = adapted(here, set(1, { thief: { chance: '5%', burst: '4' } }));
  assert.equal(kept, set(1, { thief: { chance: '5%' } }));
  assert.is(notes.length, 1);
  assert.is(adapted(here, set(1, { thief: { chance: 'often' } }))[1].length, 1);
});

test('a hook as it was run takes what it took then, which a later version of it may have declared', () => {
  const record = set(0, { thief: { burst: '4' } });
  assert.equal(adapted([used(thief, ['up'])], record, []), [record, []]);
});

test('what has nothing to do with hooks stays as it is', () => {
  const records: ControlRecord[] = [
    { kind: 'clock', value: 5 },
    { kind: 'memory', value: 7 },
    { kind: 'set', stage: 1, change: { delay: 5e6 as Nanos } },
  ];
  for (const record of records) assert.equal(adapted([], record), [record, []]);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import type { LiveSeat } from '../../../core/plan/live-seats.js';
import { constant } from '../../../core/plan/plan.js';
import type { HookReloader } from '../../../core/run/hook-reloader.js';
import { LiveControl } from '../../../core/run/live-control.js';
import type { LiveStatus } from '../../../core/run/live-status.js';
import type { StageChange } from '../../../core/stage/stage-change.js';
import type { AnyHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';
import { mbps, ms } from '../../../sdk/units.js';

const STATUS = { pid: 7 } as LiveStatus;

/** What another version of the hook declares. */
const NEXT = { name: 'thief', options: { burst: option.count('how many', '4') } } as AnyHook;

const controlled = (fails?: string) => {
  const changed: [number, StageChange][] = [];
  const asked: { readonly index: number; readonly given: unknown; readonly force: boolean }[] = [];
  const reloader: Pick<HookReloader, 'named' | 'names' | 'hook' | 'reload'> = {
    names: ['thief'],
    named: name => (name === undefined || name === 'thief' ? [0] : []),
    hook: () => NEXT,
    async reload(index, seats, force) {
      if (fails !== undefined) throw new Error(fails);
      asked.push({ index, given: seats.map(({ given }) => given), force });
      return { hook: 'thief', took: 3e6, lanes: [] };
    },
  };
  const control = new LiveControl({
    plan: planOfScenario(constant(mbps(10), ms(20))),
    seats: [
      { stage: 0, hook: 0, name: 'thief', file: 'thief', declared: { chance: option.ratio('share', '2%') }, given: {} },
    ] satisfies LiveSeat[],
    status: seats => ({ ...STATUS, hooks: seats.map(({ given }) => given) }) as LiveStatus,
    change: async (stage, change) => {
      if (fails !== undefined) throw new Error(fails);
      changed.push([stage, change]);
      return 1000 + changed.length;
    },
    capture: async ({ places, filter, count }, sink) => {
      if (fails !== undefined) throw new Error(fails);
      sink().end();
      return [JSON.stringify({ places, filter, count })];
    },
    reloader: reloader as HookReloader,
  });
  return { control, changed, asked };
};

test('answers what it is asked, and anything else with an error', async () => {
  const { control, changed } = controlled();
  assert.equal(await control.answer({ do: 'status' }), { status: { ...STATUS, hooks: [{}] } });
  for (const request of [undefined, 5, [], {}, { do: 'stop' }, { do: 'set', stage: 'up' }, { do: 'status', more: 1 }]) {
    assert.ok('error' in (await control.answer(request)));
  }
  assert.equal(changed, []);
});

test('sets what it is told, and tells since when', async () => {
  const { control, changed } = controlled();
  const answer = await control.answer({ do: 'set', stage: 'link', settings: ['delay=80ms', 'loss=1%'] });
  const settings = { delay: 80e6, loss: 0.01 };
  assert.equal(answer, {
    set: [
      { stage: 'up', at: 1001, settings },
      { stage: 'down', at: 1002, settings },
    ],
  });
  assert.equal(changed, [
    [0, settings],
    [1, settings],
  ]);
});

test('an option of a hook goes out as its text, and is what the next status tells', async () => {
  const { control, changed } = controlled();
  const answer = await control.answer({ do: 'set', stage: 'link', settings: ['thief.chance=5%'] });
  assert.equal(answer, { set: [{ stage: 'up', at: 1001, settings: { 'thief.chance': '5%' } }] });
  assert.equal(changed, [[0, { hooks: { thief: { chance: '5%' } } }]]);
  assert.equal(await control.answer({ do: 'status' }), { status: { ...STATUS, hooks: [{ chance: '5%' }] } });
});

test('changes nothing when one word is wrong', async () => {
  const { control, changed } = controlled();
  const answer = await control.answer({ do: 'set', stage: 'up', settings: ['delay=80ms', 'los=1%'] });
  assert.ok('faults' in answer && answer.faults.length === 1);
  assert.equal(changed, []);
});

test('a table comes with the request, and no other file is read', async () => {
  const { control, changed } = controlled();
  const files = { 'a.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,1,5,10\n100,2,7,20\n' };
  const answer = await control.answer({ do: 'set', stage: 'down', settings: ['scenario=a.csv'], files });
  assert.equal(answer, { set: [{ stage: 'down', at: 1001, settings: { scenario: { rows: 2 } } }] });
  assert.is(changed[0]![1].scenario!.rows.length, 2);
  for (const path of ['package.json', '__proto__', 'toString']) {
    const refused = await control.answer({ do: 'set', stage: 'up', settings: [`scenario=${path}`], files });
    assert.ok('faults' in refused && /cannot read/.test(refused.faults[0]!.message), path);
  }
});

test('a run that cannot be changed says why, and is asked again', async () => {
  const { control } = controlled('the run is ending');
  const request = { do: 'set', stage: 'up', settings: ['delay=1ms'] };
  assert.equal(await control.answer(request), { error: 'the run is ending' });
  assert.equal(await control.answer(request), { error: 'the run is ending' });
});

test('reloads hooks by name, with what was set of them; what a version declares can be set from then on', async () => {
  const { control, changed, asked } = controlled();
  await control.answer({ do: 'set', stage: 'up', settings: ['thief.chance=5%'] });
  const reloaded = [{ hook: 'thief', took: 3e6, lanes: [] }];
  assert.equal(await control.answer({ do: 'reload', hook: 'thief' }), { reloaded });
  assert.equal(await control.reloadChanged(0), reloaded[0]);
  assert.equal(asked, [
    { index: 0, given: [{ chance: '5%' }], force: true },
    // What it declares no more is forgotten.
    { index: 0, given: [{}], force: false },
  ]);
  assert.ok('faults' in (await control.answer({ do: 'set', stage: 'up', settings: ['thief.chance=5%'] })));
  await control.answer({ do: 'set', stage: 'up', settings: ['thief.burst=7'] });
  assert.equal(changed.at(-1), [0, { hooks: { thief: { burst: '7' } } }]);
});

test('a hook that is not there is told with those that are; what fails is an error, and the next is answered', async () => {
  const { control } = controlled();
  assert.equal(await control.answer({ do: 'reload', hook: 'theif' }), {
    faults: [{ file: 'reload', line: 0, column: 0, message: "no hook 'theif'", hint: 'did you mean thief?' }],
  });
  const failing = controlled('it broke').control;
  assert.equal(await failing.answer({ do: 'reload' }), { error: 'it broke' });
  assert.is(await failing.reloadChanged(0).then(String, error => error.message), 'it broke');
  assert.ok('status' in (await failing.answer({ do: 'status' })));
});

test.run();

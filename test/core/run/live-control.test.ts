import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import type { LiveSeat } from '../../../core/plan/live-seats.js';
import { constant } from '../../../core/plan/plan.js';
import { LiveControl } from '../../../core/run/live-control.js';
import type { LiveStatus } from '../../../core/run/live-status.js';
import type { StageChange } from '../../../core/stage/stage-change.js';
import { option } from '../../../sdk/option.js';
import { mbps, ms } from '../../../sdk/units.js';

const STATUS = { pid: 7 } as LiveStatus;

const controlled = (fails?: string) => {
  const changed: [number, StageChange][] = [];
  const control = new LiveControl({
    plan: planOfScenario(constant(mbps(10), ms(20))),
    seats: [
      { stage: 0, name: 'thief', file: 'thief', declared: { chance: option.ratio('share', '2%') }, given: {} },
    ] satisfies LiveSeat[],
    status: seats => ({ ...STATUS, hooks: seats.map(({ given }) => given) }) as LiveStatus,
    change: async (stage, change) => {
      if (fails !== undefined) throw new Error(fails);
      changed.push([stage, change]);
      return 1000 + changed.length;
    },
  });
  return { control, changed };
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

test.run();

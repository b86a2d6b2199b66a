import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import { type LiveSeat, liveNames, liveSeats, optionTexts } from '../../../core/plan/live-seats.js';
import { readLiveSettings } from '../../../core/plan/live-settings.js';
import { constant, type Plan } from '../../../core/plan/plan.js';
import { defineHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';
import { mbps, ms } from '../../../sdk/units.js';

const bare = planOfScenario(constant(mbps(10), ms(20)));
const files: Readonly<Record<string, string>> = {
  'leo.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,1,5,10\n100,2,7,20\n',
  'lossy.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps],Loss[%]\n0,1,5,10,1\n',
  'broken.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,1,x,10\n',
};
const read = (place: string, words: string[], plan: Plan = bare, seats: readonly LiveSeat[] = []) =>
  readLiveSettings({ plan, seats }, place, words, f => files[f]);
const said = (place: string, words: string[], plan?: Plan): string[] => {
  const { changes, faults } = read(place, words, plan);
  assert.equal(changes, []);
  return faults.map(faultText);
};

test('settings are read as --set reads them, for one stage or for both', () => {
  const words = 'delay=80ms rate=5Mbit/s loss=1% jitter=2ms duplicate=0.1% ber=1e-6 mtu=1280 queue=64KiB'.split(' ');
  const change = {
    delay: 80e6,
    rate: 5e6,
    loss: 0.01,
    jitter: 2e6,
    duplicate: 0.001,
    ber: 1e-6,
    mtu: 1280,
    queue: { limit: 'bytes', bytes: 65536 },
  };
  assert.equal(read('down', words).changes, [{ stage: 1, change }]);
  assert.equal(read('link', words).changes, [
    { stage: 0, change },
    { stage: 1, change },
  ]);
});

test('later ones win, and spaces in values are theirs', () => {
  assert.equal(read('up', ['delay=80ms', 'queue=100 frames', 'delay=1ms']).changes, [
    { stage: 0, change: { delay: 1e6, queue: { limit: 'frames', frames: 100 } } },
  ]);
});

test('a scenario is read from its file', () => {
  const { changes, plan } = read('up', ['scenario=leo.csv']);
  assert.is(changes[0]!.change.scenario!.rows.length, 2);
  assert.is(plan.stages[0]!.scenario.rows.length, 2);
  assert.is(plan.stages[1]!.scenario.rows.length, 1);
});

const FAULTS: readonly (readonly [place: string, word: string, fault: string])[] = [
  ['upp', 'delay=1ms', 'upp: no such stage (did you mean up?)'],
  ['x', 'delay=1ms', 'x: no such stage (as in up, down, link)'],
  ['up', 'delya=1ms', "delya=1ms: no setting 'delya' (did you mean delay?)"],
  ['up', 'delay', 'delay: expected NAME=VALUE (as in delay=80ms, loss=1% or attacker.chance=2%)'],
  [
    'up',
    'pacing=jiffy',
    'pacing=jiffy: pacing cannot be changed while the run goes on (what can: rate, delay, jitter, loss, duplicate, ber, mtu, queue, scenario, and options of hooks as in attacker.chance)',
  ],
  ['up', 'loss=1', "loss=1: expected a share of the frames, as in 1%, or settings, found '1'"],
  [
    'up',
    'queue=codel',
    'queue=codel: the discipline of a queue stays as it is while the run goes on: expected a limit, as in 64KiB or 100 frames',
  ],
  ['up', 'scenario=none.csv', "scenario=none.csv: cannot read 'none.csv'"],
];
for (const [place, word, fault] of FAULTS)
  test(`set ${place} ${word} is refused: ${fault}`, () => {
    const [first] = said(place, [word]);
    assert.ok(first!.startsWith(fault), first);
  });

test('faults are told all at once, those of a table with their places, and nothing is changed', () => {
  const all = said('up', ['delay=1ms', 'mtu=5', 'scenario=broken.csv', 'colour=red']);
  assert.is(all.length, 3);
  assert.match(all[1]!, /^broken\.csv:2:5: /);
});

test('what does not go together is told before it is in force', () => {
  const gilbert: Plan = {
    ...bare,
    stages: bare.stages.map(stage => ({
      ...stage,
      effects: { loss: { model: 'gilbert', p: 0.1, r: 0.5, ecn: false } },
    })),
  };
  assert.match(said('up', ['scenario=lossy.csv'], gilbert)[0]!, /no model but independent follows/);
  // A share takes the place of the model, and then the table may say it.
  const { plan } = read('up', ['loss=1%'], gilbert);
  assert.is(read('up', ['scenario=lossy.csv'], plan).faults.length, 0);
});

test('an infinite queue takes no limit', () => {
  const stages = bare.stages.map(stage => ({ ...stage, queue: { discipline: 'infinite', limit: 'none' } as const }));
  assert.equal(said('down', ['queue=64KiB'], { ...bare, stages }), ['queue=64KiB: an infinite queue has no limit']);
});

test('a stage of any name is meant by it, and every one by all', () => {
  const stages = ['fast', 'slow', 'back'].map(name => ({ ...bare.stages[name === 'back' ? 1 : 0]!, name }));
  const graph: Plan = { ...bare, stages };
  assert.equal(read('slow', ['loss=1%', 'delay=7ms'], graph).changes, [
    { stage: 1, change: { loss: 0.01, delay: 7e6 } },
  ]);
  assert.equal(
    read('all', ['mtu=1280'], graph).changes.map(({ stage }) => stage),
    [0, 1, 2],
  );
  assert.equal(said('slwo', ['loss=1%'], graph), ['slwo: no such stage (did you mean slow?)']);
  assert.equal(said('x', ['loss=1%'], graph), ['x: no such stage (as in fast, slow, back, all)']);
});

const thief = defineHook({
  name: 'thief',
  options: { chance: option.ratio('share stolen', '2%'), burst: option.count('how many', '4') },
});
const tap = defineHook({ name: 'tap' });
const hookPlan = (file: string, stages: string[], options: Record<string, string> = {}) => ({
  file,
  stages,
  options,
  onError: 'stop' as const,
  places: {},
});
/** Two thieves at `up`, one at `down`, and a tap there. */
const hooked: Plan = {
  ...bare,
  hooks: [
    hookPlan('/home/me/ack.thief.ts', ['up', 'down'], { burst: '8' }),
    hookPlan('/home/me/ack.thief.ts', ['up']),
    hookPlan('tap', ['down']),
  ],
};
const seats = liveSeats(hooked, [thief, thief, tap]);

test('options of hooks are read by their declarations, at the stages where they stand', () => {
  const { changes } = read('up', ['thief.chance=5%', 'delay=1ms', 'thief.burst=2', 'thief.chance=6%'], hooked, seats);
  assert.equal(changes, [{ stage: 0, change: { hooks: { thief: { chance: '6%', burst: '2' } }, delay: 1e6 } }]);
  assert.equal(read('link', ['thief-2.chance=1'], hooked, seats).changes, [
    { stage: 0, change: { hooks: { 'thief-2': { chance: '1' } } } },
  ]);
  const byFile = read('link', ['ack.thief.chance=3%'], hooked, seats);
  assert.equal(byFile.changes, [
    { stage: 0, change: { hooks: { thief: { chance: '3%' }, 'thief-2': { chance: '3%' } } } },
    { stage: 1, change: { hooks: { thief: { chance: '3%' } } } },
  ]);
  assert.equal(
    byFile.seats.map(seat => [seat.name, optionTexts(seat), Object.keys(seat.given)]),
    [
      ['thief', { chance: '3%', burst: '8' }, ['burst', 'chance']],
      ['thief-2', { chance: '3%', burst: '4' }, ['chance']],
      ['thief', { chance: '3%', burst: '8' }, ['burst', 'chance']],
      ['tap', {}, []],
    ],
  );
});

const HOOK_FAULTS: readonly (readonly [place: string, word: string, fault: string])[] = [
  ['up', 'thief.chanse=5%', "thief.chanse=5%: no option 'chanse' of hook thief (did you mean chance?)"],
  ['up', 'thief.chance=lots', 'thief.chance=lots: option chance of hook thief: '],
  ['up', 'thif.chance=5%', "thif.chance=5%: no hook 'thif' (did you mean thief?)"],
  ['up', 'tap.x=1', "tap.x=1: no hook 'tap' at this stage (hooks: thief, thief-2)"],
  ['down', 'tap.x=1', "tap.x=1: no option 'x' of hook tap (it has none)"],
  ['down', 'thief.=1', "thief.=1: no hook 'thief'"],
];
for (const [place, word, fault] of HOOK_FAULTS)
  test(`set ${place} ${word} is refused: ${fault}`, () => {
    const { changes, faults, seats: after } = read(place, ['delay=1ms', 'thief.burst=1', word], hooked, seats);
    assert.equal([changes, faults.length, after], [[], 1, seats]);
    assert.ok(faultText(faults[0]!).startsWith(fault), faultText(faults[0]!));
  });

test('what can be named: stages, each hook and each option once', () => {
  const { stages, options, hooks } = liveNames(hooked, [thief, thief, tap]);
  assert.equal(
    [stages, hooks],
    [
      ['up', 'down'],
      ['thief', 'tap'],
    ],
  );
  assert.equal(
    options.map(({ name, fallback }) => `${name} ${fallback}`),
    ['thief.chance 2%', 'thief.burst 4', 'thief-2.chance 2%', 'thief-2.burst 4'],
  );
});

test.run();

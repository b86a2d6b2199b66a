import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { mergeCommandLine, settlePending } from '../../../core/plan/command-line.js';
import { checkHookOptions } from '../../../core/plan/hook-options.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import { defineHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';

const CSV = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n';
const FILES: Record<string, string> = {
  'attacker.ts': '',
  'hooks/my.hook.mjs': '',
  'leo.csv': `${CSV}0,0,41,80\n500,1,20,40\n`,
  'bad.csv': `${CSV}0,0,x,80\n`,
};
const readFile = (path: string): string | undefined => FILES[path];
const PLAN: Plan = parsePlan(
  `link: { rate: 10Mbit/s, delay: 20ms }
hooks: [{ use: attacker.ts, options: { chance: 2% } }, loss]
traffic: [{ kind: cbr, rate: 1Mbit/s }, { kind: tcp }]`,
  'plan.yaml',
  readFile,
).plan!;

const merge = (...sets: string[]) => mergeCommandLine(PLAN, { hooks: [], sets }, readFile);
const merged = (...sets: string[]): Plan => {
  const { plan, pending, faults } = merge(...sets);
  assert.equal(faults.map(faultText), []);
  assert.equal(pending, []);
  return plan;
};
const links = (plan: Plan) => plan.stages.map(({ scenario }) => scenario.rows.map(row => [row.delay, row.rate]));

test('settings of the plan are set by their paths', () => {
  const plan = merged(
    'seed=3',
    'duration=10s',
    'up.queue=64KiB',
    'down.queue.multiplier=2',
    'link.delay=36.7ms',
    'up.rate=5Mbit/s',
    'store.memory=64MiB',
    'store.slot=4KiB',
  );
  assert.equal([plan.seed, plan.duration], [3, 10e9]);
  assert.equal(plan.stages[0]!.queue, { limit: 'bytes', bytes: 65536 });
  assert.equal(plan.stages[1]!.queue, { limit: 'auto', multiplier: 2 });
  assert.equal(links(plan), [[[36.7e6, 5e6]], [[36.7e6, 10e6]]]);
  assert.equal(plan.store, { bytes: 64 * 1024 ** 2, slotBytes: 4096 });
});

test('later settings win over earlier ones', () => {
  assert.equal(links(merged('link.delay=1ms', 'down.delay=2ms', 'link.scenario=leo.csv', 'up.rate=1Mbit/s')), [
    [
      [41e6, 1e6],
      [20e6, 1e6],
    ],
    [
      [41e6, 80e6],
      [20e6, 40e6],
    ],
  ]);
});

test('traffic is set by its number in the plan', () => {
  const [cbr, tcp] = merged(
    'traffic.0.rate=4Mbit/s',
    'traffic.1.from=server',
    'traffic.1.start=1s',
    'traffic.1.ecn=yes',
    'traffic.1.port=80',
  ).traffic;
  assert.is(cbr!.settings['rate'], 4e6);
  assert.equal([tcp!.from, tcp!.to, tcp!.start], ['server', 'client', 1e9]);
  assert.equal([tcp!.settings['ecn'], tcp!.settings['port']], [true, 80]);
});

test('the plan given is not changed', () => {
  const before = JSON.stringify(PLAN);
  merged('seed=3', 'attacker.chance=5%', 'traffic.0.rate=4Mbit/s');
  assert.is(JSON.stringify(PLAN), before);
});

test("a hook's option keeps its text and its place until the hook is loaded", () => {
  const [attacker, loss] = merged('attacker.chance=5%', 'attacker.note=a=b', 'loss.chance=1%').hooks;
  assert.equal(attacker!.options, { chance: '5%', note: 'a=b' });
  assert.equal(attacker!.places['chance'], { file: '--set attacker.chance=5%', line: 0, column: 0 });
  assert.equal(loss!.options, { chance: '1%' });
});

test('hooks are added behind those of the plan, at both stages or at one', () => {
  const { plan, faults } = mergeCommandLine(
    PLAN,
    { hooks: ['hooks/my.hook.mjs', 'shipped@down'], sets: ['my.hook.n=4'] },
    readFile,
  );
  assert.equal(faults, []);
  assert.equal(plan.hooks.slice(2), [
    {
      file: resolve('hooks/my.hook.mjs'),
      stages: ['up', 'down'],
      options: { n: '4' },
      onError: 'stop',
      places: {
        '': { file: '--hook hooks/my.hook.mjs', line: 0, column: 0 },
        n: { file: '--set my.hook.n=4', line: 0, column: 0 },
      },
    },
    {
      file: 'shipped',
      stages: ['down'],
      options: {},
      onError: 'stop',
      places: { '': { file: '--hook shipped@down', line: 0, column: 0 } },
    },
  ]);
});

const refused: [what: string, set: string, fault: string][] = [
  ['no value', 'seed', '--set seed: expected NAME=VALUE (as in up.queue=64KiB or attacker.chance=2%)'],
  ['no name', '=3', '--set =3: expected NAME=VALUE (as in up.queue=64KiB or attacker.chance=2%)'],
  ['a bad number', 'seed=x', "--set seed=x: expected a whole number from 0, found 'x'"],
  ['no unit', 'link.delay=20', "--set link.delay=20: a time span needs a unit: '20' (as in 20ms)"],
  ['a bad queue', 'up.queue=9', "--set up.queue=9: a queue limit needs a unit: '9' (as in 9 frames or 9B)"],
  [
    'a misspelt setting',
    'up.qeue=9',
    "--set up.qeue=9: no setting 'up.qeue', nor a hook 'up' (did you mean up.queue?)",
  ],
  ['a misspelt word', 'sede=9', "--set sede=9: no setting 'sede' (did you mean seed?)"],
  ['no such scenario', 'up.scenario=no.csv', "--set up.scenario=no.csv: cannot read 'no.csv'"],
  [
    'a scenario with a fault',
    'up.scenario=bad.csv',
    "bad.csv:2:5: Delay[ms]: expected a number of milliseconds, found 'x'",
  ],
  ['no such traffic', 'traffic.2.rate=1Mbit/s', '--set traffic.2.rate=1Mbit/s: no traffic 2 (counted from 0 to 1)'],
  [
    'traffic without a number',
    'traffic.rate=1',
    "--set traffic.rate=1: no setting 'traffic.rate' (as in traffic.0.rate, counted from 0)",
  ],
  [
    'a misspelt setting of traffic',
    'traffic.0.sise=1',
    "--set traffic.0.sise=1: no setting 'sise' of cbr (did you mean size?)",
  ],
  [
    'a kind, which is fixed',
    'traffic.0.kind=tcp',
    "--set traffic.0.kind=tcp: no setting 'kind' of cbr (known: from, to, start, stop, port, rate, size)",
  ],
  [
    'a bad word of traffic',
    'traffic.1.congestion=bbr',
    "--set traffic.1.congestion=bbr: expected cubic or newreno, found 'bbr'",
  ],
  ['a bad quantity of traffic', 'traffic.0.rate=5', "--set traffic.0.rate=5: a rate needs a unit: '5' (as in 5Mbit/s)"],
  [
    'a frame without room',
    'traffic.0.size=9000',
    '--set traffic.0.size: a frame of 9000 bytes has no room in a slot of 2048 (raise store.slot)',
  ],
];
for (const [what, set, fault] of refused) {
  test(`a setting is refused in its own words: ${what}`, () => {
    const { faults, plan } = merge(set);
    assert.equal(faults.map(faultText), [fault]);
    assert.equal(plan.stages, PLAN.stages);
  });
}

test('all faults of a command line come at once', () => {
  const { faults } = mergeCommandLine(PLAN, { hooks: ['no.ts', '@up'], sets: ['seed=x', 'up.qeue=1'] }, readFile);
  assert.equal(faults.map(faultText), [
    "--hook no.ts: cannot read 'no.ts'",
    '--hook @up: expected a path to a hook or the name of a shipped one',
    "--set seed=x: expected a whole number from 0, found 'x'",
    "--set up.qeue=1: no setting 'up.qeue', nor a hook 'up' (did you mean up.queue?)",
  ]);
});

test('a hook may be named as it declares itself, once that is known', () => {
  const { plan, pending, faults } = merge('ack-thief.chance=9%', 'ack-theif.burst=1');
  assert.equal(faults, []);
  assert.is(pending.length, 2);
  const settled = settlePending(plan.hooks, ['ack-thief', 'loss'], pending);
  assert.equal(settled.hooks[0]!.options, { chance: '9%' });
  assert.equal(settled.faults.map(faultText), [
    "--set ack-theif.burst=1: no setting 'ack-theif.burst', nor a hook 'ack-theif' (did you mean ack-thief?)",
  ]);
});

test('without hooks a name that is no setting is refused at once', () => {
  const { faults } = mergeCommandLine({ ...PLAN, hooks: [] }, { hooks: [], sets: ['attacker.chance=2%'] }, readFile);
  assert.equal(faults.map(faultText), [
    "--set attacker.chance=2%: no setting 'attacker.chance', nor a hook 'attacker' (hooks: none)",
  ]);
});

const THIEF = defineHook({
  name: 'ack-thief',
  options: {
    chance: option.ratio('share of ACKs that start a burst', '2%'),
    burst: option.count('ACKs stolen once a burst has begun'),
  },
});

test("a hook's options are read by the hook's own declaration, the others from their defaults", () => {
  const { hooks } = merged('attacker.burst=4');
  assert.equal(checkHookOptions(THIEF, { ...hooks[0]!, options: { burst: '4' } }), {
    values: { chance: 0.02, burst: 4 },
    faults: [],
  });
});

test("every fault of a hook's options is told where it was written", () => {
  const { plan } = merge('attacker.chance=x', 'attacker.brust=3', 'attacker.toString=1');
  const text = checkHookOptions(THIEF, plan.hooks[0]!).faults.map(faultText);
  assert.equal(text, [
    "--set attacker.brust=3: no option 'brust' of hook ack-thief (did you mean burst?)",
    "--set attacker.toString=1: no option 'toString' of hook ack-thief (its options: chance, burst)",
    "--set attacker.chance=x: option chance of hook ack-thief: not a share: 'x' (as in 2%)",
    'plan.yaml:2:16: hook ack-thief needs option burst (count): ACKs stolen once a burst has begun',
  ]);
});

test('a hook without options takes none', () => {
  const { faults } = checkHookOptions(defineHook({ name: 'deaf' }), PLAN.hooks[0]!);
  assert.equal(faults.map(faultText), ["plan.yaml:2:48: no option 'chance' of hook deaf (it has none)"]);
});

test.run();

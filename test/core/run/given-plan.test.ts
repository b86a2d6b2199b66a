import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fault, faultText, InputError } from '../../../core/fault.js';
import { type GivenPlan, type GivenWords, loadGiven } from '../../../core/run/given-plan.js';

const WORDS: GivenWords = { hooks: [], sets: [] };
const load = (given: GivenPlan, words: Partial<GivenWords> = {}) => loadGiven('given', given, { ...WORDS, ...words });
const faultsOf = (given: GivenPlan, words: Partial<GivenWords> = {}): readonly Fault[] => {
  try {
    load(given, words);
  } catch (error) {
    if (error instanceof InputError) return error.faults;
    throw error;
  }
  return [];
};

test('an object says what a plan file would, in the same words', () => {
  const { plan, name, bare } = load({
    seed: 7,
    duration: '3s',
    link: { rate: '10Mbit/s', delay: '20ms', loss: '1%', down: { delay: '5ms' } },
    hooks: ['attacker'],
  });
  assert.equal([name, bare, plan.seed, plan.duration], ['given', false, 7, 3e9]);
  assert.equal(
    plan.stages.map(({ scenario: { rows }, effects }) => [rows[0]!.rate, rows[0]!.delay, effects.loss?.model]),
    [
      [10e6, 20e6, 'independent'],
      [10e6, 5e6, 'independent'],
    ],
  );
  assert.is(plan.hooks[0]!.file, 'attacker');
});

test('faults of an object are told all at once, by their settings, for none of its lines is anybody’s', () => {
  const faults = faultsOf({ link: { rate: '10 furlongs', dely: '1ms' } } as never);
  assert.is(faults.length, 2);
  assert.ok(faults.every(({ line }) => line === 0));
  const texts = faults.map(faultText);
  assert.ok(
    texts.some(text => text.startsWith("given: link.rate: no unit of rate: 'furlongs'")),
    texts.join('\n'),
  );
  assert.ok(texts.some(text => /^given: unknown setting 'link\.dely' \(did you mean delay\?\)/.test(text)));
});

test('a file is read as the command line reads it, faults with their lines', () => {
  const example = new URL('../../../examples/02-ack-attack/plan.yaml', import.meta.url);
  const byUrl = load(example, { sets: ['ack-thief.chance=3%'], seed: '9' });
  assert.equal(
    [byUrl.plan, byUrl.pending],
    [load(fileURLToPath(example), { sets: ['ack-thief.chance=3%'], seed: '9' }).plan, byUrl.pending],
  );
  assert.is(byUrl.plan.seed, 9);
  assert.match(faultsOf('no-such.yaml').map(faultText).join(), /^no-such\.yaml: cannot be read: no such file/);
});

test('paths of an object are relative to the working directory, or file URLs', () => {
  const near = 'examples/02-ack-attack/hook.ts';
  const far = pathToFileURL(resolve(near)).href;
  const files = [near, far].map(
    use => load({ link: { rate: '1Mbit/s' }, hooks: [`./${use}`, { use }].slice(use === far ? 1 : 0) }).plan.hooks,
  );
  assert.equal(
    files.flat().map(({ file }) => file),
    [resolve(near), resolve(near), resolve(near)],
  );
});

test('hooks beside a plan stand behind its own, at the stages that are named or at all', () => {
  const { plan } = load(
    { link: { rate: '1Mbit/s' }, hooks: ['noop'] },
    {
      hooks: [
        { use: './plugins/logger.ts', at: 'up', options: { most: 3, side: true } as never, onError: 'pass' },
        'attacker@down',
        { use: new URL('../../../plugins/attacker.ts', import.meta.url), at: ['down', 'up'] },
        { use: 'noop', at: 'both' },
      ],
      sets: ['attacker.chance=4%'],
    },
  );
  assert.equal(
    plan.hooks.map(({ file, stages, options, onError }) => [file.replace(/^.*\//, ''), stages, options, onError]),
    [
      ['noop', ['up', 'down'], {}, 'stop'],
      ['attacker', ['down'], { chance: '4%' }, 'stop'],
      ['logger.ts', ['up'], { most: '3', side: 'true' }, 'pass'],
      ['attacker.ts', ['down', 'up'], {}, 'stop'],
      ['noop', ['up', 'down'], {}, 'stop'],
    ],
  );
  assert.equal(plan.hooks[2]!.places['most'], { file: 'hooks.0.options.most', line: 0, column: 0 });
});

test('a hook at a stage that is not there is a fault of its own', () => {
  const faults = faultsOf({ link: { rate: '1Mbit/s' } }, { hooks: [{ use: 'noop', at: ['up', 'dwon'] }] });
  assert.equal(faults.map(faultText), ["hooks.0.at: no stage 'dwon' (did you mean down?)"]);
});

test('a hook beside a plan takes all that a plan says of one, also at its groups', () => {
  const { plan } = load(
    { link: { rate: '1Mbit/s' }, groups: { ends: ['up', 'down'], there: 'up' } },
    {
      hooks: [
        {
          use: 'noop',
          at: 'there',
          filter: 'udp port 53',
          nth: [1, 4],
          rights: ['inject', 'drop'],
          budget: { frames: 10, bytes: '1MB' },
          timeBudget: '50us',
          onSlow: 'detach',
        },
        { use: 'noop', at: ['ends', 'up'], every: '10 of flow', rights: 'none' },
        'attacker@there',
      ],
    },
  );
  const bare = ({ places, file, options, ...hook }: (typeof plan.hooks)[number]) => hook;
  assert.equal(plan.hooks.map(bare), [
    { stages: ['up'], onError: 'stop' },
    {
      stages: ['up'],
      filter: 'udp port 53',
      nth: '1,4',
      rights: ['drop', 'inject'],
      budget: { frames: 10, bytes: 1e6 },
      timeBudget: 50e3,
      onSlow: 'detach',
      onError: 'stop',
    },
    { stages: ['up', 'down'], every: '10 of flow', rights: [], onError: 'stop' },
  ]);
});

test('what is wrong with a hook beside a plan is told by its settings', () => {
  const hooks = [
    { use: 'noop', filtre: 'udp', rights: ['dorp'], budget: { frames: -1 } },
    { use: 'noop', filter: 'udp porrt 53', nth: 3, every: 10, onSlow: 'warn' },
    { use: 'noop', at: 'up', budget: { share: '1/2' } },
  ];
  const faults = faultsOf({ link: { rate: '1Mbit/s' } }, { hooks: hooks as never }).map(faultText);
  assert.equal(faults.slice(0, 3), [
    "hooks.0: rights[0]: expected observe or delay or drop or modify or inject, found 'dorp' (did you mean drop?)",
    "hooks.0: budget.frames: expected a whole number of frames from 0, found '-1'",
    "hooks.0: unknown setting 'filtre' (did you mean filter?)",
  ]);
  assert.match(faults[3]!, /^hooks\.1\.filter: .*porrt/);
  assert.equal(faults.slice(4), [
    'hooks.1.every: a hook has nth or every, not both (nth: 10,20,30 are places, every: 10 is a step)',
    'hooks.1.onSlow: means nothing without timeBudget (as in timeBudget: 50us)',
    'hooks.2.budget.share: this share of its one stage is none: there is nothing it may do (leave it out)',
  ]);
});

test.run();

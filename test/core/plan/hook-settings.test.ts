import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { mergeCommandLine } from '../../../core/plan/command-line.js';
import { checkHookOptions } from '../../../core/plan/hook-options.js';
import { isGranted, settleHookSettings, termWarnings } from '../../../core/plan/hook-settings.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { HookPlan } from '../../../core/plan/plan.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { option } from '../../../sdk/option.js';

const thief = defineHook({ name: 'thief', options: { chance: option.ratio('share', '2%') }, preamble() {} });

/** The hook of a plan after these `--set`, and all faults. */
const set = (sets: readonly string[], settings = '', hook: AnyHook = thief) => {
  const { plan } = parsePlan(`link: { rate: 1Mbit/s }\nhooks: [{ use: thief.ts${settings} }]\n`, 'plan.yaml', () => '');
  const merged = mergeCommandLine(plan!, { hooks: [], sets: sets.map(each => `thief.${each}`) }, () => undefined);
  assert.equal(merged.faults.map(faultText), []);
  const { plan: settled, faults } = settleHookSettings(hook, merged.plan.hooks[0]!);
  return { hook: settled, faults: [...faults, ...checkHookOptions(hook, settled).faults].map(faultText) };
};
const sound = (sets: readonly string[], settings = ''): Omit<HookPlan, 'places' | 'file' | 'stages'> => {
  const { hook, faults } = set(sets, settings);
  assert.equal(faults, []);
  const { places, file, stages, ...rest } = hook;
  return rest;
};
const BARE = { options: {}, onError: 'stop' };

test('what a plan says of a hook is set by its name as options are', () => {
  assert.equal(
    sound([
      'filter=tcp port 80',
      'nth=3 of flow',
      'rights=observe, delay',
      'budget.frames=10',
      'budget.bytes=1MB',
      'budget.share=1/2',
      'timeBudget=50us',
      'onSlow=detach',
      'onError=pass',
      'chance=5%',
    ]),
    {
      options: { chance: '5%' },
      filter: 'tcp port 80',
      nth: '3 of flow',
      rights: ['observe', 'delay'],
      budget: { frames: 10, bytes: 1e6, share: 0.5 },
      timeBudget: 50e3,
      onSlow: 'detach',
      onError: 'pass',
    },
  );
});

test('what is set stands instead of what the plan says, a position instead of the other kind', () => {
  assert.equal(sound(['every=10'], ', nth: 3'), { ...BARE, every: '10' });
  assert.equal(sound(['nth=1,4'], ', every: 3'), { ...BARE, nth: '1,4' });
  assert.equal(sound(['rights=all'], ', rights: drop'), BARE);
  assert.equal(sound(['rights=inject'], ', rights: drop'), { ...BARE, rights: ['inject'] });
  assert.equal(sound(['budget.frames=5'], ', budget: { frames: 1, bytes: 9 }'), {
    ...BARE,
    budget: { frames: 5, bytes: 9 },
  });
  assert.equal(sound(['filter=arp'], ', filter: udp'), { ...BARE, filter: 'arp' });
});

test('an option of that name comes first', () => {
  const own = defineHook({
    name: 'thief',
    options: { filter: option.text('what', ''), nth: option.count('which', '1') },
    preamble() {},
  });
  const { hook, faults } = set(['filter=not one', 'nth=7', 'every=2'], '', own);
  assert.equal(faults, []);
  assert.equal(
    [hook.options, hook.filter, hook.nth, hook.every],
    [{ filter: 'not one', nth: '7' }, undefined, undefined, '2'],
  );
});

test('what is wrong is told by the argument', () => {
  assert.equal(set(['nth=0', 'rights=observe,dorp', 'budget.share=2', 'onSlow=never']).faults, [
    "--set thief.nth=0: nth of hook thief: no positions: '0' (as in 3, 3-5, 1,4 or 3 of flow; they count from 1)",
    "--set thief.rights=observe,dorp: rights of hook thief: no right 'dorp' (did you mean drop?)",
    "--set thief.budget.share=2: budget.share of hook thief: a share lies between 0 and 1 (0% and 100%): '2'",
    "--set thief.onSlow=never: onSlow of hook thief: expected warn or detach, found 'never'",
  ]);
  assert.equal(set(['rights=observe,all']).faults.length, 1);
  assert.match(set(['filter=tcp porrt 80']).faults[0]!, /^--set thief\.filter=tcp porrt 80: filter of hook thief: /);
});

test('what does not go together is told where one of them was set', () => {
  assert.equal(set(['nth=1', 'every=2']).faults, [
    '--set thief.every=2: every of hook thief: a hook has nth or every, not both (nth: 10,20,30 are places, every: 10 is a step)',
  ]);
  assert.equal(set(['budget.share=10%']).faults, [
    '--set thief.budget.share=10%: budget.share of hook thief: this share of its 2 stages is none: there is nothing it may do (at least 1/2)',
  ]);
  assert.equal(set(['onSlow=warn']).faults, [
    '--set thief.onSlow=warn: onSlow of hook thief: means nothing without timeBudget (as in timeBudget: 50us)',
  ]);
});

test('a misspelt setting has the nearest one, and one among the options of a plan its right place', () => {
  assert.equal(set(['rigths=drop']).faults, [
    "--set thief.rigths=drop: no option 'rigths' of hook thief (did you mean rights?)",
  ]);
  assert.equal(set([], ', options: { filter: udp }').faults, [
    "plan.yaml:2:45: no option 'filter' of hook thief (filter stands beside options, not in them)",
  ]);
});

const warnings = (settings: string, hook: AnyHook): string[] =>
  termWarnings(hook, set([], settings, hook).hook).map(faultText);

test('rights that a hook needs and is not granted are a warning', () => {
  const needy = defineHook({ name: 'thief', needs: ['inject', 'observe', 'drop'], preamble() {} });
  assert.equal(warnings(', rights: [drop, inject]', needy), []);
  assert.equal(warnings('', needy), []);
  assert.equal(warnings(', rights: delay', needy), [
    'plan.yaml:2:34: hook thief needs drop and inject: what it does by that will be refused',
  ]);
  assert.equal(warnings(', rights: none', needy), [
    'plan.yaml:2:34: hook thief needs observe and drop and inject: what it does by that will be refused',
  ]);
});

test('frames chosen for a hook that is given none are a warning', () => {
  const timer = defineHook({ name: 'thief', setup() {} });
  assert.equal(warnings(', every: 3, filter: udp', timer), [
    'plan.yaml:2:44: filter means nothing: hook thief has neither preamble nor episode',
    'plan.yaml:2:33: every means nothing: hook thief has neither preamble nor episode',
  ]);
  assert.equal(warnings(', every: 3', thief), []);
});

test('whoever may touch frames may observe them', () => {
  assert.ok(isGranted(undefined, 'inject'));
  assert.ok(isGranted(['modify'], 'observe'));
  assert.not.ok(isGranted(['inject'], 'observe'));
  assert.not.ok(isGranted(['observe'], 'delay'));
  assert.not.ok(isGranted([], 'observe'));
});

test.run();

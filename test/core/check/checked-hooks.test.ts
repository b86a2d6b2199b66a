import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkedHooks, hookWords } from '../../../core/check/checked-hooks.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { planOf } from './many-effects.js';

const thief = defineHook({ name: 'thief', preamble() {} });
/** A hook of a plan with these settings, as `check` has it, and its words. */
const checked = (settings: string, hook: AnyHook = thief) => {
  const plan = planOf(`link: { rate: 1Mbit/s }\nhooks: [{ use: noop${settings} }]\n`);
  const [told] = checkedHooks([{ hook, plan: plan.hooks[0]! }]);
  return { told: told!, words: hookWords(told!) };
};

test('a hook of which nothing is said sees every frame and may do everything', () => {
  const { told, words } = checked('');
  assert.is(words, 'every frame; may do everything');
  assert.equal(told, {
    name: 'thief',
    file: 'noop',
    stages: ['up', 'down'],
    sides: { preamble: [] },
    rights: ['observe', 'delay', 'drop', 'modify', 'inject'],
    unseeing: false,
    onError: 'stop',
  });
});

test('filters of the hook and of the plan are told together, the places of the plan instead of the hook’s', () => {
  const own = defineHook({ name: 'thief', filter: 'tcp', every: 10, preamble() {}, episode() {} });
  assert.is(checked('', own).words, 'only tcp; every 10; may do everything');
  assert.is(
    checked(', filter: not host 10.0.0.7, nth: 3 of flow', own).words,
    'only (tcp) and (not host 10.0.0.7); nth 3 of flow; may do everything',
  );
  const sided = defineHook({ name: 'thief', filter: { preamble: 'tcp' }, preamble() {}, episode() {} });
  assert.is(checked('', sided).words, 'preamble: only tcp, episode: every frame; may do everything');
  assert.is(
    checked(', filter: udp', sided).words,
    'preamble: only (tcp) and (udp), episode: only udp; may do everything',
  );
});

test('rights are told with what follows from them', () => {
  assert.is(checked(', rights: drop').words, 'every frame; may observe, drop');
  const { told, words } = checked(', rights: inject, filter: udp');
  assert.is(words, 'its handlers of frames are not called; may inject');
  assert.equal([told.unseeing, told.sides], [true, {}]);
  assert.is(checked(', rights: none').words, 'its handlers of frames are not called; may do nothing');
  const timer = defineHook({ name: 'thief', setup() {} });
  assert.is(checked(', rights: inject', timer).words, 'no handlers of frames; may inject');
});

test('a budget is told with the stages that its share comes to', () => {
  const { told, words } = checked(', budget: { frames: 1000, bytes: 1MiB, share: 50% }');
  assert.is(words, 'every frame; may do everything; at most 1,000 frames, 1 MiB, 1 of 2 stages');
  assert.equal(told.budget, { frames: 1000, bytes: 1048576, stages: 1 });
  assert.is(checked(', budget: { frames: 1 }').words, 'every frame; may do everything; at most 1 frame');
});

test('a time budget is told with what happens past it', () => {
  assert.is(checked(', timeBudget: 50us').words, 'every frame; may do everything; 50 us a call, or a warning');
  assert.is(
    checked(', timeBudget: 50us, onSlow: detach').words,
    'every frame; may do everything; 50 us a call, or it is detached',
  );
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { withoutIdle } from '../../../core/stage/idle-effects.js';
import type { BitRate, Nanos, Ratio } from '../../../sdk/units.js';
import { Lab } from './lab.js';

const effectsOf = (sections: string): EffectsPlan => {
  const { plan, faults } = parsePlan(`link: { rate: 8Mbit/s, delay: 10ms, ${sections} }`, 'plan.yaml', () => '');
  assert.equal(faults, []);
  return plan!.stages[0]!.effects;
};

test('effects of which a plan asks nothing are left out', () => {
  const asked = effectsOf('loss: 0%, ber: 0, corrupt: 0%, duplicate: 0%, jitter: 0s, reorder: 0%');
  assert.is(Object.keys(asked).length, 6);
  assert.equal(withoutIdle(asked), {});
});

test('an effect that says more than nothing stays, also what a column would make it do', () => {
  for (const section of [
    'loss: 0.0001%',
    'loss: { chance: 0%, ecn: yes }',
    'ber: { rate: 0, mode: deliver }',
    'duplicate: { chance: 0%, copies: 3 }',
    'jitter: { span: 0s, distribution: gamma }',
    'reorder: { pattern: swap }',
    'reorder: { gap: 2 }',
    'mtu: 1500',
    'slot: 1ms',
  ]) {
    const asked = effectsOf(section);
    assert.is(withoutIdle(asked), asked, section);
  }
});

test('one that was left out comes into being with the row that asks for it', () => {
  const row = (at: number, loss: number) => ({
    at: at as Nanos,
    route: 0,
    delay: 0 as Nanos,
    rate: Number.POSITIVE_INFINITY as BitRate,
    loss: loss as Ratio,
  });
  const on = new Lab({ scenario: { rows: [row(0, 0), row(10e6, 1)] }, effects: effectsOf('loss: 0%') });
  on.arrive(5e6);
  on.arrive(15e6);
  on.run();
  assert.equal(on.fates, ['5000000 up #0 left', '15000000 up #4 loss:independent']);
});

test.run();

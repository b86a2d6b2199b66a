import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EffectsPlan } from '../../../core/plan/effects/effects-plan.js';
import { AT_ONCE, constant } from '../../../core/plan/plan.js';
import { movingEffects, rateEffects } from '../../../core/probe/unexpected-effects.js';
import type { ScenarioRow } from '../../../core/scenario/scenario.js';
import type { BitRate, Nanos, Ratio } from '../../../sdk/units.js';

const stage = (effects: EffectsPlan, columns: Partial<ScenarioRow> = {}) => {
  const [row] = constant(10e6 as BitRate, 20e6 as Nanos).rows;
  return { scenario: { rows: [row!, { ...row!, at: 1e9 as Nanos, ...columns }] }, reconfiguration: AT_ONCE, effects };
};
const both = (effects: EffectsPlan, columns?: Partial<ScenarioRow>): string[][] => {
  const of = stage(effects, columns);
  return [movingEffects(of), rateEffects(of)];
};

const LOSS: EffectsPlan = { loss: { model: 'independent', chance: 0.01, ecn: false } };
const JITTER: EffectsPlan = {
  jitter: { span: 5e6, distribution: 'normal', shape: 0, correlation: 0, order: 'keep' },
};

test('a plain link has none', () => {
  assert.equal(both({}), [[], []]);
  assert.equal(both({ pacing: { model: 'clock', overhead: 0 } }), [[], []]);
});

test('what only drops whole frames before the pacer, or adds some behind it, changes no arrival and no rate', () => {
  const mtu = { size: 1500, icmp: true, answers: 1000, burst: 50 };
  assert.equal(both({ mtu, capacity: { frames: 10 }, duplicate: { chance: 1, copies: 1, spacing: 0 } }), [[], []]);
});

test('losses thin a train out and move nothing', () => {
  assert.equal(both(LOSS), [[], ['loss']]);
  assert.equal(both({ ber: { rate: 1e-6, mode: 'fcs' }, corrupt: { chance: 0.1 } }), [[], ['ber', 'corrupt']]);
});

test('an MTU below that of a train takes its frames apart', () => {
  assert.equal(both({ mtu: { size: 1280, icmp: true, answers: 1000, burst: 50 } }), [[], ['mtu']]);
  assert.equal(both({}, { mtu: 1499 }), [[], ['mtu']]);
  assert.equal(both({}, { mtu: 1500 }), [[], []]);
});

test('what moves arrivals is named in the order in which frames meet it', () => {
  const slot = { gap: { min: 1e6, max: 1e6 }, packets: 5, bytes: Number.POSITIVE_INFINITY };
  const reorder = { model: 'wait', chance: 0.1, wait: 1e6 } as const;
  const moving = ['jitter', 'delayTrace', 'slot', 'reorder'];
  const effects = { reorder, slot, ...JITTER, delayTrace: { delays: [1e6], loop: true, order: 'keep' } } as const;
  assert.equal(both({ ...effects, ...LOSS }), [moving, [...moving, 'loss']]);
});

test('pacing that counts other bytes than the frame has, or by another model, moves them', () => {
  const pacings = [
    { model: 'clock', overhead: 24 },
    { model: 'clock', overhead: 0, cell: { size: 48, overhead: 5 } },
    { model: 'jiffy', hz: 100, carry: false, overhead: 0 },
  ] as const;
  for (const pacing of pacings) assert.equal(both({ pacing }), [['pacing'], ['pacing']]);
});

test('the columns of a scenario count where a row is above 0', () => {
  assert.equal(both({}, { jitter: 0 as Nanos, loss: 0 as Ratio, ber: 0 }), [[], []]);
  assert.equal(both({}, { jitter: 1e6 as Nanos, loss: 0.1 as Ratio, ber: 1e-6 }), [
    ['jitter'],
    ['jitter', 'loss', 'ber'],
  ]);
});

test.run();

import type { EffectsPlan } from '../plan/effects/effects-plan.js';
import type { Scenario, ScenarioRow } from '../scenario/scenario.js';

/** Effects that do nothing until a row of the scenario says more. */
const NEUTRAL = {
  mtu: { size: Number.POSITIVE_INFINITY, icmp: true, answers: 1000, burst: 50 },
  loss: { model: 'independent', chance: 0, ecn: false },
  ber: { rate: 0, mode: 'fcs' },
  duplicate: { chance: 0, copies: 1, spacing: 0 },
  jitter: { span: 0, distribution: 'normal', shape: 0, correlation: 0, order: 'keep' },
} as const satisfies EffectsPlan;

const COLUMNS = ['mtu', 'loss', 'ber', 'duplicate', 'jitter'] as const satisfies readonly (keyof ScenarioRow)[];

/** The plan's effects, with those beside them that only the scenario's columns ask for. */
export const withColumnEffects = (effects: EffectsPlan, { rows }: Scenario): EffectsPlan => {
  const asked = COLUMNS.filter(name => effects[name] === undefined && rows.some(row => row[name] !== undefined));
  return asked.length === 0 ? effects : { ...effects, ...Object.fromEntries(asked.map(name => [name, NEUTRAL[name]])) };
};

import type { EffectsPlan } from '../plan/effects/effects-plan.js';
import { NEUTRAL } from './tuning.js';

/** What does nothing to any frame: a stage need not have it, and pay for it, until somebody asks for more. */
const IDLE = { ...NEUTRAL, corrupt: { chance: 0 } } as const satisfies EffectsPlan;

const isSame = (a: object, b: object): boolean => {
  const entries = Object.entries(a);
  return (
    entries.length === Object.keys(b).length &&
    entries.every(([name, value]) => value === (b as Record<string, unknown>)[name])
  );
};

/**
 * The plan without effects of which it asks nothing, as in `loss: 0%`. Those whose numbers can be set later come into being
 * then (tuning.ts), and only what is exactly what comes is left out.
 */
export const withoutIdle = (effects: EffectsPlan): EffectsPlan => {
  const { reorder } = effects;
  const idle = Object.entries(effects).filter(([name, plan]) => {
    if (plan === reorder && reorder !== undefined) return 'chance' in reorder && reorder.chance === 0;
    const nothing: object | undefined = (IDLE as Record<string, object>)[name];
    return nothing !== undefined && isSame(nothing, plan);
  });
  if (idle.length === 0) return effects;
  const names = idle.map(([name]) => name);
  return Object.fromEntries(Object.entries(effects).filter(([name]) => !names.includes(name)));
};

import type { AnyHook } from '../../sdk/hook.js';
import type { Plan } from '../plan/plan.js';

/** The stages of one lane, by ordinal, and why they are together. */
export interface LanePart {
  readonly stages: readonly number[];
  readonly reasons: readonly string[];
}

/**
 * Divides the stages into lanes: connected components under shared hook state (`scope` link or run). Frames that are
 * forwarded never cross lanes; what hooks inject toward `back` may.
 */
export const partition = (
  plan: Plan,
  hooks: readonly { readonly hook: AnyHook; readonly stages: readonly string[] }[],
): LanePart[] => {
  const group = plan.stages.map((_, ordinal) => ordinal);
  const reasons = new Map<number, string[]>();
  const root = (ordinal: number): number => {
    let at = ordinal;
    while (group[at] !== at) at = group[at]!;
    return at;
  };
  for (const { hook, stages } of hooks) {
    if (hook.scope !== 'link' && hook.scope !== 'run') continue;
    const [first, ...others] = stages.map(name => plan.stages.findIndex(stage => stage.name === name));
    if (first === undefined || others.length === 0) continue;
    for (const other of others) group[root(other)] = root(first);
    const reason = `hook ${hook.name} has one state for ${stages.join(' and ')} (scope: ${hook.scope})`;
    reasons.set(first, [...(reasons.get(first) ?? []), reason]);
  }
  const lanes = new Map<number, { stages: number[]; reasons: string[] }>();
  for (const ordinal of group.keys()) {
    const lane = lanes.get(root(ordinal)) ?? { stages: [], reasons: [] };
    lane.stages.push(ordinal);
    lane.reasons.push(...(reasons.get(ordinal) ?? []));
    lanes.set(root(ordinal), lane);
  }
  return [...lanes.values()];
};

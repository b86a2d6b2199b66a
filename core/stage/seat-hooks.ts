import { substream } from '../../sdk/rng.js';
import type { Engine } from './engine.js';
import { HookContext } from './hook-context.js';
import { HookSeat, type UsedHook } from './hook-seat.js';

/** The name of a hook at a stage, behind `twins` others of its name there. */
export const seatName = (hook: string, twins: number): string => (twins === 0 ? hook : `${hook}-${twins + 1}`);

/**
 * Seats the plan's hooks at the engine's stages, in the plan's order. State is made once per scope: for each stage, for
 * the link, or for the run; engines of one link never split a scope (that is what joins stages into one lane).
 */
export const seatHooks = (engine: Engine, used: readonly UsedHook[]): void => {
  const shared = new Map<UsedHook, unknown>();
  for (const stage of engine.stages) {
    for (const use of used) {
      if (!use.stages.includes(stage.plan.name)) continue;
      const { hook, values } = use;
      const index = stage.chain.seats.length;
      const twins = stage.chain.seats.filter(seat => seat.hook.name === hook.name).length;
      const name = seatName(hook.name, twins);
      const rng = substream(engine.plan.seed, `${stage.plan.name}/hook:${name}`);
      const ctx = new HookContext(stage.host, index, name, values, rng);
      if (hook.scope === 'link' || hook.scope === 'run') {
        if (!shared.has(use)) shared.set(use, hook.state?.(values));
        ctx.state = shared.get(use);
      } else ctx.state = hook.state?.(values);
      stage.chain.add(new HookSeat(index, name, hook, use.onError, ctx, engine.store));
    }
  }
};

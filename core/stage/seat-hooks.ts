import { substream } from '../../sdk/rng.js';
import type { Nanos } from '../../sdk/units.js';
import { CallTimer } from './call-timer.js';
import type { Engine } from './engine.js';
import { ColumnBank } from './hook-columns.js';
import { HookContext } from './hook-context.js';
import { HookSeat, type UsedHook } from './hook-seat.js';
import { Account, mayAll, Powers } from './powers.js';
import type { Stage } from './stage.js';

/** The name of a hook at a stage, behind `twins` others of its name there. */
export const seatName = (hook: string, twins: number): string => (twins === 0 ? hook : `${hook}-${twins + 1}`);

/**
 * Seats the plan's hooks at the engine's stages, in the plan's order. State is made once per scope: for each stage, for
 * the link, or for the run; engines of one link never split a scope (that is what joins stages into one lane).
 */
export const seatHooks = (engine: Engine, used: readonly UsedHook[]): void => {
  const shared = new Map<UsedHook, unknown>();
  const keeping = new Map(used.map(use => [use, { frames: 0 }]));
  const accounts = new Map<UsedHook, Account>();
  for (const use of used) if (use.budget !== undefined) accounts.set(use, new Account(use.budget, use.stages.length));
  for (const stage of engine.stages) {
    for (const use of used) {
      if (!use.stages.includes(stage.plan.name)) continue;
      const { hook, values } = use;
      const twins = stage.chain.seats.filter(each => each.hook.name === hook.name).length;
      const seat = emptySeat(engine, stage, use, seatName(hook.name, twins), accounts.get(use));
      const rng = substream(engine.plan.seed, `${stage.plan.name}/hook:${seat.name}`);
      const ctx = new HookContext(stage.host, seat.index, seat.name, values, rng, keeping.get(use));
      if (hook.scope === 'link' || hook.scope === 'run') {
        if (!shared.has(use)) shared.set(use, hook.state?.(values));
        ctx.state = shared.get(use);
      } else ctx.state = hook.state?.(values);
      seat.take(hook, ctx);
      stage.chain.add(seat);
      engine.recorder.seat?.(stage.ordinal, seat.index, seat.name);
    }
  }
};

const emptySeat = (
  engine: Engine,
  stage: Stage,
  use: UsedHook,
  name: string,
  account: Account | undefined,
): HookSeat => {
  const { stopwatch } = engine.parts;
  const index = stage.chain.seats.length;
  const refused = (why: string, frame: number): void =>
    seat.ctx.emit('refused', { why, ...(frame < 0 ? {} : { frame }), told: 'once; further ones are counted' });
  const powers =
    account === undefined && mayAll(use.rights) ? undefined : new Powers(use.rights, account, stage.ordinal, refused);
  let told = false;
  const slow = (meanNs: number): void => {
    if (seat.detached) return;
    if (!told)
      seat.ctx.emit('slow', { meanNs: Math.round(meanNs), budgetNs: use.timeBudget, onSlow: use.onSlow ?? 'warn' });
    told = true;
    if (use.onSlow === 'detach') engine.slow.push({ stage: stage.ordinal, hook: seat.name });
  };
  const timer = stopwatch && new CallTimer(stopwatch, use.timeBudget ?? (Number.POSITIVE_INFINITY as Nanos), slow);
  const seat = new HookSeat(index, name, use, powers, timer, new ColumnBank(engine.store));
  return seat;
};

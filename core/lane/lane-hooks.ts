import { basename } from 'node:path';
import { type Fault, InputError } from '../fault.js';
import { bundlePath, dropHook, type LoadableHook, loadHook, unloadHook } from '../hooks/load.js';
import { authorPlace, forgetBundle, shownPath } from '../hooks/place.js';
import { checkHookOptions } from '../plan/hook-options.js';
import type { Plan } from '../plan/plan.js';
import { monotonic } from '../port/clock.js';
import type { Engine } from '../stage/engine.js';
import type { UsedHook } from '../stage/hook-seat.js';
import { ReloadFailure, reloadHook } from '../stage/reload.js';
import { seatHooks } from '../stage/seat-hooks.js';
import type { HookReload, Obeyed } from './change-way.js';

/** The hooks of one lane: loaded into its thread, seated, and replaced by other versions while it runs. */
export class LaneHooks {
  private readonly used: readonly UsedHook[];
  /** By hook: the version that runs, and the one before, whose timers may still fire, and fail. */
  private readonly running: LoadableHook[];
  private readonly former: (LoadableHook | undefined)[];

  /** Throws what is wrong with a hook. */
  constructor(
    private readonly plan: Plan,
    bundles: readonly LoadableHook[],
    private readonly folder: string,
    private readonly engine: Engine,
  ) {
    this.used = bundles.map((bundle, i) => {
      const hook = loadHook(bundle, folder);
      return { ...plan.hooks[i]!, hook, values: checkHookOptions(hook, plan.hooks[i]!).values };
    });
    this.running = [...bundles];
    this.former = bundles.map(() => undefined);
    seatHooks(engine, this.used);
  }

  /** What they are called, in the plan's order. */
  get names(): readonly string[] {
    return this.used.map(({ hook }) => hook.name);
  }

  /** Puts another version of a hook into force. Throws an InputError, the former version going on. */
  reload({ hook: index, bundle }: HookReload): Obeyed {
    const { engine, folder } = this;
    const began = monotonic();
    const isSame = bundlePath(bundle, folder) === bundlePath(this.running[index]!, folder);
    if (isSame) unloadHook(bundle, folder);
    let adopted: boolean;
    try {
      // Not mapped by Node: this loop never yields.
      const hook = loadHook(bundle, folder, false);
      const version = { index, plan: this.plan.hooks[index]!, hook, bundle: basename(bundlePath(bundle, folder)) };
      adopted = reloadHook(engine, this.used[index]!, version);
    } catch (error) {
      const faults = faultsOf(error, bundle);
      if (!isSame) dropHook(bundle, folder);
      throw new InputError(faults);
    }
    this.follow(index, bundle);
    return { at: engine.now(), adopted, tookNs: monotonic() - began };
  }

  private follow(index: number, bundle: LoadableHook): void {
    const before = this.running[index]!;
    if (bundlePath(before, this.folder) === bundlePath(bundle, this.folder)) return;
    const oldest = this.former[index];
    if (oldest !== undefined && oldest.code !== bundle.code) forgetBundle(bundlePath(oldest, this.folder));
    unloadHook(before, this.folder);
    this.former[index] = before;
    this.running[index] = bundle;
  }
}

/** At their places in the author's files. */
const faultsOf = (error: unknown, bundle: LoadableHook): readonly Fault[] => {
  if (error instanceof InputError) return error.faults;
  const place = authorPlace(error instanceof ReloadFailure ? error.cause : error) ?? {
    file: shownPath(bundle.sourceFile),
    line: 0,
    column: 0,
  };
  return [{ ...place, message: error instanceof Error ? error.message : String(error) }];
};

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AnyHook } from '../../sdk/hook.js';
import { type Fault, faultText, InputError } from '../fault.js';
import { type BundledHook, bundleHook } from '../hooks/bundle.js';
import { bundlePath, dropHook, unloadHook } from '../hooks/load.js';
import { loadInTime } from '../hooks/load-in-time.js';
import { forgetBundle, shownPath } from '../hooks/place.js';
import type { HookReload, Obeyed } from '../lane/change-way.js';
import { checkHookOptions } from '../plan/hook-options.js';
import type { LiveSeat } from '../plan/live-seats.js';
import type { HookPlan } from '../plan/plan.js';
import { liveTexts, whyNotReload } from '../stage/reload.js';

/** How the lanes of some stages took another version of a hook. */
export type ReloadedLane =
  | {
      readonly stages: readonly string[];
      /** Logical time since which it is in force, in nanoseconds. */
      readonly at: number;
      /** Whether it has taken over the state of the former version, or begins with a new one. */
      readonly state: 'adopted' | 'new';
      /** How long no frame moved for it, in nanoseconds. */
      readonly pause: number;
    }
  | { readonly stages: readonly string[]; readonly faults: readonly Fault[] };

/** What came of building a hook anew. */
export interface HookReloaded {
  /** Its name. */
  readonly hook: string;
  /** From the first look at its files until all lanes had it, in nanoseconds. */
  readonly took: number;
  /** Why no lane has been told: the former version goes on everywhere. */
  readonly faults?: readonly Fault[];
  /** Its files hold what they did: nothing was done. */
  readonly unchanged?: true;
  /** Those that have stages of it, in their order. */
  readonly lanes: readonly ReloadedLane[];
}

/** What the lanes are to a reload: see LaneSet. */
export interface ReloadingLanes {
  /** In the order of the lanes, with the stages of each where the hook stands. */
  reload(order: HookReload): Promise<readonly { readonly stages: readonly string[]; readonly result: Settled }[]>;
  note(hook: string, event: string, fields: Readonly<Record<string, unknown>>): void;
}
type Settled = PromiseSettledResult<Obeyed>;

export interface ReloaderParts {
  readonly hooks: readonly { readonly plan: HookPlan; readonly bundle: BundledHook; readonly hook: AnyHook }[];
  /** Where the lanes load bundles from. */
  readonly hookFolder: string;
  /** The run's directory: every version that ran stays there. */
  readonly folder?: string;
  readonly lanes: ReloadingLanes;
  /** Nanoseconds of any beginning. */
  readonly clock: () => number;
}

/** One hook of the plan with the version that runs. */
interface Running {
  readonly plan: HookPlan;
  bundle: BundledHook;
  hook: AnyHook;
  /** The version before: its timers may still fire, and fail. */
  former: BundledHook | undefined;
  /** The last build failed: what it would have been made of is not known. */
  failed: boolean;
}

/** Builds the hooks of a run anew while it goes on, and lets its lanes have them. One reload at a time. */
export class HookReloader {
  private readonly running: readonly Running[];

  constructor(private readonly parts: ReloaderParts) {
    this.running = parts.hooks.map(each => ({ ...each, former: undefined, failed: false }));
  }

  /** Places in the plan of the hooks of this name, or else of this file; all without one. */
  named(name: string | undefined): number[] {
    const all = [...this.running.keys()];
    if (name === undefined) return all;
    const byName = all.filter(i => this.running[i]!.hook.name === name);
    return byName.length > 0 ? byName : all.filter(i => this.running[i]!.bundle.name === name);
  }

  /** Names that `named` knows. */
  get names(): readonly string[] {
    return [...new Set(this.running.map(({ hook }) => hook.name))];
  }

  /** By hook: the files it is made of, absolute. */
  get inputs(): readonly (readonly string[])[] {
    return this.running.map(({ bundle }) => bundle.inputs);
  }

  /** Whether the files of a hook as they were last could not be built. */
  hasFailed(index: number): boolean {
    return this.running[index]!.failed;
  }

  /** What a hook declares now. */
  hook(index: number): AnyHook {
    return this.running[index]!.hook;
  }

  /**
   * Builds the hook at `index` of the plan from its files and lets the lanes have it, with the plan's options and those set
   * live (`seats`). Never throws for what the hook's author wrote: then the former version goes on, and the faults say why.
   * `force`: also when the files hold what they did.
   */
  async reload(index: number, seats: readonly LiveSeat[], force: boolean): Promise<HookReloaded> {
    const began = this.parts.clock();
    const each = this.running[index]!;
    const told = (more: Pick<HookReloaded, 'faults' | 'unchanged' | 'lanes'>): HookReloaded => {
      return { hook: each.hook.name, took: Math.round(this.parts.clock() - began), ...more };
    };
    try {
      const bundle = await bundleHook(each.bundle.sourceFile);
      each.failed = false;
      if (!force && bundle.code === each.bundle.code) return told({ unchanged: true, lanes: [] });
      const lanes = await this.replace(index, bundle, seats);
      return told({ lanes });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      each.failed = true;
      this.noteFaults(each, error.faults, []);
      return told({ faults: error.faults, lanes: [] });
    }
  }

  /** Throws an InputError with what keeps this version from running. */
  private async replace(index: number, bundle: BundledHook, seats: readonly LiveSeat[]): Promise<ReloadedLane[]> {
    const { hookFolder, lanes } = this.parts;
    const each = this.running[index]!;
    const isSame = bundle.code === each.bundle.code;
    if (isSame) unloadHook(bundle, hookFolder);
    let done: Awaited<ReturnType<ReloadingLanes['reload']>> = [];
    let kept = false;
    try {
      const hook = loadInTime(bundle, hookFolder);
      refuse(each, hook, bundle, seats);
      kept = this.keep(bundle);
      done = await lanes.reload({ hook: index, bundle });
      if (done.some(({ result }) => result.status === 'fulfilled')) this.follow(each, bundle, hook);
    } finally {
      if (each.bundle !== bundle && !isSame) this.forget(bundle, kept);
    }
    return done.map(({ stages, result }): ReloadedLane => {
      if (result.status === 'fulfilled') {
        const { at, adopted = false, tookNs = 0 } = result.value;
        return { stages, at, state: adopted ? 'adopted' : 'new', pause: Math.round(tookNs) };
      }
      const faults = faultsOf(result.reason, bundle);
      this.noteFaults(each, faults, stages);
      return { stages, faults };
    });
  }

  /** This version runs from now on. */
  private follow(each: Running, bundle: BundledHook, hook: AnyHook): void {
    const { hookFolder } = this.parts;
    const before = each.bundle;
    if (each.former !== undefined && each.former.code !== bundle.code)
      forgetBundle(bundlePath(each.former, hookFolder));
    if (before.code !== bundle.code) {
      unloadHook(before, hookFolder);
      rmSync(bundlePath(before, hookFolder), { force: true });
    }
    Object.assign(each, { bundle, hook, former: before });
  }

  /** Writes the bundle into the run's directory; whether it was not there. */
  private keep(bundle: BundledHook): boolean {
    const { folder } = this.parts;
    if (folder === undefined) return false;
    const path = join(folder, 'hooks', basename(bundlePath(bundle, '')));
    if (existsSync(path)) return false;
    mkdirSync(join(folder, 'hooks'), { recursive: true });
    writeFileSync(path, bundle.code);
    return true;
  }

  /** Takes away a version that never ran. */
  private forget(bundle: BundledHook, kept: boolean): void {
    const { hookFolder, folder } = this.parts;
    dropHook(bundle, hookFolder);
    rmSync(bundlePath(bundle, hookFolder), { force: true });
    if (kept && folder !== undefined) rmSync(join(folder, 'hooks', basename(bundlePath(bundle, ''))), { force: true });
  }

  private noteFaults({ hook }: Running, faults: readonly Fault[], stages: readonly string[]): void {
    const where = stages.length > 0 ? { stages } : {};
    this.parts.lanes.note(hook.name, 'reload refused', { faults: faults.map(faultText), ...where });
  }
}

/** Throws an InputError unless this version may take the place of the one that runs. */
const refuse = (each: Running, hook: AnyHook, bundle: BundledHook, seats: readonly LiveSeat[]): void => {
  const file = shownPath(bundle.sourceFile);
  const why = whyNotReload(each.hook, hook);
  if (why !== undefined) throw new InputError([{ file, line: 0, column: 0, ...why }]);
  const faults = new Map<string, Fault>();
  for (const { given } of seats) {
    const options = liveTexts(hook, each.plan.options, given);
    const wrong = checkHookOptions(hook, { ...each.plan, options }).faults;
    for (const fault of wrong) faults.set(faultText(fault), fault);
  }
  if (faults.size > 0) throw new InputError([...faults.values()]);
};

const faultsOf = (error: unknown, bundle: BundledHook): readonly Fault[] => {
  if (error instanceof InputError) return error.faults;
  const message = error instanceof Error ? error.message : String(error);
  return [{ file: shownPath(bundle.sourceFile), line: 0, column: 0, message }];
};

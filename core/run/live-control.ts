import * as z from 'zod';
import { EnvironmentError, type Fault, InputError } from '../fault.js';
import type { LiveSeat } from '../plan/live-seats.js';
import { type LiveChange, type LiveState, readLiveSettings } from '../plan/live-settings.js';
import { didYouMean } from '../plan/nearest.js';
import { optionFields } from '../stage/stage-change.js';
import { type CaptureRequest, captureRequest, type LiveCaptured, readCapture } from './capture-request.js';
import type { HookReloaded, HookReloader } from './hook-reloader.js';
import type { CaptureAsked, CaptureSink } from './live-captures.js';
import type { LiveStatus } from './live-status.js';

/** What a running emulation can be asked, as one line of JSON. */
const liveRequest = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('status') }),
  z.strictObject({
    do: z.literal('set'),
    /** A stage's name; `link` or `all`: every one. */
    stage: z.string(),
    /** `NAME=VALUE`. */
    settings: z.array(z.string()).min(1).max(100),
    /** The text of files that the settings name: they are read where the command is. */
    files: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({
    do: z.literal('reload'),
    /** By its name, or that of its file; every one if not given. */
    hook: z.string().optional(),
  }),
  captureRequest,
]);
export type LiveRequest = z.output<typeof liveRequest>;

/** What was set, and the logical time in nanoseconds since which it is in force. */
export interface LiveSet {
  /** A change for each stage: when it came into force, in logical nanoseconds, and what it was. */
  readonly set: readonly {
    readonly stage: string;
    readonly at: number;
    /** As the change has them, null for Infinity; of a scenario its rows; options of hooks as `thief.chance`. */
    readonly settings: Readonly<Record<string, unknown>>;
  }[];
}

/** What became of hooks that were built anew, in the plan's order. */
export interface LiveReload {
  /** An entry each. */
  readonly reloaded: readonly HookReloaded[];
}

/** Faults are those of the user's words, an error is that of the run. */
export type LiveAnswer =
  | { readonly status: LiveStatus }
  | LiveSet
  | LiveReload
  | LiveCaptured
  | { readonly faults: readonly Fault[] }
  | { readonly error: string };

/** What a run said to a request that it could do: neither faults nor an error. */
export type Told = Exclude<LiveAnswer, { readonly faults: unknown } | { readonly error: unknown }>;

/** Throws an InputError with the faults of the user's words, and an EnvironmentError when the run cannot do it. */
export const toldBy = (answer: LiveAnswer): Told => {
  if ('faults' in answer) throw new InputError(answer.faults);
  if ('error' in answer) throw new EnvironmentError(answer.error);
  return answer;
};

/** A run as far as it can be asked and changed from outside. */
export interface ControlledRun extends LiveState {
  /** With the hooks' options as they are now. */
  status(seats: readonly LiveSeat[]): LiveStatus;
  /** Resolves with the logical time since which the change is in force. */
  change(stage: number, change: LiveChange['change']): Promise<number>;
  readonly reloader: HookReloader;
  /** Resolves with the names of the interfaces when frames are captured; they go to the sink. */
  capture(asked: CaptureAsked, sink: () => CaptureSink): Promise<readonly string[]>;
}

/** Answers requests about one run, one change after the other. Whatever it is asked, it answers, and the run goes on. */
export class LiveControl {
  /** With what was set so far. */
  private state: LiveState;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly run: ControlledRun) {
    this.state = run;
  }

  status(): LiveStatus {
    return this.run.status(this.state.seats);
  }

  /** What a capture has to show goes to `sink`; without one there can be none. */
  async answer(request: unknown, sink?: () => CaptureSink): Promise<LiveAnswer> {
    const { success, data } = liveRequest.safeParse(request);
    if (!success) return { error: 'no request that this version of Hookline knows' };
    if (data.do === 'status') return { status: this.status() };
    if (data.do === 'capture') return this.capture(data, sink);
    return this.inTurn(() => (data.do === 'set' ? this.set(data) : this.reloadNamed(data.hook)));
  }

  /** Builds the hook at `index` of the plan anew if its files have changed. */
  reloadChanged(index: number): Promise<HookReloaded> {
    return this.inTurn(() => this.reload(index, false));
  }

  get reloader(): HookReloader {
    return this.run.reloader;
  }

  private async capture(request: CaptureRequest, sink: (() => CaptureSink) | undefined): Promise<LiveAnswer> {
    if (sink === undefined) return { error: 'there is nothing here to capture to' };
    const { asked, faults } = readCapture(request, this.run.plan);
    if (faults.length > 0) return { faults };
    try {
      return { capture: await this.run.capture(asked, sink) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => {});
    return turn;
  }

  private async reloadNamed(name: string | undefined): Promise<LiveAnswer> {
    const { reloader } = this.run;
    const chosen = reloader.named(name);
    if (chosen.length === 0) {
      const message = name === undefined ? 'the plan has no hooks' : `no hook '${name}'`;
      const known = reloader.names.length === 0 ? {} : { hint: `hooks: ${reloader.names.join(', ')}` };
      const hint = name === undefined ? {} : { ...known, ...didYouMean(name, reloader.names) };
      return { faults: [{ file: 'reload', line: 0, column: 0, message, ...hint }] };
    }
    const reloaded: HookReloaded[] = [];
    try {
      for (const index of chosen) reloaded.push(await this.reload(index, true));
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
    return { reloaded };
  }

  private async reload(index: number, force: boolean): Promise<HookReloaded> {
    const { reloader } = this.run;
    const mine = this.state.seats.filter(({ hook }) => hook === index);
    const reloaded = await reloader.reload(index, mine, force);
    // What it declares now is what can be set from now on.
    const declared = (reloader.hook(index).options ?? {}) as LiveSeat['declared'];
    const seats = this.state.seats.map(seat =>
      seat.hook === index ? { ...seat, declared, given: known(seat, declared) } : seat,
    );
    this.state = { ...this.state, seats };
    return reloaded;
  }

  private async set({ stage, settings, files = {} }: Extract<LiveRequest, { do: 'set' }>): Promise<LiveAnswer> {
    try {
      const readFile = (path: string): string | undefined => (Object.hasOwn(files, path) ? files[path] : undefined);
      const { changes, plan, seats, faults } = readLiveSettings(this.state, stage, settings, readFile);
      if (faults.length > 0) return { faults };
      this.state = { plan, seats };
      const { stages } = plan;
      const set = changes.map(async ({ stage: ordinal, change }) => ({
        stage: stages[ordinal]!.name,
        at: await this.run.change(ordinal, change),
        settings: toldOf(change),
      }));
      return { set: await Promise.all(set) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}

const toldOf = ({ scenario, hooks = {}, ...settings }: LiveChange['change']): Readonly<Record<string, unknown>> => ({
  ...settings,
  ...(scenario === undefined ? {} : { scenario: { rows: scenario.rows.length } }),
  ...optionFields(hooks),
});

/** What is given of the options that are declared. */
const known = ({ given }: LiveSeat, declared: LiveSeat['declared']): LiveSeat['given'] =>
  Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(declared, name)));

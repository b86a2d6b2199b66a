import * as z from 'zod';
import { EnvironmentError, type Fault, InputError } from '../fault.js';
import type { LiveSeat } from '../plan/live-seats.js';
import { type LiveChange, type LiveState, readLiveSettings } from '../plan/live-settings.js';
import { optionFields } from '../stage/stage-change.js';
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
]);
export type LiveRequest = z.output<typeof liveRequest>;

/** What was set, and the logical time in nanoseconds since which it is in force. */
export interface LiveSet {
  readonly set: readonly {
    readonly stage: string;
    readonly at: number;
    /** As the change has them, null for Infinity; of a scenario its rows; options of hooks as `thief.chance`. */
    readonly settings: Readonly<Record<string, unknown>>;
  }[];
}

/** Faults are those of the user's words, an error is that of the run. */
export type LiveAnswer =
  | { readonly status: LiveStatus }
  | LiveSet
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

  async answer(request: unknown): Promise<LiveAnswer> {
    const { success, data } = liveRequest.safeParse(request);
    if (!success) return { error: 'no request that this version of Hookline knows' };
    if (data.do === 'status') return { status: this.status() };
    const turn = this.last.then(() => this.set(data));
    this.last = turn;
    return turn;
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

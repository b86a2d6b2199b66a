import type { Candidate } from './answer.js';
import type { HookOption } from './hook-source.js';

/** An entry of a folder; a link to a folder counts as one. */
export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/** A setting that `--set` changes. */
export interface Setting {
  /** `up.queue`. */
  readonly name: string;
  readonly about: string;
  readonly fallback: string | undefined;
  readonly choices: readonly string[] | undefined;
}

/** What completion sees of the machine. Nothing here throws: what cannot be read is not there. */
export interface Surroundings {
  /** The entries of a folder, sorted by name; `~` stands for the user's own. */
  entries(folder: string): readonly Entry[];
  isFile(path: string): boolean;
  isProgram(path: string): boolean;
  /** Programs in PATH whose names begin so, sorted. */
  programs(prefix: string): readonly string[];
  /** The hooks that come with Hookline. */
  hooks(): readonly Candidate[];
  /** The options of a hook, by name or path; none if it cannot be read. */
  hookOptions(hook: string): readonly HookOption[];
  settings(): readonly Setting[];
  /** Running emulations: process numbers, with names. */
  running(): readonly Candidate[];
  /** Hosts of running emulations, by name. */
  hosts(): readonly string[];
  /** Where ports can stand on this machine: `netns:lab`, `if:eth1`. */
  places(): readonly string[];
  /** What can be named in them: stages, hooks, and options of these as `thief.chance`. */
  live(): {
    readonly stages: readonly string[];
    readonly hooks: readonly string[];
    readonly options: readonly Setting[];
  };
}

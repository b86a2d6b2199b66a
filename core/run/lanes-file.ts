import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a run's stages were divided, and what a replay of each lane needs beside its journal. */
export interface RecordedLane {
  /** Ordinals of its stages. */
  readonly stages: readonly number[];
  readonly storeBytes: number;
  /** Names of the causes of death by the numbers in the lane's fates. */
  readonly causes: readonly string[];
  /** Logical time at which it stopped: a replay goes no further. */
  readonly endedAt: number;
}

export interface LanesFile {
  readonly lanes: readonly RecordedLane[];
  /** The bundle in `hooks/` of each hook of the plan, in its order. */
  readonly hooks: readonly { readonly name: string; readonly sourceFile: string; readonly bundle: string }[];
  /** Hooks whose execution was ended from outside: such a run has no second time. */
  readonly hangs: readonly string[];
  /** Frames or fates that did not reach the files. */
  readonly missing: number;
  /** Workers that were lost with what their hooks knew. */
  readonly replaced: number;
}

export const LANES_FILE = join('journal', 'lanes.json');

export const lanesText = (file: LanesFile): string => `${JSON.stringify(file, null, 2)}\n`;

/** Throws Node's error when the folder has none. */
export const readLanes = (folder: string): LanesFile =>
  JSON.parse(readFileSync(join(folder, LANES_FILE), 'utf8')) as LanesFile;

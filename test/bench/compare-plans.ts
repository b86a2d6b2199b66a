import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface Pair {
  readonly costs: readonly (readonly [a: number, b: number])[];
  /** Bytes a frame of B left on the heap, and bytes it took from it. */
  readonly heap: number;
  readonly garbage: number;
}

/** Two links in turns, in a process of their own, B with one of the bench's hooks: see pair-cost. */
export const comparePlans = async (a: string, b: string, rounds: number, hook?: string): Promise<Pair> => {
  const program = fileURLToPath(new URL('./pair-cost.ts', import.meta.url));
  const words = [...process.execArgv, program, a, b, `${rounds}`, ...(hook === undefined ? [] : [hook])];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout) as Pair;
};

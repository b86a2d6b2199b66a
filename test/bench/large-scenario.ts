import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { planText } from '../../core/plan/plan-text.js';
import { loadInput } from '../../core/run/load-input.js';
import { frameCost } from './engine-cost.js';
import { median } from './machine.js';

const ROUNDS = 7;
const ROWS = 100_000;
/** More than come into force while the frames pass. */
const ROWS_IN_FORCE = 500;

/** A row each 100 ms, its route changing every five seconds, delays and rates with all the digits that people export. */
const table = (rows: number): string => {
  const lines = Array.from({ length: rows }, (_, i) => {
    const delay = (20_000 + ((i * 7919) % 5000)) / 1000;
    const rate = (95_000 + ((i * 104_729) % 9000)) / 1000;
    return `${i * 100},${Math.floor(i / 50)},${delay},${rate}`;
  });
  return `Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n${lines.join('\n')}\n`;
};

export interface LargeScenario {
  /** In ms, from the file to the plan: the first time, before anything is compiled, and the median of all. */
  readonly firstLoad: number;
  readonly load: number;
  /** In ms: the plan as text, for the run's directory. */
  readonly write: number;
  /** Engine time of a frame with the large table over that with only those rows that come into force meanwhile. */
  readonly perFrame: number;
}

/** What a scenario of 100 000 rows costs, at the start and for each frame. */
export const largeScenario = async (): Promise<LargeScenario> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-bench-'));
  try {
    const plan = (rows: number) => {
      const file = join(folder, `${rows}.csv`);
      writeFileSync(file, table(rows));
      return () => loadInput({ file, hooks: [], sets: [] }).plan;
    };
    const [large, small] = [plan(ROWS), plan(ROWS_IN_FORCE)];
    const loads = Array.from({ length: ROUNDS }, () => milliseconds(large));
    const [withLarge, withSmall] = [large(), small()];
    const writes = Array.from({ length: ROUNDS }, () => milliseconds(() => planText(withLarge)));
    const costs = { large: [] as number[], small: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      // The machine is watched by a timer.
      await setImmediate();
      costs.large.push(frameCost(withLarge, []));
      costs.small.push(frameCost(withSmall, []));
    }
    return {
      firstLoad: Math.round(loads[0]!),
      load: Math.round(median(loads)),
      write: Math.round(median(writes)),
      // The fastest rounds: the difference sought is smaller than what other programs take from the others.
      perFrame: Math.min(...costs.large) / Math.min(...costs.small),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const milliseconds = (work: () => unknown): number => {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
};

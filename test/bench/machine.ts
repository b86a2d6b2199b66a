import { cpus } from 'node:os';
import { type CpuSample, cpuShares, sampleCpu } from '../../core/report/steal.js';

/** What a figure is worth: a quiet machine has under 1 % steal and no more runnable threads than cores. */
export interface Quiet {
  readonly steal: number;
  readonly runnablePerCpu: number;
  readonly quiet: boolean;
}

/** Watches the machine while a figure is taken: runnable threads are sampled every 100 ms and their median counts. */
export const watchMachine = (): (() => Quiet) => {
  const before = sampleCpu();
  const runnable: number[] = [];
  const timer = setInterval(() => {
    const now = sampleCpu();
    // This process asks, and is running while it does.
    if (now) runnable.push(Math.max(0, now.runnable - 1) / cpus().length);
  }, 500);
  return () => {
    clearInterval(timer);
    const shares = cpuShares(before as CpuSample, sampleCpu() as CpuSample);
    const runnablePerCpu = median(runnable);
    const steal = shares?.steal ?? 0;
    return { steal, runnablePerCpu, quiet: steal < 0.01 && runnablePerCpu <= 1 };
  };
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export const quantile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
};

import { readFileSync } from 'node:fs';

/** The system's processor time so far, in clock ticks, all processors together (proc(5), /proc/stat). */
export interface CpuSample {
  readonly total: number;
  readonly idle: number;
  /** Time that the host gave to other guests while this one wanted to run. */
  readonly steal: number;
  /** Tasks that want to run at this instant. */
  readonly runnable: number;
  readonly cpus: number;
}

/** What the processors did between two samples. */
export interface CpuShares {
  /** Share of all processor time in [0, 1] that the host took away. */
  readonly steal: number;
  readonly idle: number;
  /** Tasks that wanted to run at the end, per processor. */
  readonly runnablePerCpu: number;
}

/** Reads the text of /proc/stat; undefined when it is not one. */
export const parseCpu = (text: string): CpuSample | undefined => {
  const line = /^cpu +(.+)$/m.exec(text)?.[1];
  const runnable = /^procs_running (\d+)$/m.exec(text)?.[1];
  if (line === undefined || runnable === undefined) return undefined;
  // user nice system idle iowait irq softirq steal; guest time follows and is part of user already.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(' ')
    .map(Number);
  return {
    total: user + nice + system + idle + iowait + irq + softirq + steal,
    idle: idle + iowait,
    steal,
    runnable: Number(runnable),
    cpus: text.match(/^cpu\d/gm)?.length ?? 1,
  };
};

/** The processors now; undefined on systems other than Linux. */
export const sampleCpu = (): CpuSample | undefined => {
  try {
    return parseCpu(readFileSync('/proc/stat', 'latin1'));
  } catch {
    return undefined;
  }
};

/** What happened between two samples; undefined when either is missing or no tick has passed between them. */
export const cpuShares = (from: CpuSample | undefined, to: CpuSample | undefined): CpuShares | undefined => {
  if (!from || !to || to.total <= from.total) return undefined;
  const ticks = to.total - from.total;
  // The kernel lets iowait go down at times.
  const share = (a: number, b: number): number => Math.min(1, Math.max(0, b - a) / ticks);
  return {
    steal: share(from.steal, to.steal),
    idle: share(from.idle, to.idle),
    runnablePerCpu: to.runnable / to.cpus,
  };
};

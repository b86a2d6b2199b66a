import { readFileSync } from 'node:fs';
import type { Capability } from './capability.js';

/** Which Linux this is: one of its own, or one of the two that run under Windows. */
export type SystemKind = 'plain' | 'wsl1' | 'wsl2';

/** What the machine says about itself. */
export interface SystemFacts {
  /** `process.platform`. */
  readonly platform: string;
  /** `uname -r`. */
  readonly release: string;
  /** The text of /proc/version; empty where there is none. */
  readonly version: string;
  /** Whether WSL has left its mark in the environment: a kernel of the user's own does not name WSL. */
  readonly underWindows: boolean;
  readonly workingDirectory: string;
  /** The shortest of several sleeps of `SLEEP_MS`, in ms. */
  readonly shortestSleepMs: number;
}

/** The release number's first two parts, `6.18` of `6.18.44-generic`, as [6, 18]. */
export const kernelVersion = (text: string): readonly [number, number] => {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  return [Number(major), Number(minor)];
};

/**
 * WSL1 says `4.4.0-19041-Microsoft`, with a capital; WSL2 `5.15.167.4-microsoft-standard-WSL2`, before 2021
 * `4.19.128-microsoft-standard`. The builder's name behind it proves nothing: Microsoft builds other kernels as well.
 */
export const systemKind = (version: string, underWindows = false): SystemKind => {
  const [, release = version] = /^Linux version (\S+)/.exec(version) ?? [];
  if (/-Microsoft$/.test(release)) return 'wsl1';
  return underWindows || /-microsoft|WSL2/.test(release) ? 'wsl2' : 'plain';
};

const kernel = ({ platform, release }: SystemFacts, kind: SystemKind): Capability => {
  const [major, minor] = kernelVersion(release);
  const isNew = major > 4 || (major === 4 && minor >= 20);
  const cures = {
    plain: '',
    wsl1: 'in PowerShell: wsl --set-version <distribution> 2',
    wsl2: 'in PowerShell: wsl --update, then wsl --shutdown',
  };
  const elsewhere =
    platform === 'win32' ? 'WSL2, with a Node.js installed inside it' : 'a Linux machine, or a virtual one';
  return {
    name: 'kernel',
    ok: platform === 'linux' && kind !== 'wsl1' && isNew,
    detail: kind === 'wsl1' ? `WSL1 (${release}): Windows in place of a Linux kernel` : `${platform} ${release}`,
    cost: 'links need Linux 4.20 (PACKET_IGNORE_OUTGOING), and network namespaces; WSL1 has neither',
    cure: platform === 'linux' ? cures[kind] : elsewhere,
  };
};

const DETAILS = { plain: 'not under Windows', wsl1: 'WSL1', wsl2: 'WSL2' };

const system = ({ platform }: SystemFacts, kind: SystemKind): Capability => ({
  name: 'system',
  ok: kind === 'plain',
  detail: platform === 'linux' ? DETAILS[kind] : platform,
  cost: 'Windows gives the processor and sets the clock: frames are later, and a clock that it sets while a run goes on makes the run suspect',
  cure: 'keep Windows awake and idle; run what you publish on a Linux of its own',
});

/** How long the sleeps are from which the fineness of the timers is told. */
const SLEEP_MS = 0.2;
/** Above this a sleep ended with a tick of the kernel (1 to 10 ms), not by a timer of its own. */
const FINE_MS = 0.9;

// WSL2's first kernels have no high-resolution timers, and 100 ticks a second.
const timers = ({ shortestSleepMs }: SystemFacts, kind: SystemKind): Capability => ({
  name: 'fine timers',
  ok: shortestSleepMs < FINE_MS,
  detail: `a sleep of ${SLEEP_MS} ms takes ${shortestSleepMs.toFixed(2)} ms`,
  cost: 'a lane that sleeps wakes at the ticks of the kernel: frames leave up to 10 ms late',
  cure: kind === 'wsl2' ? 'in PowerShell: wsl --update, then wsl --shutdown' : 'a kernel with CONFIG_HIGH_RES_TIMERS',
});

const disk = ({ workingDirectory }: SystemFacts): Capability => {
  const windows = /^\/mnt\/[a-z](\/|$)/.test(workingDirectory);
  return {
    name: 'disk',
    ok: !windows,
    detail: windows ? `${workingDirectory} is a disk of Windows` : "the working directory is on Linux's own disk",
    cost: 'everything that touches files is slow, and captures and journals may not keep up',
    cure: 'work below your home directory: cd ~',
  };
};

/** What the system itself allows; pure. The disk is told under WSL2 only. */
export const systemCapabilities = (facts: SystemFacts): Capability[] => {
  const kind = systemKind(facts.version, facts.underWindows);
  const found = [kernel(facts, kind), system(facts, kind), timers(facts, kind)];
  return kind === 'wsl2' ? [...found, disk(facts)] : found;
};

/**
 * Real-time priority that root is refused. Kernels with CONFIG_RT_GROUP_SCHED, such as WSL2's up to 5.15, give every control
 * group but the root one a budget of 0; containers lack the capability.
 */
export const priorityCure = (root: boolean, kind: SystemKind): string => {
  if (!root) return 'run as root (not possible in a user namespace)';
  const group = 'enter the root control group (echo $$ > /sys/fs/cgroup/cgroup.procs); in Docker: --cap-add sys_nice';
  return kind === 'wsl2' ? `in PowerShell: wsl --update (6.6 or later); or ${group}` : group;
};

/** The shortest of ten sleeps: a busy machine makes single ones longer, coarse timers all. Takes 3 ms, or 100. */
export const shortestSleepMs = (): number => {
  const never = new Int32Array(new SharedArrayBuffer(4));
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 10; i += 1) {
    const from = performance.now();
    Atomics.wait(never, 0, 0, SLEEP_MS);
    shortest = Math.min(shortest, performance.now() - from);
  }
  return shortest;
};

/** The text of /proc/version; empty where there is none. */
export const versionText = (): string => {
  try {
    return readFileSync('/proc/version', 'utf8');
  } catch {
    return '';
  }
};

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Emulation, emulate, type RunReport } from '../../core/index.js';
import { Histogram, type Quantiles } from '../../core/report/histogram.js';
import { ledgerOff, total } from '../../core/report/run-report.js';

const PROGRAM = fileURLToPath(new URL('../netns/programs/udp-numbers.mjs', import.meta.url));
const PORT = 5400;
/** Datagrams a second, each way. */
const RATE = 1000;
/** Of the versions so many are loaded before memory is measured, in hundredths: heaps grow to what garbage they collect at. */
const WARM = 5;
/** What the resident memory may grow by, in bytes, and what a reload may take from a lane, in nanoseconds. */
const GROWN_MOST = 100e6;
const PAUSE_MOST = 5e6;

/** A version of the hook: another text each time, some kilobytes of it, and a state that counts versions and frames. */
const versionText = (number: number): string => `import { defineHook } from 'hookline/sdk';

const VERSION = ${number};
const ballast = [${Array.from({ length: 500 }, (_, i) => `'${number}-${i}'`).join(', ')}];

export default defineHook({
  name: 'counter',
  state: () => ({ frames: 0, versions: 0 }),
  adopt(former) {
    const state = former as { frames: number; versions: number };
    state.versions += 1;
    return state;
  },
  preamble(frame, { state }) {
    state.frames += 1;
    if (ballast[frame.length % 500] === '') throw new Error(\`version \${VERSION}\`);
  },
  teardown({ state, count }) {
    count('frames', state.frames);
    count('versions', state.versions);
  },
});
`;

/** What came of one way's datagrams. */
interface Heard {
  readonly sent: number;
  readonly different: number;
  readonly again: number;
  /** The first of them. */
  readonly missing: readonly number[];
}

export interface ReloadSoak {
  readonly report: RunReport;
  /** By way. */
  readonly heard: Readonly<Record<'up' | 'down', Heard>>;
  /** How long a lane stood still for a reload, and how long one took from the file to the lanes, in nanoseconds. */
  readonly pause: Quantiles;
  /** Reloads of a lane that took longer than they may. */
  readonly long: number;
  readonly took: Quantiles;
  /** By which the resident memory of this process has grown, in bytes. */
  readonly grown: number;
  /** What is not as it must be, in words. */
  readonly faults: readonly string[];
}

/**
 * Reloads a hook so many times while numbered datagrams cross it in both directions. `say` hears how it goes. Needs root,
 * or a user namespace.
 */
export const soakReloads = async (reloads: number, say: (text: string) => void = () => {}): Promise<ReloadSoak> => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-soak-'));
  try {
    const file = join(home, 'counter.ts');
    writeFileSync(file, versionText(0));
    const lines: string[] = [];
    const settings = { rate: '100Mbit/s', delay: '2ms', queue: '1MiB', hooks: [file] };
    await using link = await emulate({ ...settings, onLine: text => lines.push(text) });
    const pause = new Histogram();
    const took = new Histogram();
    let before = 0;
    let long = 0;
    const ways = await startWays(link);
    for (let number = 1; number <= reloads; number++) {
      if (number === Math.ceil((WARM / 100) * reloads)) before = process.memoryUsage.rss();
      writeFileSync(file, versionText(number));
      for (const reloaded of await link.reload('counter')) {
        took.record(reloaded.took);
        for (const lane of reloaded.lanes) {
          if (!('pause' in lane)) continue;
          pause.record(lane.pause);
          if (lane.pause > PAUSE_MOST) long++;
        }
      }
      if (number % 500 === 0) {
        const { p99, max } = pause.quantiles()!;
        const rss = Math.round(process.memoryUsage.rss() / 2 ** 20);
        say(`${number} reloads: pause p99 ${ms(p99)}, most ${ms(max)}; ${rss} MiB`);
      }
    }
    const heard = await endWays(ways);
    const grown = process.memoryUsage.rss() - before;
    const report = await link.stop();
    const faults = [...faultsOf(report, reloads, heard), ...lines];
    return { report, heard, pause: pause.quantiles()!, long, took: took.quantiles()!, grown, faults };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const ms = (ns: number): string => `${(ns / 1e6).toFixed(3)} ms`;

/** The same with its figures told; false where it was not as it must be. */
export const reload = async (reloads: number, say: (text: string) => void): Promise<boolean> => {
  say(`soak: ${reloads} reloads`);
  const { report, heard, pause, long, took, grown, faults } = await soakReloads(reloads, say);
  const { lateness } = report.measured!;
  for (const [way, { sent, different }] of Object.entries(heard)) say(`  ${way}: ${different} of ${sent} datagrams`);
  say(`  pause of a lane: p50 ${ms(pause.p50)}, p99 ${ms(pause.p99)}, most ${ms(pause.max)}; ${long} over 5 ms`);
  say(`  from file to lanes: p50 ${ms(took.p50)}, p99 ${ms(took.p99)}, most ${ms(took.max)}`);
  say(`  lateness of frames: p50 ${ms(lateness!.p50)}, p99 ${ms(lateness!.p99)}, most ${ms(lateness!.max)}`);
  say(`  resident memory grew by ${(grown / 1e6).toFixed(1)} MB`);
  const all = [...faults];
  if (grown > GROWN_MOST) all.push('memory grew by more than 100 MB');
  if (pause.p99 > PAUSE_MOST) all.push('one reload in a hundred took 5 ms or more from its lane');
  for (const fault of all) say(`FAULT: ${fault}`);
  if (all.length === 0) say(`no fault in ${reloads} reloads`);
  return all.length === 0;
};

interface Way {
  readonly sender: Awaited<ReturnType<Emulation['client']['start']>>;
  readonly hearer: Awaited<ReturnType<Emulation['client']['start']>>;
}

const startWays = async ({ client, server }: Emulation): Promise<Record<'up' | 'down', Way>> => {
  const way = async (from: Emulation['client'], to: Emulation['client']): Promise<Way> => {
    const hearer = await to.start(process.execPath, [PROGRAM, 'hear', `${PORT}`]);
    await hearer.said('ready');
    const sender = await from.start(process.execPath, [PROGRAM, 'send', to.ipv4, `${PORT}`, `${RATE}`]);
    return { sender, hearer };
  };
  return { up: await way(client, server), down: await way(server, client) };
};

const endWays = async (ways: Record<'up' | 'down', Way>): Promise<Record<'up' | 'down', Heard>> => {
  await Promise.all(Object.values(ways).map(({ sender }) => sender.stop()));
  // What is under way arrives.
  await sleep(200);
  await Promise.all(Object.values(ways).map(({ hearer }) => hearer.stop()));
  const heard = ({ sender, hearer }: Way): Heard => ({
    sent: Number(sender.stdout),
    ...(JSON.parse(hearer.stdout.replace('ready\n', '')) as Omit<Heard, 'sent'>),
  });
  return { up: heard(ways.up), down: heard(ways.down) };
};

const faultsOf = (report: RunReport, reloads: number, heard: ReloadSoak['heard']): string[] => {
  const faults: string[] = [];
  const must = (holds: boolean, what: string): void => void (holds || faults.push(what));
  const { ledger } = report;
  must(ledgerOff(ledger) === 0, `the ledger is off by ${ledgerOff(ledger)}`);
  must(total(ledger.dropped) === 0, `dropped: ${JSON.stringify(ledger.dropped)}`);
  must(ledger.in > 0 && ledger.out + ledger.inFlight === ledger.in, `in ${ledger.in}, out ${ledger.out}`);
  for (const [way, { sent, different, again, missing }] of Object.entries(heard)) {
    must(different === sent, `${way}: ${different} of ${sent} arrived; missing ${missing.join(', ')}`);
    must(again === 0, `${way}: ${again} arrived twice`);
  }
  for (const { stage, counters, reloads: counted } of report.hooks) {
    const { framesIn } = report.stages.find(({ name }) => name === stage)!;
    must(counted === reloads, `${stage}: ${counted} of ${reloads} reloads counted`);
    must(counters['versions'] === reloads, `${stage}: the state went through ${counters['versions']} versions`);
    must(counters['frames'] === framesIn, `${stage}: the hook saw ${counters['frames']} of ${framesIn} frames`);
  }
  return faults;
};

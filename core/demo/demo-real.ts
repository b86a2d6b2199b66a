import { readFileSync, writeFileSync } from 'node:fs';
import type { LaneEnd } from '../lane/lane-task.js';
import { buildLink, type LinkWorld } from '../netns/world.js';
import type { RunRecord } from '../report/run-record.js';
import type { RunReport, TrafficFigures } from '../report/run-report.js';
import { announce } from '../run/announce.js';
import { type PreparedRun, writeCourse } from '../run/prepare-run.js';
import { type RealRunInput, type RunWatcher, runReal } from '../run/real-run.js';
import { realReport } from '../run/report-of.js';
import { DemoTraffic, type Measurements } from './demo-traffic.js';

/** A finished run of the demo. */
export interface DemoRun {
  readonly report: RunReport;
  readonly record: RunRecord;
  /** What ended the run before its time. */
  readonly failures: readonly NonNullable<LaneEnd['failure']>[];
}

/** What the programs measured, in the run's directory. */
export const MEASURED_FILES = { goodput: 'goodput.csv', rtt: 'rtt.csv' } as const;

const CONGESTION_CONTROL = '/proc/sys/net/ipv4/tcp_congestion_control';

/** Runs the plan in real time, with the demo's own programs as traffic. Throws an EnvironmentError where it cannot be. */
export const demoReal = async (
  prepared: PreparedRun,
  title: string,
  how: RunWatcher & Pick<RealRunInput, 'stop'>,
): Promise<DemoRun> => {
  const { hooks, hookFolder, folder } = prepared;
  const { plan } = hooks;
  const world = buildLink();
  const withdraw = announce(world, prepared.name, plan, prepared.names);
  const traffic = new DemoTraffic(world);
  try {
    const congestion = askForCubic(world);
    await traffic.listen();
    const startedAt = new Date();
    const run = await runReal({
      plan,
      hooks,
      hookFolder,
      world,
      ...(folder ? { folder: folder.path } : {}),
      capturing: false,
      serverTimeoutMs: 0,
      foreground: false,
      output: 'err',
      priority: 'fifo',
      alongside: ({ origin, record }) => traffic.run(origin, plan.duration, record),
      ...how,
    });
    const endedAt = new Date();
    const measured = await traffic.stop();
    folder?.write(MEASURED_FILES.goodput, goodputCsv(measured));
    folder?.write(MEASURED_FILES.rtt, rttCsv(measured));
    const files = await writeCourse({ ...prepared, name: title }, run.record, run.journal, false);
    const names = { name: prepared.name, plan, files: { ...files, ...MEASURED_FILES } };
    const report = { ...realReport(run, names, startedAt, endedAt), traffic: figuresOf(measured, congestion) };
    folder?.finish(report);
    return { report, record: run.record, failures: run.ends.flatMap(end => end.failure ?? []) };
  } finally {
    await traffic.stop();
    withdraw();
    world.close();
  }
};

/** The same congestion control as in virtual time, where the kernel has it. Returns what it uses. */
const askForCubic = (world: LinkWorld): string =>
  world.client.enter(() => {
    try {
      writeFileSync(CONGESTION_CONTROL, 'cubic');
    } catch {
      // A kernel without it: the flow looks a little different.
    }
    return readFileSync(CONGESTION_CONTROL, 'utf8').trim();
  });

const figuresOf = ({ received, rtts, requests }: Measurements, congestion: string): TrafficFigures[] => {
  const both = { from: 'client', to: 'server' };
  const sorted = rtts.map(({ rttNs }) => rttNs).sort((a, b) => a - b);
  const quantile = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  const bytes = received.reduce((sum, each) => sum + each.bytes, 0);
  const some = received.filter(each => each.bytes > 0);
  const span = (some.at(-1)?.at ?? 0) - (some[0]?.at ?? 0);
  return [
    {
      kind: 'ping',
      ...both,
      figures: {
        requests,
        responses: sorted.length,
        latencyMinNs: quantile(0),
        latencyP50Ns: quantile(0.5),
        latencyP99Ns: quantile(0.99),
        latencyMaxNs: quantile(1),
      },
    },
    {
      kind: 'tcp',
      ...both,
      figures: { congestion, receivedBytes: bytes, goodputBps: span > 0 ? Math.round((bytes * 8e9) / span) : 0 },
    },
  ];
};

const goodputCsv = ({ received }: Measurements): string => {
  const lines = received.map(({ at, bytes }) => `${(at / 1e6).toFixed(3)},${bytes}`);
  return `${['Time[ms],Received[B]', ...lines].join('\n')}\n`;
};

const rttCsv = ({ rtts }: Measurements): string => {
  const lines = rtts.map(({ at, rttNs }) => `${(at / 1e6).toFixed(3)},${(rttNs / 1e6).toFixed(3)}`);
  return `${['Time[ms],RTT[ms]', ...lines].join('\n')}\n`;
};

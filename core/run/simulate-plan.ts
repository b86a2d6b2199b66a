import type { Nanos } from '../../sdk/units.js';
import type { Fault } from '../fault.js';
import { typeCheck } from '../hooks/type-check.js';
import type { Plan, TrafficPlan } from '../plan/plan.js';
import { eventText } from '../report/event-text.js';
import type { RunRecord } from '../report/run-record.js';
import type { RunReport } from '../report/run-report.js';
import { roundEndsAt } from '../scenario/scenario-end.js';
import type { HookFailure } from '../stage/hook-seat.js';
import { type Recorder, silent } from '../stage/recorder.js';
import { type CaptureWish, withCaptured } from './captured-stages.js';
import { withCaptures } from './captures.js';
import { type InputWords, type LoadedInput, loadInput } from './load-input.js';
import { type PreparedRun, prepareRun, writeCourse } from './prepare-run.js';
import { virtualReport } from './report-of.js';
import { runVirtual } from './virtual-run.js';

/** Who hears of a run in virtual time while it goes on. */
export interface Listeners {
  /** What hooks log and emit when nothing is written. */
  readonly onLine?: (text: string) => void;
  /** How far it is: logical time reached, and its end (Infinity: when nothing is left to do), in nanoseconds. */
  readonly onTick?: (at: number, until: number) => void;
}

/** How to run it in virtual time. */
export interface SimulateOptions extends Listeners {
  /** A capture whose frames enter at the client, at their own times. */
  readonly in?: string | undefined;
  /** The same at the server. */
  readonly reverseIn?: string | undefined;
  /** The run's directory; nothing is written without it. */
  readonly out?: string | undefined;
  /** What is captured in it; all that leaves and dies if not given. */
  readonly capture?: CaptureWish;
  /** Also checks the hooks' types, where TypeScript is installed beside them: seconds, and warnings only. */
  readonly types?: boolean;
}

/** What to run in virtual time. */
export type SimulateWords = InputWords & SimulateOptions;

export interface Simulated {
  readonly report: RunReport;
  /** A handler that threw and ended the run. */
  readonly failure: HookFailure | undefined;
  readonly warnings: readonly Fault[];
  /** What there is to say of it beside the report: that nothing was sent in it. */
  readonly notes: readonly string[];
}

/** After its last row a bare scenario is simulated for this long. */
const AFTERMATH = 10e9;

/** Reads a scenario or plan, runs it in virtual time and writes its directory. Throws an InputError with all faults. */
export const simulatePlan = async (words: SimulateWords): Promise<Simulated> => simulateInput(loadInput(words), words);

/** The same for one that has been read. */
export const simulateInput = async (input: LoadedInput, words: SimulateOptions): Promise<Simulated> => {
  const prepared = await prepareRun(
    input,
    withCaptured(completed(withCaptures(input.plan, words.in, words.reverseIn), input.bare), words.capture),
    words.out,
  );
  try {
    const { warnings, bundles } = prepared.hooks;
    const wrong = words.types ? await Promise.all(bundles.map(({ sourceFile }) => typeCheck(sourceFile))) : [];
    const { report, failure } = await simulatePrepared(prepared, prepared.name, words);
    const notes = wasSilent(prepared.hooks.plan, report) ? [SILENT] : [];
    return { report, failure, warnings: [...warnings, ...wrong.flat()], notes };
  } finally {
    prepared.clean();
  }
};

const SILENT = 'nothing was sent: the plan has no traffic, and no --in was given';

/** Nothing was to come, and no hook injected anything. */
const wasSilent = ({ traffic, ports }: Plan, { ledger }: RunReport): boolean =>
  traffic.length === 0 && ports.every(({ pcap }) => pcap === undefined) && ledger.in + ledger.born === 0;

/** Runs a prepared plan in virtual time and writes its directory; `title` stands above the picture. */
export const simulatePrepared = async (
  prepared: PreparedRun,
  title: string = prepared.name,
  { onLine = () => {}, onTick = () => {} }: Listeners = {},
): Promise<Pick<Simulated, 'report' | 'failure'> & { readonly record: RunRecord }> => {
  const { folder, hooks, name } = prepared;
  const { plan, used } = hooks;
  const recorder = { ...silent, event: (...said: Parameters<Recorder['event']>) => onLine(eventText(...said)) };
  const tick = (at: number): void => onTick(at, plan.duration);
  const run = runVirtual({ plan, hooks: used, onTick: tick, ...(folder ? { folder } : { recorder }) });
  const lane = {
    stages: plan.stages.map((_, ordinal) => ordinal),
    storeBytes: run.storeBytes,
    causes: run.outcome.causes,
    endedAt: run.outcome.endedAt,
  };
  const journal = { lanes: [lane], hangs: [], missing: 0, replaced: 0 };
  const files = await writeCourse({ ...prepared, name: title }, run.record, journal, true);
  const report = virtualReport(run, { name, plan, files });
  folder?.finish(report);
  return { report, failure: run.failure, record: run.record };
};

/** A bare scenario gets a TCP flow from the client, for as long as the scenario goes on and a while after it. */
const completed = (plan: Plan, bare: boolean): Plan => {
  const silentPorts = plan.ports.every(port => port.pcap === undefined);
  const traffic = bare && plan.traffic.length === 0 && silentPorts ? [BULK] : plan.traffic;
  const last = Math.max(...plan.stages.map(stage => roundEndsAt(stage.scenario)));
  const endless = plan.duration === Number.POSITIVE_INFINITY && traffic.some(isEndless);
  return { ...plan, traffic, duration: endless ? ((last + AFTERMATH) as Nanos) : plan.duration };
};

const isEndless = ({ kind, stop, settings }: TrafficPlan): boolean =>
  stop === Number.POSITIVE_INFINITY && (kind !== 'tcp' || settings['bytes'] === Number.POSITIVE_INFINITY);

const BULK: TrafficPlan = {
  kind: 'tcp',
  from: 'client',
  to: 'server',
  start: 0 as Nanos,
  stop: Number.POSITIVE_INFINITY as Nanos,
  settings: { bytes: Number.POSITIVE_INFINITY, congestion: 'cubic', ecn: false, mss: 1448, sack: true },
};

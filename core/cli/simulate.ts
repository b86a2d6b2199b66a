import type { Nanos } from '../../sdk/units.js';
import type { Plan, TrafficPlan } from '../plan/plan.js';
import { runReportJson } from '../report/run-report.js';
import { summaryText } from '../report/summary-text.js';
import { loadInput } from '../run/load-input.js';
import { prepareRun, writeCourse } from '../run/prepare-run.js';
import { virtualReport } from '../run/report-of.js';
import { runVirtual } from '../run/virtual-run.js';
import { exitCode } from './exit-code.js';
import { warn } from './failure.js';
import { hookFailureText } from './hook-failure-text.js';
import type { Terminal } from './terminal.js';

export interface SimulateOptions {
  readonly in?: string;
  readonly reverseIn?: string;
  readonly hook: readonly string[];
  readonly set: readonly string[];
  readonly seed?: string;
  readonly duration?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** After the scenario's last row a bare scenario is simulated for this long. */
const AFTERMATH = 10e9;

/** `hookline simulate`: a plan in virtual time, without root. */
export const simulate =
  (terminal: Terminal) =>
  async (file: string, options: SimulateOptions): Promise<number> => {
    const words = { file, hooks: options.hook, sets: options.set, seed: options.seed, duration: options.duration };
    const input = loadInput(words);
    const given = completed(withCaptures(input.plan, options), input.bare);
    const prepared = await prepareRun(input, given, options.out);
    try {
      const { folder, hooks } = prepared;
      const { plan, used } = hooks;
      warn(hooks.warnings, terminal);
      const run = runVirtual({ plan, hooks: used, ...(folder ? { folder } : {}) });
      const stages = plan.stages.map(stage => stage.name);
      const lane = { stages: plan.stages.map((_, i) => i), storeBytes: run.storeBytes, causes: run.outcome.causes };
      const files = await writeCourse(prepared, run.record, { lanes: [lane], hangs: [], missing: 0, replaced: 0 });
      const report = virtualReport(run, { plan: input.name, seed: plan.seed, stages, files });
      folder?.finish(report);
      terminal.out(options.json ? runReportJson(report) : summaryText(report, { colour: terminal.colour }));
      if (run.failure) terminal.err(hookFailureText(run.failure));
      return exitCode(report.validity, options.strict, run.failure !== undefined);
    } finally {
      prepared.clean();
    }
  };

const withCaptures = (plan: Plan, { in: up, reverseIn: down }: SimulateOptions): Plan => ({
  ...plan,
  ports: plan.ports.map((port, i) => {
    const pcap = i === 0 ? up : down;
    return pcap === undefined ? port : { ...port, pcap };
  }),
});

/** A bare scenario gets a TCP flow from the client, for as long as the scenario goes on and a while after it. */
const completed = (plan: Plan, bare: boolean): Plan => {
  const silentPorts = plan.ports.every(port => port.pcap === undefined);
  const traffic = bare && plan.traffic.length === 0 && silentPorts ? [BULK] : plan.traffic;
  const last = Math.max(...plan.stages.map(stage => stage.scenario.rows.at(-1)!.at));
  const endless = plan.duration === Number.POSITIVE_INFINITY && traffic.some(each => each.stop === Number.POSITIVE_INFINITY);
  return { ...plan, traffic, duration: endless ? ((last + AFTERMATH) as Nanos) : plan.duration };
};

const BULK: TrafficPlan = {
  kind: 'tcp',
  from: 'client',
  to: 'server',
  start: 0 as Nanos,
  stop: Number.POSITIVE_INFINITY as Nanos,
  settings: { bytes: Number.POSITIVE_INFINITY, congestion: 'cubic', ecn: false, mss: 1448, sack: true },
};

import { judgeExpectations } from '../expect/judge-expectations.js';
import { MEMORY_PHASE } from '../lane/heap-watch.js';
import type { Plan } from '../plan/plan.js';
import { type LaneOutcome, mergeOutcomes } from '../report/lane-outcome.js';
import { ledgerOff, type RunReport } from '../report/run-report.js';
import { judge, type Validity } from '../report/validity.js';
import { VERSION } from '../version.js';
import type { RealRun } from './real-run.js';
import type { VirtualRun } from './virtual-run.js';

/** What a report says of the run beside its figures. */
export interface RunNames {
  /** The plan's or scenario's file name. */
  readonly name: string;
  readonly plan: Plan;
  readonly files: Readonly<Record<string, string>>;
}

export const virtualReport = (run: VirtualRun, names: RunNames): RunReport => {
  const { outcome } = run;
  return withExpectations(names.plan, {
    ...common(outcome, run.scenarioAt, names),
    driver: 'virtual',
    duration: run.duration,
    validity: withFailure(validityOf('virtual', outcome, {}), run.failure),
    traffic: run.traffic,
  });
};

export const realReport = (run: RealRun, names: RunNames, startedAt: Date, endedAt: Date): RunReport => {
  const outcome = mergeOutcomes(
    run.ends.map(end => end.outcome),
    names.plan.stages.map(stage => stage.name),
  );
  const base = common(outcome, run.scenarioAt, names);
  const failure = run.ends.find(end => end.failure !== undefined)?.failure;
  const validity = withFailure(withHangs(validityOf('real', outcome, run.measured), run.hangs), failure);
  return withExpectations(names.plan, {
    ...base,
    driver: 'real',
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    duration: run.duration,
    validity:
      run.linkLost === undefined ? validity : { verdict: 'invalid', reasons: [run.linkLost, ...validity.reasons] },
    ports: base.ports.map((port, i) => ({
      ...port,
      kernelDrops: run.kernelDrops[i]!,
      interfaceDrops: run.interfaceDrops[i]!,
    })),
    measured: run.measured,
    traffic: [],
  });
};

const withExpectations = ({ expect }: Plan, report: RunReport): RunReport =>
  expect === undefined ? report : { ...report, expectations: judgeExpectations(expect, report) };

/** What came after a hook's failure is not the experiment that was asked for. */
const withFailure = (
  validity: Validity,
  failure: { readonly hook: string; readonly phase: string } | undefined,
): Validity => {
  if (failure === undefined) return validity;
  const lane = failure.phase === MEMORY_PHASE ? 'the hooks of a lane filled their memory' : 'a lane was lost for good';
  const reason = failure.hook === '' ? lane : `hook ${failure.hook} failed and ended the run`;
  return { verdict: 'invalid', reasons: [reason, ...validity.reasons] };
};

/** While a hook hangs its lane stands still: whatever was due then left late. */
const withHangs = (validity: Validity, hangs: RealRun['hangs']): Validity => {
  if (hangs.length === 0) return validity;
  const names = [...new Set(hangs.map(({ hook }) => hook))].join(', ');
  const reason = `hook ${names} hung ${hangs.length === 1 ? 'once' : `${hangs.length} times`}: its lane stood still meanwhile`;
  return {
    verdict: validity.verdict === 'valid' ? 'suspect' : validity.verdict,
    reasons: [...validity.reasons, reason],
  };
};

const common = (
  outcome: LaneOutcome,
  scenarioAt: number,
  names: RunNames,
): Omit<RunReport, 'driver' | 'duration' | 'validity' | 'traffic'> => ({
  hookline: VERSION,
  plan: names.name,
  seed: names.plan.seed,
  clock: { startup: names.plan.startup, startedAt: Number.isFinite(scenarioAt) ? scenarioAt : null },
  ledger: outcome.ledger,
  stages: outcome.stages,
  ports: outcome.ports,
  hooks: outcome.hooks,
  files: names.files,
});

const validityOf = (
  driver: 'virtual' | 'real',
  outcome: LaneOutcome,
  measured: RealRun['measured'],
): RunReport['validity'] => {
  const { verdict, reasons } = judge({
    ...measured,
    driver,
    ledgerOff: ledgerOff(outcome.ledger),
    memoryDrops: outcome.ledger.dropped['memory'] ?? 0,
    framesIn: outcome.ledger.in,
  });
  return outcome.inexact === undefined
    ? { verdict, reasons }
    : { verdict: 'invalid', reasons: [outcome.inexact, ...reasons] };
};

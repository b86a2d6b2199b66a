import { substream } from '../../sdk/rng.js';
import { Causes } from '../frame/causes.js';
import { Ledger } from '../frame/ledger.js';
import { FrameStore } from '../frame/store.js';
import { capturedSides } from '../plan/captures.js';
import type { Plan } from '../plan/plan.js';
import { PortFeed } from '../report/capture-feed.js';
import { FileRecorder } from '../report/file-recorder.js';
import { type LaneOutcome, outcomeOf } from '../report/lane-outcome.js';
import { RunRecord, SAMPLE_EVERY } from '../report/run-record.js';
import type { TrafficFigures } from '../report/run-report.js';
import { Engine } from '../stage/engine.js';
import { HookMarker } from '../stage/hook-marker.js';
import type { HookFailure, UsedHook } from '../stage/hook-seat.js';
import { type Recorder, silent } from '../stage/recorder.js';
import { seatHooks } from '../stage/seat-hooks.js';
import { METER_LENGTH } from '../stage/stage-meter.js';
import type { Feed } from '../time/feed.js';
import { VirtualDriver } from '../time/virtual-driver.js';
import type { Endpoint } from '../traffic/endpoint.js';
import { makeTraffic } from '../traffic/make.js';
import type { RunFolder } from './run-folder.js';
import { virtualStoreBytes } from './store-budget.js';

export interface VirtualRun {
  readonly outcome: LaneOutcome;
  readonly traffic: readonly TrafficFigures[];
  readonly record: RunRecord;
  /** Logical time reached, in nanoseconds. */
  readonly duration: number;
  /** Logical time at which the scenarios' clock started; Infinity: it did not. */
  readonly scenarioAt: number;
  readonly failure: HookFailure | undefined;
  readonly storeBytes: number;
}

export interface VirtualRunInput {
  readonly plan: Plan;
  readonly hooks: readonly UsedHook[];
  /** Where to write the journal, the fates and the captures; nothing is written without it. */
  readonly folder?: RunFolder;
  /** Hears of the logical time reached, every SAMPLE_EVERY. */
  readonly onTick?: (at: number) => void;
  /** Writes down what happens beside or instead of the folder. */
  readonly recorder?: Recorder;
}

/** Runs a plan in virtual time, to its end. */
export const runVirtual = (input: VirtualRunInput): VirtualRun => {
  const { plan, folder } = input;
  const stages = plan.stages.map((_, ordinal) => ordinal);
  const store = new FrameStore(virtualStoreBytes(plan), plan.store.slotBytes);
  const files = folder && new FileRecorder(folder.path, plan, 0, folder.events);
  const recorder = input.recorder ?? files ?? silent;
  const programs = plan.traffic.map((each, i) => makeTraffic(each, i, plan.ports, name => substream(plan.seed, name)));
  const ports = plan.ports.map(({ name, enter }) => ({
    enters: enter.length > 0,
    endpoints: programs.flatMap(program => (Object.hasOwn(program, name) ? [program[name] as Endpoint] : [])),
  }));
  const feeds: Feed[] = plan.ports.flatMap(({ pcap }, port) => (pcap === undefined ? [] : [new PortFeed(pcap, port)]));
  const driver = new VirtualDriver(store, ports, feeds);
  const meters = new Float64Array(plan.stages.length * METER_LENGTH);
  const engine = new Engine({
    plan,
    stages,
    store,
    ledger: new Ledger(),
    causes: new Causes((number, name) => recorder.cause(number, name)),
    recorder,
    egress: driver,
    marker: new HookMarker(),
    meters,
    ...(files && input.recorder === undefined ? { captured: capturedSides(plan) } : {}),
  });
  driver.attach(engine);
  const record = new RunRecord(plan);
  seatHooks(engine, input.hooks);
  engine.setup();
  const sampler = {
    every: SAMPLE_EVERY,
    call: (at: number): void => {
      engine.publish();
      record.sample(at, meters);
      input.onTick?.(at);
    },
  };
  const duration = driver.run(plan.duration, sampler);
  record.scenarioAt = engine.scenarioAt;
  if (engine.failure === undefined) engine.teardown();
  // Of the first program that measures any: those of several would not make one line.
  const [course = []] = programs.flatMap(program =>
    Object.values(program).flatMap(endpoint => (endpoint.samples ? [endpoint.samples()] : [])),
  );
  for (const { at, srttNs } of course) record.rtt(at, srttNs);
  files?.close();
  return {
    outcome: outcomeOf(engine),
    record,
    duration,
    scenarioAt: engine.scenarioAt,
    failure: engine.failure,
    storeBytes: store.slots * store.slotBytes,
    traffic: plan.traffic.map(({ kind, from, to }, i) => ({
      kind,
      from,
      to,
      figures: Object.assign({}, ...Object.values(programs[i] ?? {}).map(endpoint => endpoint.summary())),
    })),
  };
};

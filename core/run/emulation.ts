import { readFileSync } from 'node:fs';
import { type Fault, faultText, InputError } from '../fault.js';
import type { LaneTask } from '../lane/lane-task.js';
import { addresses, clientHost, hostNames, serverHost } from '../netns/host.js';
import { buildWorld, type World } from '../netns/world.js';
import { didYouMean } from '../plan/nearest.js';
import type { RunReport } from '../report/run-report.js';
import { captures, withCaptured } from './captured-stages.js';
import { type EmulatedHost, emulatedHost } from './emulated-host.js';
import { EmulatedPrograms } from './emulated-programs.js';
import { onExit } from './exit-work.js';
import { failureSentence, type LaneFailure } from './failure-sentence.js';
import { type GivenPlan, type GivenWords, type LinkContent, loadGiven } from './given-plan.js';
import type { ReloadedLane } from './hook-reloader.js';
import { type LiveControl, type LiveReload, type LiveRequest, type LiveSet, toldBy } from './live-control.js';
import type { LiveStatus } from './live-status.js';
import { type LoadedInput, onlyVirtual } from './load-input.js';
import { type PreparedRun, prepareRun, writeCourse } from './prepare-run.js';
import { requirePrivilege } from './privilege.js';
import { requireRealFigures } from './real-figures.js';
import { type RealRun, runReal } from './real-run.js';
import { realReport } from './report-of.js';

/** What is emulated, and how. */
export interface EmulateOptions extends Partial<Omit<GivenWords, 'seed'>> {
  /** What every random draw follows from; that of the plan, or 1, if not given. */
  readonly seed?: number;
  /** The run's directory, as `--out` has it; nothing is written without it. */
  readonly out?: string;
  /** Also writes captures, which need `out`: of all that leaves and dies at every stage, or of these places, as `up.entry`. */
  readonly capture?: boolean | readonly string[];
  /** What the lanes ask of the scheduler; `fifo` if not given. */
  readonly priority?: LaneTask['priority'];
  /** Hears warnings, and the lines of hooks where nothing is written. */
  readonly onLine?: (text: string) => void;
}

/** A plan, in a file or as an object, or the settings of one link between `client` and `server`. */
export type EmulateSettings =
  | (EmulateOptions & { readonly plan: GivenPlan })
  | (EmulateOptions & LinkContent & { readonly plan?: undefined });

/** An emulation that goes on until `stop`, or until what it is given leaves its block by `await using`. */
export interface Emulation extends AsyncDisposable {
  /** The host of that name, or in a plan without one the first; `server` likewise the other. */
  readonly client: EmulatedHost;
  /** The host `server`, or in a plan without one the second. */
  readonly server: EmulatedHost;
  /** All hosts, in the plan's order. */
  readonly hosts: readonly EmulatedHost[];
  /** The host of this name. Throws an InputError when there is none. */
  host(name: string): EmulatedHost;
  /**
   * Changes a stage, as `up` or `down`, or all of them (`link`), from now on, as `hookline set` does (docs/live.md): `{ delay:
   * '80ms', 'thief.chance': '5%' }`. Resolves when it is in force, and says since when. Throws an InputError, nothing being
   * changed, when one of the settings is wrong.
   */
  set(stage: string, settings: Readonly<Record<string, string | number>>): Promise<LiveSet['set']>;
  /**
   * Builds a hook anew from its files, by its name or all of them, as `hookline reload` does (docs/live.md), and lets the
   * emulation go on with it. Throws an InputError when a version is refused; the former one goes on then.
   */
  reload(hook?: string): Promise<LiveReload['reloaded']>;
  /** What `hookline status --json` tells. Throws an EnvironmentError when the emulation has ended. */
  status(): LiveStatus;
  /** When it has ended, by `stop` or by itself: the plan's duration is over, or a hook failed. Never rejects. */
  readonly ended: Promise<void>;
  /**
   * Ends the programs at the hosts, then the link, and takes everything down. Gives what run.json holds, its judgement in
   * `validity`; a second call gives the same. Throws an Error when a hook has failed: what came after it is not the
   * experiment that was asked for.
   */
  stop(): Promise<RunReport>;
}

/**
 * Emulates a plan in real time on real programs. Needs Linux, and root or a user namespace around this process. Throws an
 * InputError with every fault of the input, and an EnvironmentError for what the machine does not allow.
 */
export const emulate = async (settings: EmulateSettings): Promise<Emulation> => {
  const { plan, name, hooks = [], sets = [], seed, duration, ...rest } = settings;
  const { out, capture = false, priority = 'fifo', onLine = () => {}, ...link } = rest;
  const words = { name, hooks, sets, seed: seed === undefined ? undefined : String(seed), duration };
  if (plan !== undefined) refuseBeside(link);
  if (capture && out === undefined) throw refusal('capture', 'captures need a folder', 'give out as well');
  const input = loadGiven('emulate', plan ?? { link }, words);
  requireRealFigures(input);
  requirePrivilege();
  const prepared = await prepareRun(input, withCaptured(input.plan, capture, 'capture'), out);
  const forget = onExit(prepared.clean);
  let world: World | undefined;
  const close = (): void => {
    world?.close();
    prepared.clean();
    forget();
  };
  try {
    const { ports, topologies } = prepared.hooks.plan;
    world = buildWorld(ports, { topologies });
    for (const note of [...warnings(input, prepared), ...world.notes]) onLine(`warning: ${note}\n`);
    const beginning = { prepared, world, priority, onLine };
    return handle(beginning, await begin(beginning), close);
  } catch (error) {
    close();
    throw error;
  }
};

interface Beginning {
  readonly prepared: PreparedRun;
  readonly world: World;
  readonly priority: LaneTask['priority'];
  readonly onLine: (text: string) => void;
}

/** A run whose lanes go. */
interface Going {
  readonly control: LiveControl;
  readonly run: Promise<RealRun>;
  readonly end: () => void;
  readonly startedAt: Date;
}

/** Lets the lanes go. Throws what hinders them. */
const begin = async ({ prepared, world, priority, onLine }: Beginning): Promise<Going> => {
  const { hooks, hookFolder, folder } = prepared;
  const startedAt = new Date();
  let end = (): void => {};
  const stop = new Promise<void>(resolve => {
    end = resolve;
  });
  let run: Promise<RealRun> | undefined;
  const control = await new Promise<LiveControl>((resolve, reject) => {
    run = runReal({
      plan: hooks.plan,
      hooks,
      hookFolder,
      world,
      ...(folder ? { folder: folder.path } : {}),
      capturing: captures(prepared),
      serverTimeoutMs: 0,
      foreground: false,
      output: 'err',
      priority,
      reachable: false,
      onProgress: () => {},
      progressEveryMs: SELDOM_MS,
      onLine,
      onHang: ({ hook, stage, phase }) => onLine(`warning: hook ${hook} hung in its ${phase} at stage ${stage}\n`),
      onLost: (lane, why) => onLine(`warning: lane ${lane} was lost and replaced: ${why}\n`),
      onRunning: resolve,
      stop,
    });
    run.catch(reject);
  });
  return { control, run: run!, end, startedAt };
};

/** What the user has in hand. `close` takes down what the emulation stands on. */
const handle = ({ prepared, world }: Beginning, going: Going, close: () => void): Emulation => {
  const { plan } = prepared.hooks;
  const { control, run, end } = going;
  const env = addresses(plan.ports);
  const programs: EmulatedPrograms[] = [];
  const hosts = hostNames(plan.ports).map(name => {
    const inside = world.hosts.get(name)!;
    const own = new EmulatedPrograms(name, inside, env);
    programs.push(own);
    const ports = plan.ports.filter(port => port.host === name);
    return emulatedHost(name, ports, inside, own);
  });
  const host = (name: string): EmulatedHost => {
    const found = hosts.find(each => each.name === name);
    if (found) return found;
    const names = hosts.map(each => each.name);
    throw refusal(name, 'no such host', didYouMean(name, names).hint ?? `there are: ${names.join(', ')}`);
  };
  const finish = async (): Promise<RunReport> => {
    try {
      // The lanes end whatever a program does: the world closes under them otherwise.
      const stops = await Promise.allSettled(programs.map(each => each.stop()));
      end();
      const result = await run;
      for (const each of stops) if (each.status === 'rejected') throw each.reason;
      const files = await writeCourse(prepared, result.record, result.journal, captures(prepared));
      const report = realReport(result, { name: prepared.name, plan, files }, going.startedAt, new Date());
      prepared.folder?.finish(report);
      const failure = result.ends.flatMap(each => each.failure ?? [])[0];
      if (failure) throw failed(failure);
      return report;
    } finally {
      close();
    }
  };
  let report: Promise<RunReport> | undefined;
  const stop = (): Promise<RunReport> => {
    report ??= finish();
    return report;
  };
  return {
    get client() {
      return host(clientHost(plan.ports) ?? 'client');
    },
    get server() {
      return host(serverHost(plan.ports) ?? 'server');
    },
    hosts,
    host,
    async set(stage, settings) {
      const told = toldBy(await control.answer(requestOf(stage, settings)));
      if (!('set' in told)) throw new Error('the run answered something else');
      return told.set;
    },
    async reload(hook) {
      const told = toldBy(await control.answer({ do: 'reload', ...(hook === undefined ? {} : { hook }) }));
      if (!('reloaded' in told)) throw new Error('the run answered something else');
      const faults = told.reloaded.flatMap(each => [...(each.faults ?? []), ...each.lanes.flatMap(faultsOf)]);
      if (faults.length > 0) throw new InputError(faults);
      return told.reloaded;
    },
    status: () => control.status(),
    ended: run.then(
      () => {},
      () => {},
    ),
    stop,
    async [Symbol.asyncDispose]() {
      // Who has asked for the report has been told what went wrong.
      if (report !== undefined) await report.catch(() => {});
      else await stop();
    },
  };
};

/** Progress is looked at by `status`. */
const SELDOM_MS = 2 ** 31;

/** A table is a path, or stands there itself. */
const requestOf = (stage: string, settings: Readonly<Record<string, string | number>>): LiveRequest => {
  const files: Record<string, string> = {};
  const words = Object.entries(settings).map(([name, value]) => {
    if (name !== 'scenario') return `${name}=${value}`;
    const text = String(value);
    if (text.includes('\n')) {
      files['scenario'] = text;
      return 'scenario=scenario';
    }
    try {
      files[text] = readFileSync(text, 'utf8');
    } catch {
      // Told with the faults of the other settings.
    }
    return `scenario=${text}`;
  });
  return { do: 'set', stage, settings: words, files };
};

/** The error of a hook, as far as it passes from one thread to another. */
const failed = (failure: LaneFailure): Error => {
  const error = new Error(failureSentence(failure));
  error.stack = `${error.message}\n${failure.stack}`;
  return error;
};

const faultsOf = (lane: ReloadedLane): readonly Fault[] => ('faults' in lane ? lane.faults : []);

const warnings = (input: LoadedInput, prepared: PreparedRun): string[] =>
  [...prepared.hooks.warnings, ...onlyVirtual(input)].map(faultText);

const refusal = (file: string, message: string, hint: string): InputError =>
  new InputError([{ file, line: 0, column: 0, message, hint }]);

const refuseBeside = (link: object): void => {
  const names = Object.keys(link);
  if (names.length === 0) return;
  const faults = names.map((file): Fault => {
    return { file, line: 0, column: 0, message: 'stands beside a plan', hint: `as in sets: ['link.${file}=…']` };
  });
  throw new InputError(faults);
};

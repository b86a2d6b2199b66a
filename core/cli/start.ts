import { EnvironmentError } from '../fault.js';
import { Namespace } from '../netns/namespace.js';
import { isPrivileged } from '../netns/rootless.js';
import { type LinkWorld, linkWorld } from '../netns/world.js';
import type { Plan, Startup } from '../plan/plan.js';
import { type CaptureWish, checkCapture, withCaptured } from '../run/captured-stages.js';
import { prepareRun } from '../run/prepare-run.js';
import { requireRealFigures } from '../run/real-figures.js';
import { requireLink } from '../run/require-link.js';
import { largestBdpBytes } from '../setup/buffer-size.js';
import { claim } from '../setup/claim.js';
import { enterHolder } from '../setup/holder.js';
import { raiseParameters, restoreParameters, type SavedParameter } from '../setup/kernel-parameters.js';
import { openPlace } from '../setup/open-place.js';
import { openSetup, requireSetup } from '../setup/open-setup.js';
import type { SetupState } from '../setup/state.js';
import { liveRun } from './live-run.js';
import { clearResultFiles, type ResultOptions } from './result-files.js';
import type { InputOptions } from './simulate.js';
import { type LinkFlags, loadStart } from './start-options.js';
import type { Terminal } from './terminal.js';

export interface StartOptions extends InputOptions, LinkFlags, ResultOptions {
  readonly capture?: CaptureWish;
  readonly watch?: boolean;
  /** The three `--no-…` flags, which commander turns round. */
  readonly maxThreadPriority: boolean;
  readonly networkNamespace: boolean;
  readonly kernelParams: boolean;
}

/** `hookline start`: the link between the namespaces of setup, with phantomlink's flags. A signal is its orderly end. */
export const start =
  (terminal: Terminal) =>
  async (file: string, options: StartOptions): Promise<number> => {
    clearResultFiles(options);
    const state = options.networkNamespace ? requireSetup(terminal.err) : undefined;
    const input = loadStart(file, options, state?.qdisc ?? {});
    requireRealFigures(input);
    requireLink(input.plan, file, 'start');
    checkCapture(options);
    if (state === undefined) requireRoot();
    else enterHolder(state);
    const tell = options.json ? terminal.err : terminal.out;
    let saved: readonly SavedParameter[] = [];
    // Before the folder of results is made: it may be that of the link which runs.
    const claimed = claim(state, terminal.err);
    const release = (): void => {
      process.off('exit', release);
      const notes = restoreParameters(saved, where => state && openPlace(state, where));
      for (const note of notes) terminal.err(`warning: ${note}\n`);
      claimed.release();
    };
    // A second Ctrl-C ends the program at once; nothing else would put the parameters back then.
    process.on('exit', release);
    const open = (plan: Plan): LinkWorld => {
      const world = state === undefined ? thisNamespace() : openSetup(state);
      if (!options.kernelParams) return world;
      const ends = state === undefined ? {} : { client: world.client, server: world.server };
      const { notes } = raiseParameters({ bytes: largestBdpBytes(plan), ...ends }, parameters => {
        claimed.saveParameters(parameters);
        saved = parameters;
      });
      return { ...world, notes: [...world.notes, ...notes] };
    };
    try {
      const prepared = await prepareRun(input, withCaptured(input.plan, options.capture), options.out);
      const { plan } = prepared.hooks;
      return await liveRun(terminal, {
        input,
        prepared,
        open: () => open(plan),
        serverTimeoutMs: 0,
        priority: options.maxThreadPriority ? 'fifo' : 'none',
        watch: options.watch,
        onRunning: () => tell(readyText(plan)),
        onClock: at => tell(`${startVariable(state)}=${at.getTime()}\n`),
        json: options.json,
        strict: options.strict,
        results: options,
        endsBySignal: true,
      });
    } finally {
      release();
    }
  };

/** A user namespace would come with a network of its own, in which there are no such interfaces. */
const requireRoot = (): void => {
  if (isPrivileged()) return;
  const hint = 'run it with sudo; with hookline setup, start needs no root';
  throw new EnvironmentError('--no-network-namespace needs root', hint);
};

/** Where `sim-veth1` and `sim-veth2` are, when somebody else has made them. */
const thisNamespace = (): LinkWorld => {
  const here = Namespace.current();
  return linkWorld({ client: here, link: here, server: here, notes: [], close: () => here.close() });
};

const STARTS: Readonly<Record<Startup, string>> = {
  'app-start': 'the scenario goes on from now',
  'first-packet': 'the scenario waits for the first packet',
  'first-transport-packet': 'the scenario waits for the first TCP or UDP packet',
  'first-large-transport-packet': 'the scenario waits for the first TCP or UDP packet of 1500 bytes or more',
};

const readyText = ({ startup }: Plan): string => `ready: ${STARTS[startup]}; Ctrl-C ends\n`;

/** Wall-clock milliseconds of the clock's start, under the name that the user's scripts look for. */
const startVariable = (state: SetupState | undefined): string =>
  state?.names === 'phantomlink' ? 'PHANTOMLINK_TS_START' : 'HOOKLINE_TS_START';

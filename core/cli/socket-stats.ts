import { closeSync, openSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseSpan } from '../../sdk/quantity.js';
import { EnvironmentError, type Fault, InputError } from '../fault.js';
import { DiagSocket } from '../port/diag-socket.js';
import { enterHolder } from '../setup/holder.js';
import { findPlace, openPlace } from '../setup/open-place.js';
import { requireSetup } from '../setup/open-setup.js';
import type { SetupState } from '../setup/state.js';
import { EXIT } from './exit-code.js';
import { onInterrupt } from './interrupt.js';
import { type Recorded, recordSockets } from './socket-recorder.js';
import { CSV_HEADER, csvRow } from './socket-stats-csv.js';
import type { Terminal } from './terminal.js';

export interface SocketStatsOptions {
  readonly at: 'client' | 'server';
  readonly port?: string;
  readonly interval: string;
}

/** A reading takes some 0.3 ms. */
const LEAST_INTERVAL_MS = 1;
const MOST_INTERVAL_MS = 3600e3;

/** `hookline socket-stats`: the TCP sockets of one end over time, until they have closed or a signal comes. */
export const socketStats =
  (terminal: Terminal) =>
  async (file: string, options: SocketStatsOptions): Promise<number> => {
    const { port, intervalMs } = request(options);
    const state = requireSetup(terminal.err);
    enterHolder(state);
    const diag = diagSocket(state, options.at);
    const sink = openSink(file, terminal);
    const interrupt = onInterrupt();
    const ended = new AbortController();
    for (const end of [interrupt.happened, sink.closed]) void end.then(() => ended.abort());
    try {
      sink.write(CSV_HEADER);
      const which = `${port === undefined ? '' : ` from port ${port}`} of the ${options.at}`;
      terminal.err(`hookline: reading TCP sockets${which} from the first to the last; Ctrl-C ends\n`);
      const recorded = await recordSockets({
        read: () => {
          const sockets = diag.read();
          return port === undefined ? sockets : sockets.filter(({ localPort }) => localPort === port);
        },
        write: sockets => {
          const timestamp = Date.now();
          sink.write(sockets.map(socket => csvRow(timestamp, socket)).join(''));
        },
        mayCome: () => findPlace(state, options.at) === 'own',
        now: () => performance.now(),
        pauseUntil: at => pause(at - performance.now(), ended.signal),
        intervalMs,
      });
      terminal.err(`hookline: ${recordedText(recorded)}\n`);
      return EXIT.ok;
    } finally {
      interrupt.stop();
      sink.close();
      diag.close();
    }
  };

/** What to read, and how often. Throws an InputError with all faults. */
export const request = (
  options: Pick<SocketStatsOptions, 'port' | 'interval'>,
): { readonly port: number | undefined; readonly intervalMs: number } => {
  const faults: Fault[] = [];
  const refuse = (file: string, message: string): void => {
    faults.push({ file, line: 0, column: 0, message });
  };
  const port = options.port === undefined ? undefined : Number(options.port);
  if (port !== undefined && !(/^\d+$/.test(options.port!) && port >= 1 && port <= 65535)) {
    refuse('--port', `a whole number from 1 to 65535, not '${options.port}'`);
  }
  let intervalMs = 0;
  try {
    intervalMs = parseSpan(options.interval) / 1e6;
    if (intervalMs < LEAST_INTERVAL_MS || intervalMs > MOST_INTERVAL_MS) {
      refuse('--interval', `from 1ms to an hour, not ${options.interval}`);
    }
  } catch (error) {
    refuse('--interval', (error as Error).message);
  }
  if (faults.length > 0) throw new InputError(faults);
  return { port, intervalMs };
};

/** `4 rows of 1 socket written`. */
export const recordedText = ({ rows, sockets }: Recorded): string => {
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  return sockets === 0 ? 'no such socket came' : `${counted(rows, 'row')} of ${counted(sockets, 'socket')} written`;
};

const diagSocket = (state: SetupState, at: 'client' | 'server'): DiagSocket => {
  const namespace = openPlace(state, at);
  if (namespace === undefined) {
    throw new EnvironmentError(`the ${at}'s namespace is gone`, 'hookline teardown, then hookline setup');
  }
  try {
    return namespace.enter(() => new DiagSocket());
  } finally {
    namespace.close();
  }
};

/** Where the table goes. */
interface Sink {
  /** Returns once the text is with the kernel, so that a reader has whole readings. */
  write(text: string): void;
  /** When nobody reads any more, as behind `head`. */
  readonly closed: Promise<void>;
  close(): void;
}

const openSink = (file: string, terminal: Terminal): Sink => {
  if (file === '-') {
    let end: () => void = () => {};
    const closed = new Promise<void>(resolve => {
      end = resolve;
    });
    process.stdout.once('error', end);
    return { write: terminal.out, closed, close: () => void process.stdout.off('error', end) };
  }
  let fd: number;
  try {
    fd = openSync(file, 'w');
  } catch (error) {
    const why = (error as Error).message.replace(/, open .*$/, '');
    throw new InputError([{ file, line: 0, column: 0, message: `cannot write the table here: ${why}` }]);
  }
  return { write: text => writeFileSync(fd, text), closed: new Promise(() => {}), close: () => closeSync(fd) };
};

/** Waits; true when `ended` is raised before. */
const pause = async (ms: number, ended: AbortSignal): Promise<boolean> => {
  try {
    await setTimeout(ms, undefined, { signal: ended });
    return false;
  } catch (error) {
    if (ended.aborted) return true;
    throw error;
  }
};

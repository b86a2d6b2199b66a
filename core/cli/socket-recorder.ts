import type { TcpSocket } from '../port/tcp-diag.js';

/** What a recording works with; the clock is monotonic, in ms. */
export interface Recorder {
  /** The sockets there are now. */
  readonly read: () => readonly TcpSocket[];
  /** Takes the sockets of one reading, at least one. */
  readonly write: (sockets: readonly TcpSocket[]) => void;
  /** Asked while there are no sockets: whether there can be any. */
  readonly mayCome: () => boolean;
  readonly now: () => number;
  /** Waits until a time of `now`; true when the recording is to end instead. */
  readonly pauseUntil: (at: number) => Promise<boolean>;
  readonly intervalMs: number;
}

export interface Recorded {
  readonly rows: number;
  readonly sockets: number;
}

/**
 * Reads sockets at multiples of the interval since the start, until all that were seen have closed. Waits for the
 * first one. A reading that comes late does not shift those behind it; those it has missed are left out.
 */
export const recordSockets = async (recorder: Recorder): Promise<Recorded> => {
  const { intervalMs, now } = recorder;
  const seen = new Set<string>();
  let rows = 0;
  let due = now();
  for (;;) {
    const sockets = recorder.read();
    for (const { cookie } of sockets) seen.add(cookie);
    rows += sockets.length;
    if (sockets.length > 0) recorder.write(sockets);
    else if (seen.size > 0 || !recorder.mayCome()) break;
    due += intervalMs * Math.max(1, Math.ceil((now() - due) / intervalMs));
    if (await recorder.pauseUntil(due)) break;
  }
  return { rows, sockets: seen.size };
};

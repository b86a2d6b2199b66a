import { url as debuggerUrl } from 'node:inspector';
import { interruptHook, type ScriptPosition } from './watchdog-session.js';

/** A place in a hook author's file; line and column from 1. */
export interface HangPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface LaneWatch {
  /** The worker's `threadId`, which it tells from inside: pools keep several workers. */
  readonly threadId: number;
  /**
   * A number that changes whenever the lane gets on: with every pass of its loop and every hook call. If it does not
   * change between calls, a new call cannot be told from the hanging one, and may be ended in its place.
   */
  heartbeat(): number;
  /** Whether a hook runs right now. */
  inHook(): boolean;
  /** The author's place of a script position (path or file URL; from 1), undefined for scripts that are no hooks. */
  placeOf(script: string, line: number, column: number): HangPlace | undefined;
  /**
   * A hook call has been ended. The lane's handler has unwound to the worker's event loop, or is about to: post it the
   * message that makes it enter its loop again.
   */
  onHang(hang: { readonly place: HangPlace; readonly functionName: string }): void;
  /** The worker does not react, as in a native call, or did not come back: replace it. Nothing is called after this. */
  onDead(why: string): void;
  /** How long a hook call may take, in ms of the main thread's own running time. Default 300. */
  readonly limitMs?: number;
  /** How long the worker may take to stop, and then to beat again, in ms. Default 1000. */
  readonly graceMs?: number;
  /** Calls `look` every `periodMs` until the returned function is called; a timer of its own by default. */
  readonly every?: (periodMs: number, look: () => void) => () => void;
}

/** How often the heartbeat is read within the limit. */
export const LOOKS = 3;

const ownTimer = (periodMs: number, look: () => void): (() => void) => {
  const timer = setInterval(look, periodMs);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * Tells standing still from going on. It counts looks, not time: when the main thread itself was kept from running, or
 * the whole machine stood, the looks it missed are not held against the lane.
 */
export class StandstillCount {
  private last = Number.NaN;
  private looks = 0;

  /** How many looks in a row have found `heartbeat` where it was, this one included; 0 while it `mayStand`. */
  look(heartbeat: number, mayStand: boolean): number {
    this.looks = heartbeat === this.last && !mayStand ? this.looks + 1 : 0;
    this.last = heartbeat;
    return this.looks;
  }
}

/**
 * Watches one lane's hooks from the main thread until it is stopped: a call that exceeds the limit is ended where it
 * hangs, named, and the lane goes on. While a debugger is attached to the process it only looks on: a breakpoint in a
 * hook is no hang.
 *
 * What the lane must do is in `interruptHook` and `onHang`: run its loop inside a message handler of its own port, with
 * no promise below it, keep in shared memory or in fields whatever it needs to give the marked frame its fate, and
 * enter its loop again at the next message.
 */
export const watchLane = (watch: LaneWatch): { stop(): void } => {
  const { limitMs = 300, graceMs = 1000, every = ownTimer } = watch;
  const periodMs = limitMs / LOOKS;
  const graceLooks = Math.ceil(graceMs / periodMs);
  let count = new StandstillCount();
  let state: 'watching' | 'interrupting' | 'returning' | 'stopped' = 'watching';
  let beatAtHang = 0;

  const stop = (): void => {
    state = 'stopped';
    endLooking();
  };
  const dead = (why: string): void => {
    stop();
    watch.onDead(why);
  };
  const placeOf = (at: ScriptPosition): HangPlace | undefined => watch.placeOf(at.script, at.line, at.column);

  const interrupt = async (): Promise<void> => {
    state = 'interrupting';
    const result = await interruptHook({
      threadId: watch.threadId,
      isHook: at => placeOf(at) !== undefined,
      isSameCall: () => watch.inHook() && watch.heartbeat() === beatAtHang,
      graceMs,
    });
    if ((state as string) === 'stopped') return;
    if (result.outcome === 'stuck')
      return dead(`a hook call could not be ended within ${graceMs} ms, as in native code`);
    count = new StandstillCount();
    state = result.outcome === 'ended' ? 'returning' : 'watching';
    if (result.outcome === 'ended') watch.onHang({ place: placeOf(result.at)!, functionName: result.at.functionName });
  };

  const endLooking = every(periodMs, () => {
    if (state === 'stopped' || state === 'interrupting' || debuggerUrl() !== undefined) return;
    const beat = watch.heartbeat();
    if (state === 'returning' && beat !== beatAtHang) state = 'watching';
    const looks = count.look(beat, state === 'watching' && !watch.inHook());
    if (state === 'returning') {
      if (looks >= graceLooks) dead(`the lane did not go on within ${graceMs} ms after a hook call was ended`);
    } else if (looks >= LOOKS) {
      beatAtHang = beat;
      void interrupt();
    }
  });
  return { stop };
};

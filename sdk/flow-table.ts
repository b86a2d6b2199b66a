import { FlowIndex } from './flow-index.js';
import type { Frame } from './frame.js';
import type { Nanos } from './units.js';

/** How a flow table makes what it keeps, and when it lets go of it. */
export interface FlowTableSpec<T> {
  /** Flows kept at most, 1 to 2^24; past it the one longest unseen goes. */
  readonly most: number;
  /** A flow unseen for longer than this goes, at the next look into the table. Default: never. */
  readonly idle?: Nanos;
  /** Makes what is kept for a flow, at its first frame. */
  make(frame: Frame, now: Nanos): T;
  /** Told of what goes, and why: the table was `full`, the flow was `idle`, or a hook said `forget`. */
  evict?(kept: T, why: 'full' | 'idle' | 'forgotten'): void;
}

/** What a hook keeps for each flow, bounded. Both directions of a flow are one entry. */
export interface FlowTable<T> {
  /** Flows kept now. */
  readonly size: number;
  /** Flows that had to go because the table was full or they were idle. */
  readonly evicted: number;
  /** Whether the frame of the last `of` or `find` goes the way of the first frame of its flow. */
  readonly forward: boolean;
  /**
   * What is kept for the frame's flow, made now if there is nothing; undefined for a frame that is not IP. `now` is
   * `ctx.now` and does not go back. A fragment has no ports: fragments between two addresses are a flow of their own.
   * Allocates nothing for a flow seen before; draws nothing.
   */
  of(frame: Frame, now: Nanos): T | undefined;
  /** What is kept for the frame's flow; undefined if nothing is. Does not count as seeing it. */
  find(frame: Frame): T | undefined;
  /** Lets go of the frame's flow. False if nothing was kept for it. */
  forget(frame: Frame): boolean;
  /** Lets go of the flows that are idle at `now`; `of` does so by itself. */
  sweep(now: Nanos): void;
  /** Calls `visit` for what is kept for each flow, that longest unseen first. The table must not change meanwhile. */
  each(visit: (kept: T, lastSeen: Nanos) => void): void;
}

/**
 * A table of flows. Least recently seen goes first; the same frames at the same times give the same table.
 *
 *     const flows = flowTable({ most: 10_000, idle: s(60), make: () => ({ frames: 0 }) });
 *     const flow = flows.of(frame, now);
 *     if (flow !== undefined && ++flow.frames > 100) return drop('quota');
 *
 * Throws a RangeError for a `most` outside 1 to 2^24 or an `idle` that is no span.
 */
export const flowTable = <T>(spec: FlowTableSpec<T>): FlowTable<T> => {
  const index = new FlowIndex(spec.most);
  const idle = spec.idle ?? Number.POSITIVE_INFINITY;
  if (!(idle > 0)) throw new RangeError(`flows cannot be idle after ${idle} ns`);
  const kept: (T | undefined)[] = [];
  let seen = new Float64Array(64);
  let evicted = 0;

  const letGo = (flow: number, why: 'full' | 'idle' | 'forgotten'): void => {
    const state = kept[flow] as T;
    kept[flow] = undefined;
    if (why !== 'forgotten') evicted += 1;
    spec.evict?.(state, why);
  };
  index.onEvict = flow => letGo(flow, 'full');

  const sweep = (now: Nanos): void => {
    for (let flow = index.oldest; flow >= 0 && now - seen[flow] > idle; flow = index.oldest) {
      index.release(flow);
      letGo(flow, 'idle');
    }
  };

  return {
    get size() {
      return index.size;
    },
    get evicted() {
      return evicted;
    },
    get forward() {
      return index.forward;
    },
    of: (frame, now) => {
      sweep(now);
      const flow = index.touch(frame);
      if (flow < 0) return undefined;
      if (flow >= seen.length) {
        const longer = new Float64Array(2 * seen.length);
        longer.set(seen);
        seen = longer;
      }
      seen[flow] = now;
      if (index.fresh) kept[flow] = spec.make(frame, now);
      return kept[flow];
    },
    find: frame => {
      const flow = index.find(frame);
      return flow < 0 ? undefined : kept[flow];
    },
    forget: frame => {
      const flow = index.find(frame);
      if (flow < 0) return false;
      index.release(flow);
      letGo(flow, 'forgotten');
      return true;
    },
    sweep,
    each: visit => {
      for (let flow = index.oldest; flow >= 0; flow = index.after(flow)) visit(kept[flow] as T, seen[flow] as Nanos);
    },
  };
};

import { compileFilter, type Filter } from '../../sdk/filter/compile-filter.js';
import { Frame } from '../../sdk/frame.js';
import { CAUSES_MOST } from '../frame/causes.js';
import type { Engine } from '../stage/engine.js';
import { DEATHS } from '../stage/recorder.js';
import type { Tap } from '../stage/stage-taps.js';
import { OVERFLOW_CELLS, RecordRing, RingRecorder } from './record-ring.js';

/** What a lane is told to tap while it runs, for one reader. */
export interface TapOrder {
  readonly id: number;
  /** Sides of stages, one bit each; those that the lane has are tapped. */
  readonly places: readonly { readonly stage: number; readonly side: number }[];
  /** The way to the reader: taps, and causes before the first frame that died of them. */
  readonly ring: SharedArrayBuffer;
  /** OVERFLOW_CELLS counters for each of the places: frames that did not fit. */
  readonly overflow: SharedArrayBuffer;
  /** Only these frames; all if not given. */
  readonly filter?: string;
}

/** Makes what the lane and its reader share. */
export const tapMemory = (places: number, bytes: number): Pick<TapOrder, 'ring' | 'overflow'> => ({
  ring: RecordRing.memory(bytes),
  overflow: new SharedArrayBuffer(places * OVERFLOW_CELLS * 8),
});

export const overflowOf = (shared: SharedArrayBuffer, place: number): Float64Array =>
  new Float64Array(shared, place * OVERFLOW_CELLS * 8, OVERFLOW_CELLS);

/** The lane's end of live captures: taps that come and go while it runs. */
export class LiveTaps {
  private readonly taps = new Map<number, { readonly stage: number; readonly tap: Tap }[]>();

  constructor(private readonly engine: Engine) {}

  /** Throws a FilterError for a filter that cannot be read. */
  start({ id, places, ring, overflow, filter }: TapOrder): void {
    // A lane that takes another's place may be told twice.
    this.stop(id);
    const causes = new ToldCauses(this.engine.causes.names);
    const shared = new RecordRing(ring);
    const matches = filter === undefined ? undefined : compileFilter(filter).matches;
    const taps = places.map(({ stage, side }, place) => {
      const recorder = new RingRecorder(shared, overflowOf(overflow, place));
      return { stage, tap: new LiveTap(side, recorder, causes, matches) };
    });
    this.taps.set(id, taps);
    for (const { stage, tap } of taps) this.stage(stage)?.taps.add(tap);
  }

  /** Does nothing for one that is not there. */
  stop(id: number): void {
    for (const { stage, tap } of this.taps.get(id) ?? []) this.stage(stage)?.taps.remove(tap);
    this.taps.delete(id);
  }

  private stage(ordinal: number) {
    return this.engine.stages.find(each => each.ordinal === ordinal);
  }
}

/** Which causes of death the reader of a ring knows by name. */
class ToldCauses {
  private readonly told = new Uint8Array(CAUSES_MOST);

  constructor(private readonly names: readonly string[]) {}

  tell(cause: number, recorder: RingRecorder): void {
    if (this.told[cause] !== 0) return;
    this.told[cause] = 1;
    recorder.cause(cause, this.names[cause]!);
  }
}

class LiveTap implements Tap {
  /** Its own: the engine's may be in a hook's hands. */
  private readonly frame = new Frame();

  constructor(
    readonly sides: number,
    private readonly recorder: RingRecorder,
    private readonly causes: ToldCauses,
    private readonly matches: Filter['matches'] | undefined,
  ) {}

  readonly tap: Tap['tap'] = (stage, side, id, at, fate, memory, start, length) => {
    if (this.matches !== undefined) {
      this.frame.point(memory, start, length, length, id);
      if (!this.matches(this.frame)) return;
    }
    if (side === DEATHS && fate >= 0) this.causes.tell(fate, this.recorder);
    this.recorder.tap(stage, side, id, at, fate, memory, start, length);
  };
}

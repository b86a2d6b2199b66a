import type { Frame } from '../../sdk/frame.js';
import type { FrameStore } from '../frame/store.js';
import { signalEvent } from '../port/event-fd.js';
import type { Engine } from '../stage/engine.js';
import { silent } from '../stage/recorder.js';
import type { LaneTask } from './lane-task.js';
import { RecordRing, RingRecorder } from './record-ring.js';

/** Bytes of the ring between two lanes: frames that hooks inject, not forwarded ones. */
export const CROSSING_RING_BYTES = 2 ** 20;

/** Frames from other lanes, whole and by value, on their way into this lane's engine. */
export class CrossingInbox {
  private readonly rings: readonly RecordRing[];
  /** Arc, time and slot of frames taken from a ring and not yet entered, in turn. */
  private readonly waiting: number[] = [];
  private readonly taker;

  constructor(shared: readonly SharedArrayBuffer[], store: FrameStore) {
    this.rings = shared.map(each => new RecordRing(each));
    this.taker = {
      ...silent,
      crossing: (arc: number, at: number, memory: Uint8Array, start: number, length: number): void => {
        this.waiting.push(arc, at, store.put(memory.subarray(start, start + length)));
      },
    };
  }

  /** Enters what has come; each frame arrives at max(the engine's present, min(now, the time it was sent)). */
  drain(engine: Engine, now: number): void {
    for (let i = 0; i < this.rings.length; i++) this.rings[i]!.drain(this.taker);
    // Shifted before the frame enters: a hook that hangs there must not see it again.
    while (this.waiting.length > 0 && engine.failure === undefined) {
      const [arc, at, slot] = this.waiting.splice(0, 3) as [number, number, number];
      engine.crossIn(arc, slot, Math.max(engine.now(), Math.min(now, at)));
    }
  }

  /** Gives back what never entered. */
  close(engine: Engine): void {
    for (let i = 2; i < this.waiting.length; i += 3) if (this.waiting[i]! >= 0) engine.store.free(this.waiting[i]!);
    this.waiting.length = 0;
  }
}

/**
 * Sends a frame to the lane that has the arc's stage. A full ring loses it, before it was born there: it is counted in
 * `overflow` with what is missing from the journal, and the run becomes suspect.
 */
export const crossingOut = (
  ways: LaneTask['crossingsOut'],
  overflow: Float64Array,
): ((arc: number, frame: Frame, at: number) => void) => {
  const recorders = ways.map(way => way && new RingRecorder(new RecordRing(way.ring), overflow));
  return (arc, frame, at) => {
    recorders[arc]!.crossing(arc, at, frame.memory, frame.start, frame.length);
    signalEvent(ways[arc]!.wakeFd);
  };
};

import type { Recorder } from '../stage/recorder.js';
import { silent } from '../stage/recorder.js';
import type { TapReading } from './lane-taps.js';

/** Who is handed frames, each with the name of its cause if it died. */
export type TapListener = (
  stage: number,
  side: number,
  id: number,
  at: number,
  fate: number,
  causes: readonly string[],
  memory: Uint8Array,
  start: number,
  length: number,
) => void;

/** Puts what several lanes tap in the order of time. */
export class TapMerge {
  private readonly lanes: { readonly ring: TapReading['lanes'][number]['ring']; readonly taker: Recorder }[];
  private readonly several: boolean;

  constructor(lanes: TapReading['lanes'], listener: TapListener) {
    this.several = lanes.length > 1;
    this.lanes = lanes.map(lane => {
      // Those that the ring has told; one that it had no room for is known by the lane's messages.
      const told: string[] = [];
      const taker: Recorder = {
        ...silent,
        cause(number, name) {
          told[number] = name;
        },
        tap(stage, side, id, at, fate, memory, start, length) {
          if (fate >= 0) told[fate] ??= lane.causes[fate] ?? `cause ${fate}`;
          listener(stage, side, id, at, fate, told, memory, start, length);
        },
      };
      return { ring: lane.ring, taker };
    });
  }

  /**
   * Hands over frames of until `settled` while `more` says so, the earliest first. Of one lane all that is there: nothing
   * earlier can come.
   */
  drain(settled: number, more: () => boolean): void {
    const until = this.several ? settled : Number.POSITIVE_INFINITY;
    while (more()) {
      let first: (typeof this.lanes)[number] | undefined;
      let at = Number.POSITIVE_INFINITY;
      for (const lane of this.lanes) {
        const { nextAt } = lane.ring;
        if (nextAt >= at) continue;
        first = lane;
        at = nextAt;
      }
      if (first === undefined || at > until) return;
      first.ring.take(first.taker);
    }
  }
}

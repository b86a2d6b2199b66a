import type { ChangeWay } from './change-way.js';
import { overflowOf, type TapOrder, tapMemory } from './live-taps.js';
import type { LanePart } from './partition.js';
import { OVERFLOW, RecordRing } from './record-ring.js';

/** What the taps of one reader have for it. */
export interface TapReading {
  /** One ring for each lane that has stages of it, with the names of causes that the lane has told so far. */
  readonly lanes: readonly { readonly ring: RecordRing; readonly causes: readonly string[] }[];
  /** Frames of a place that did not fit: the reader was too slow. */
  lost(place: number): number;
  stop(): void;
}

/** Some 50 ms of 1 Gbit/s; pages that are never used cost nothing. */
const RING_BYTES = 2 ** 23;

interface Tapped {
  readonly lane: number;
  readonly order: TapOrder;
  /** Of each of the order's places, its number for the reader. */
  readonly numbers: readonly number[];
}

/** The main thread's end of live captures: switches taps on and off in the lanes, also in one that takes another's place. */
export class LaneTaps {
  private readonly tapped = new Map<number, readonly Tapped[]>();
  private started = 0;

  constructor(
    private readonly lanes: readonly { readonly changes: ChangeWay; readonly causes: readonly string[] }[],
    private readonly parts: readonly LanePart[],
  ) {}

  /** Resolves when the frames are tapped. Throws an EnvironmentError when a lane does not hear of it. */
  async start(places: TapOrder['places'], filter: string | undefined): Promise<TapReading> {
    const id = this.started++;
    const all = this.parts.flatMap(({ stages }, lane): Tapped[] => {
      const numbers = [...places.keys()].filter(place => stages.includes(places[place]!.stage));
      if (numbers.length === 0) return [];
      const order: TapOrder = {
        id,
        places: numbers.map(place => places[place]!),
        ...tapMemory(numbers.length, RING_BYTES),
        ...(filter === undefined ? {} : { filter }),
      };
      return [{ lane, order, numbers }];
    });
    const stop = (): void => {
      this.tapped.delete(id);
      // Of a lane that is ending nobody needs to hear.
      for (const { lane } of all) this.lanes[lane]!.changes.send({ untap: id }).catch(() => {});
    };
    this.tapped.set(id, all);
    try {
      await Promise.all(all.map(({ lane, order }) => this.lanes[lane]!.changes.send({ tap: order })));
    } catch (error) {
      stop();
      throw error;
    }
    const { lanes } = this;
    return {
      lanes: all.map(({ lane, order }) => ({
        ring: new RecordRing(order.ring),
        // Those of the lane as it is then: another may have taken its place.
        get causes() {
          return lanes[lane]!.causes;
        },
      })),
      lost(number) {
        const { order, numbers } = all.find(each => each.numbers.includes(number))!;
        return overflowOf(order.overflow, numbers.indexOf(number))[OVERFLOW.captures]!;
      },
      stop,
    };
  }

  /** A lane's worker has been replaced: it taps what the former one did. */
  again(lane: number): void {
    for (const all of this.tapped.values()) {
      for (const each of all)
        if (each.lane === lane) this.lanes[lane]!.changes.send({ tap: each.order }).catch(() => {});
    }
  }
}

import type { Frame } from '../../sdk/frame.js';
import { digest } from './digest.js';

/** What crossed between lanes when a run was recorded, in the order of each arc. */
interface Arc {
  /** Digests of the frames that came, as journalled. */
  readonly came: number[];
  /** Digests and times of those that went, as a replay with the run's own hooks sends them. */
  readonly went: { readonly digest: number; readonly at: number }[];
}

/**
 * Frames that hooks and effects send back into another lane. How long they took is the machine's doing and stands only in
 * the journal of the lane they came to. So a replay with the run's own hooks pairs what went with what came; in one with a
 * changed hook whatever goes again at the same instant with the same bytes comes when it came then, what goes no
 * more does not come, and what is new comes at once.
 */
export class RecordedCrossings {
  private readonly arcs = new Map<number, Arc>();

  /** A frame goes, in the replay with the run's own hooks. */
  readonly go = (arc: number, frame: Frame, at: number): void => {
    this.arc(arc).went.push({ digest: digest(frame.memory, frame.start, frame.length), at });
  };
  /** A journalled one comes. */
  readonly come = (arc: number, bytes: Uint8Array): true => {
    this.arc(arc).came.push(digest(bytes, 0, bytes.length));
    return true;
  };

  /** For one replay with a changed hook: its places in the sequence of an arc's arrivals by what went and when; -1: it was lost. */
  places(): Map<string, number[]> {
    const places = new Map<string, number[]>();
    for (const [number, { came, went }] of this.arcs) {
      // Of equal frames the first that came is the first that went.
      const byDigest = new Map<number, number[]>();
      came.forEach((each, place) => {
        push(byDigest, each, place);
      });
      for (const { digest, at } of went) {
        push(places, keyOf(number, digest, at), byDigest.get(digest)?.shift() ?? -1);
      }
    }
    return places;
  }

  private arc(number: number): Arc {
    let arc = this.arcs.get(number);
    if (arc === undefined) {
      arc = { came: [], went: [] };
      this.arcs.set(number, arc);
    }
    return arc;
  }
}

/** A frame that crosses only with the changed hook. */
export interface NewCrossing {
  readonly arc: number;
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** What crosses between lanes in a replay with a changed hook. */
export class ChangedCrossings {
  /** Not yet entered: whoever takes them enters them. */
  readonly fresh: NewCrossing[] = [];
  private readonly places: Map<string, number[]>;
  private readonly expected = new Set<string>();
  private readonly counts = new Map<number, number>();

  constructor(recorded: RecordedCrossings) {
    this.places = recorded.places();
  }

  readonly go = (arc: number, frame: Frame, at: number): void => {
    const place = this.places.get(keyOf(arc, digest(frame.memory, frame.start, frame.length), at))?.shift();
    if (place === undefined) this.fresh.push({ arc, bytes: frame.bytes.slice(), at });
    else if (place >= 0) this.expected.add(`${arc} ${place}`);
  };
  /** Whether the next journalled frame of this arc comes again. */
  readonly comes = (arc: number): boolean => {
    const place = this.counts.get(arc) ?? 0;
    this.counts.set(arc, place + 1);
    return this.expected.delete(`${arc} ${place}`);
  };
}

const keyOf = (arc: number, digest: number, at: number): string => `${arc} ${at} ${digest}`;

const push = <K>(lists: Map<K, number[]>, key: K, value: number): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
};

import type { Payload } from './payload.js';
import type { LinkDirection, Train } from './train-plan.js';

/** One leg of a probe's way: request up, answer down. Indices are sequence numbers. */
export interface Leg {
  /** First stamp at the interface of the sending host and of the receiving one; NaN if it was never seen there. */
  readonly out: Float64Array;
  readonly in: Float64Array;
  /** How often it was seen, at either. */
  readonly outCount: Uint16Array;
  readonly inCount: Uint16Array;
  /** Sequence numbers in the order of their first arrival. */
  readonly arrivals: number[];
}

/** What became of a train's frames, by their place in it: first stamps, NaN if never seen. */
export interface TrainSeen {
  readonly train: Train;
  readonly out: Float64Array;
  readonly in: Float64Array;
}

const leg = (count: number): Leg => ({
  out: new Float64Array(count).fill(Number.NaN),
  in: new Float64Array(count).fill(Number.NaN),
  outCount: new Uint16Array(count),
  inCount: new Uint16Array(count),
  arrivals: [],
});

/**
 * What was seen of a probe's frames at the hosts' interfaces. Stamps are nanoseconds since the run's start, all of one
 * clock.
 */
export class ProbeLog {
  readonly up: Leg;
  readonly down: Leg;
  readonly trains: readonly TrainSeen[];
  /** Frames of others that entered the link: it was not as idle as the expectation takes it to be. */
  others = 0;
  /** Probes sent and answered so far. */
  sent = 0;
  answered = 0;
  /** The latest stamp of an arrival. */
  lastArrival = Number.NEGATIVE_INFINITY;

  constructor(
    /** Most probes that can come. */
    readonly count: number,
    trains: readonly Train[],
  ) {
    this.up = leg(count);
    this.down = leg(count);
    this.trains = trains.map(train => ({
      train,
      out: new Float64Array(train.frames).fill(Number.NaN),
      in: new Float64Array(train.frames).fill(Number.NaN),
    }));
  }

  /** A frame seen at a host's interface; `payload` is undefined if it was not this probe's. */
  see(host: 'client' | 'server', outgoing: boolean, payload: Payload | undefined, stamp: number): void {
    const direction = (host === 'client') === outgoing ? 'up' : 'down';
    if (!outgoing && stamp > this.lastArrival) this.lastArrival = stamp;
    if (payload === undefined || !this.note(payload, direction, outgoing, stamp)) {
      if (outgoing) this.others++;
    }
  }

  private note(payload: Payload, direction: LinkDirection, outgoing: boolean, stamp: number): boolean {
    const { kind, sequence } = payload;
    if (kind === 'train') return this.noteTrain(payload, direction, outgoing, stamp);
    // A request that something on the link has turned round is no answer.
    if (sequence >= this.count || (kind === 'request') !== (direction === 'up')) return false;
    const { out, in: arrived, outCount, inCount, arrivals } = this[direction];
    if (outgoing) {
      if (outCount[sequence]!++ > 0) return true;
      out[sequence] = stamp;
      if (direction === 'up') this.sent++;
    } else {
      if (inCount[sequence]!++ > 0) return true;
      arrived[sequence] = stamp;
      arrivals.push(sequence);
      if (direction === 'down') this.answered++;
    }
    return true;
  }

  private noteTrain({ train, sequence }: Payload, direction: LinkDirection, outgoing: boolean, stamp: number): boolean {
    const seen = this.trains[train - 1];
    if (seen === undefined || seen.train.direction !== direction || sequence >= seen.out.length) return false;
    const stamps = outgoing ? seen.out : seen.in;
    if (Number.isNaN(stamps[sequence]!)) stamps[sequence] = stamp;
    return true;
  }
}

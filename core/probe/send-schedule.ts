/** A time in which no probe is sent, in nanoseconds on the schedule's clock. */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

/** When probes are sent, on any clock in nanoseconds. */
export interface SendPlan {
  readonly start: number;
  readonly interval: number;
  readonly count: number;
  /** Ascending and apart from each other. */
  readonly pauses: readonly Pause[];
}

/**
 * The deadlines of probes, one after another: every `interval` from `start` on, each from the one before and never from
 * the clock, so that lateness does not add up. A deadline within a pause moves to its end, and the later ones with it.
 */
export class SendSchedule {
  /** The next deadline; Infinity after the last one. */
  next: number;
  private sent = 0;
  private pause = 0;

  constructor(private readonly plan: SendPlan) {
    this.next = plan.count > 0 ? this.outsidePauses(plan.start) : Number.POSITIVE_INFINITY;
  }

  /** Goes on to the deadline after. */
  advance(): void {
    const { count, interval } = this.plan;
    this.sent++;
    this.next = this.sent < count ? this.outsidePauses(this.next + interval) : Number.POSITIVE_INFINITY;
  }

  private outsidePauses(at: number): number {
    const { pauses } = this.plan;
    let moved = at;
    for (let pause = pauses[this.pause]; pause !== undefined && pause.from <= moved; pause = pauses[++this.pause]) {
      moved = Math.max(moved, pause.to);
    }
    return moved;
  }
}

/** The last deadline of a plan, without going through all of them. */
export const lastDeadline = ({ start, interval, count, pauses }: SendPlan): number => {
  let at = start;
  let left = Math.max(0, count - 1);
  for (const { from, to } of pauses) {
    const steps = Math.max(0, Math.ceil((from - at) / interval));
    if (steps > left) break;
    left -= steps;
    at = Math.max(at + steps * interval, to);
  }
  return at + left * interval;
};

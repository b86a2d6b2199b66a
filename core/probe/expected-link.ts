import type { Reconfiguration, StagePlan } from '../plan/plan.js';
import { ScenarioStepper } from '../scenario/stepper.js';

/** What decides when a stage's frames leave. */
export type ProbedStage = Pick<StagePlan, 'scenario' | 'reconfiguration'>;

/** A frame that was sent, and when it was due as it set out. */
interface Flight {
  readonly finished: number;
  readonly due: number;
}

/**
 * When frames should leave a link that carries nothing but these frames, in closed form from its scenario alone:
 * serialisation (8 x length / rate, by the rates in force meanwhile) behind the frame before, then the delay in force
 * at its end, but on one RouteID not before the frame before. At a route change nothing is sent and nothing leaves for
 * the reconfiguration's delay, and in the mode `all` what is under way travels that much longer.
 *
 * Shares no code with the stages: an error there must show as an error here.
 */
export class ExpectedLink {
  private readonly rows: ScenarioStepper;
  private freeAt = Number.NEGATIVE_INFINITY;
  /** The last frame of each route. */
  private readonly last = new Map<number, Flight>();
  /** When the routes change, if that takes any time. */
  private readonly changes: number[] = [];
  /** Where the search for them stands; undefined if they take no time. */
  private readonly ahead: ScenarioStepper | undefined;
  private readonly reconfiguration: Reconfiguration;

  constructor({ scenario, reconfiguration }: ProbedStage) {
    this.reconfiguration = reconfiguration;
    this.rows = new ScenarioStepper(scenario);
    this.ahead = reconfiguration.delay > 0 ? new ScenarioStepper(scenario) : undefined;
  }

  /**
   * When a frame of `length` bytes that enters at `at` should leave, in nanoseconds since the run's start; Infinity if
   * the link stands still for ever. Frames must be given in the order in which they enter.
   */
  leaves(at: number, length: number): number {
    if (this.freeAt < Number.POSITIVE_INFINITY) this.freeAt = this.serialised(Math.max(at, this.freeAt), length * 8);
    if (this.freeAt === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    const finished = Math.floor(this.freeAt);
    const { delay, route } = this.rows.at(finished);
    const before = this.last.get(route);
    const due = Math.max(finished + delay, before ? this.travel(before, finished).due : 0);
    const flight = { finished, due };
    this.last.set(route, flight);
    return this.travel(flight, Number.POSITIVE_INFINITY).leaves;
  }

  /** The route changes until `now`, and those before it. */
  private changesUntil(now: number): readonly number[] {
    const { ahead, changes } = this;
    while (ahead !== undefined && ahead.nextChangeAt <= now) {
      const { route } = ahead.row;
      const at = ahead.nextChangeAt;
      if (ahead.advance().route !== route) changes.push(at);
    }
    return changes;
  }

  /** When a flight is due and leaves, by the route changes until `now` that it meets. */
  private travel({ finished, due: first }: Flight, now: number): { readonly due: number; readonly leaves: number } {
    const { delay, mode } = this.reconfiguration;
    let due = first;
    let leaves = first;
    // What a change holds up may meet the next one.
    for (let i = 0; i < this.changesUntil(Math.min(leaves, now)).length; i++) {
      const at = this.changes[i]!;
      if (at < finished || at > leaves || at > now) continue;
      // At the very instant at which the frame was sent the change came first.
      if (mode === 'all' && at > finished) due += delay;
      leaves = Math.max(due, at + delay);
    }
    return { due, leaves };
  }

  /** From when on something is sent again, if a route change is under way at `now`; else `now`. */
  private sendsAgain(now: number): number {
    let again = now;
    for (let i = 0; i < this.changesUntil(again).length; i++) {
      const at = this.changes[i]!;
      if (at <= again && again < at + this.reconfiguration.delay) again = at + this.reconfiguration.delay;
    }
    return again;
  }

  /** When the last of `bits` has been sent, beginning at `start`. */
  private serialised(start: number, bits: number): number {
    let now = this.sendsAgain(start);
    let { rate } = this.rows.at(now);
    let left = bits;
    while (rate !== Number.POSITIVE_INFINITY && left > 0) {
      const end = rate > 0 ? now + (left * 1e9) / rate : Number.POSITIVE_INFINITY;
      const change = this.rows.nextChangeAt;
      // At the same instant the scenario's row comes first.
      if (end < change || change === Number.POSITIVE_INFINITY) return end;
      left -= ((change - now) * rate) / 1e9;
      now = this.sendsAgain(change);
      rate = this.rows.at(now).rate;
    }
    return now;
  }
}

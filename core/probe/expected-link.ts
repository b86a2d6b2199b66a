import type { Scenario } from '../scenario/scenario.js';
import { ScenarioStepper } from '../scenario/stepper.js';

/**
 * When frames should leave a link that carries nothing but these frames, in closed form from its scenario alone:
 * serialisation (8 x length / rate, by the rates in force meanwhile) behind the frame before, then the delay in force
 * at its end, but on one RouteID not before the frame before.
 *
 * Shares no code with the stages: an error there must show as an error here.
 */
export class ExpectedLink {
  private readonly rows: ScenarioStepper;
  private freeAt = Number.NEGATIVE_INFINITY;
  private readonly lastDue = new Map<number, number>();

  constructor(scenario: Scenario) {
    this.rows = new ScenarioStepper(scenario);
  }

  /**
   * When a frame of `length` bytes that enters at `at` should leave, in nanoseconds since the run's start; Infinity if
   * the link stands still for ever. Frames must be given in the order in which they enter.
   */
  leaves(at: number, length: number): number {
    this.freeAt = this.serialised(Math.max(at, this.freeAt), length * 8);
    if (this.freeAt === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    const finished = Math.floor(this.freeAt);
    const { delay, route } = this.rows.at(finished);
    const due = Math.max(finished + delay, this.lastDue.get(route) ?? Number.NEGATIVE_INFINITY);
    this.lastDue.set(route, due);
    return due;
  }

  /** When the last of `bits` has been sent, beginning at `start`. */
  private serialised(start: number, bits: number): number {
    let { rate } = this.rows.at(start);
    let now = start;
    let left = bits;
    while (rate !== Number.POSITIVE_INFINITY) {
      const end = rate > 0 ? now + (left * 1e9) / rate : Number.POSITIVE_INFINITY;
      const change = this.rows.nextChangeAt;
      // At the same instant the scenario's row comes first.
      if (end < change || change === Number.POSITIVE_INFINITY) return end;
      left -= ((change - now) * rate) / 1e9;
      now = change;
      rate = this.rows.advance().rate;
    }
    return now;
  }
}

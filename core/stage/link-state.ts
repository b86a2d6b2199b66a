import type { Reconfiguration } from '../plan/plan.js';
import type { Scenario, ScenarioRow } from '../scenario/scenario.js';
import { ScenarioStepper } from '../scenario/stepper.js';

const NEVER = Number.POSITIVE_INFINITY;

/** What a link is like now, by its scenario and by what hooks have set since; and when that changes by itself. */
export class LinkState {
  /** Bits per second, also while the link stands still for a route change. */
  rate: number;
  /** One-way, in nanoseconds. */
  delay: number;
  route: number;
  /** When the next row comes into force; Infinity after the last one, and until the scenario's clock has started. */
  changeAt = NEVER;
  /** The end of a reconfiguration; Infinity when there is none. */
  resumeAt = NEVER;
  private startedAt = 0;
  private ownClock = false;
  private stepper: ScenarioStepper;

  constructor(
    scenario: Scenario,
    readonly reconfiguration: Reconfiguration,
  ) {
    this.stepper = new ScenarioStepper(scenario);
    const { rate, delay, route } = this.stepper.row;
    this.rate = rate;
    this.delay = delay;
    this.route = route;
  }

  /** The scenario's row in force. */
  get row(): ScenarioRow {
    return this.stepper.row;
  }

  /** Whether nothing is sent and nothing delivered: a route change is under way. */
  get standsStill(): boolean {
    return this.resumeAt !== NEVER;
  }

  /** The scenario's clock started at `at`; rows that are due by now come into force one after the other. */
  start(at: number): void {
    if (this.ownClock) return;
    this.startedAt = at;
    this.changeAt = at + this.stepper.nextChangeAt;
  }

  /** Puts the next row into force and tells whether it changed the route; a route change under way begins anew then. */
  advance(now: number): boolean {
    this.stepper.advance();
    return this.comeIntoForce(now);
  }

  /**
   * Another table from its first row on, its clock starting now, whether or not the others' has started. Tells whether
   * that changed the route.
   */
  follow(scenario: Scenario, now: number): boolean {
    this.stepper = new ScenarioStepper(scenario);
    this.startedAt = now;
    this.ownClock = true;
    return this.comeIntoForce(now);
  }

  /** The route change is done. */
  resume(): void {
    this.resumeAt = NEVER;
  }

  private comeIntoForce(now: number): boolean {
    const before = this.route;
    const { rate, delay, route } = this.stepper.row;
    this.changeAt = this.startedAt + this.stepper.nextChangeAt;
    this.rate = rate;
    this.delay = delay;
    this.route = route;
    if (route === before) return false;
    if (this.reconfiguration.delay > 0) this.resumeAt = now + this.reconfiguration.delay;
    return true;
  }
}

import type { BitRate, Nanos } from '../../sdk/units.js';

/** A stage's settings over time: a step function. The first row applies at once, the last one for ever. */
export interface Scenario {
  /** At least one; times strictly ascending. */
  readonly rows: readonly ScenarioRow[];
}

export interface ScenarioRow {
  /** Time since the scenario's clock started. */
  readonly at: Nanos;
  /** Frames of one route never overtake each other; frames of different routes may. */
  readonly route: number;
  /** One-way delay. */
  readonly delay: Nanos;
  /** Bits per second; 0 stands still, Infinity takes no time. */
  readonly rate: BitRate;
}

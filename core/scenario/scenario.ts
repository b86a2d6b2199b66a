import type { BitRate, Nanos, Ratio } from '../../sdk/units.js';

/** A stage's settings over time: a step function. The first row applies at once. */
export interface Scenario {
  /** At least one; times strictly ascending. */
  readonly rows: readonly ScenarioRow[];
  /** What follows the last row; without it that row is in force for ever. */
  readonly end?: ScenarioEnd;
}

export interface ScenarioEnd {
  /** `loop`: the first row again, and so on for ever. `end`: the run ends. */
  readonly kind: 'loop' | 'end';
  /** When, on the scenario's clock: later than the last row. The length of a loop. */
  readonly at: Nanos;
}

/** What a row leaves out is as the plan has it. */
export interface ScenarioRow {
  /** Time since the scenario's clock started. */
  readonly at: Nanos;
  /** Frames of one route never overtake each other; frames of different routes may. */
  readonly route: number;
  /** One-way delay. */
  readonly delay: Nanos;
  /** Bits per second; 0 stands still, Infinity takes no time. */
  readonly rate: BitRate;
  /** Size of the variation of the delay. */
  readonly jitter?: Nanos;
  /** Share of the frames that are lost. */
  readonly loss?: Ratio;
  /** Share of the frames that arrive twice. */
  readonly duplicate?: Ratio;
  /** Probability of each bit to be bad, 0 to 0.5. */
  readonly ber?: number;
  /** Largest IP packet in bytes; Infinity: of any size. */
  readonly mtu?: number;
  /** Limit of the waiting frames, in bytes or in frames, never both; Infinity: none. */
  readonly queueBytes?: number;
  readonly queueFrames?: number;
}

/** The scenarios of both directions: one and the same unless its rows tell directions apart. */
export interface LinkScenario {
  readonly up: Scenario;
  readonly down: Scenario;
}

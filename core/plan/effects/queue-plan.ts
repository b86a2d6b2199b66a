/** How much may wait before the pacer: a discipline, and the limit of what it holds. Plain data; spans in nanoseconds. */

/**
 * `auto`: 2 x one-way delay x rate x multiplier, sized again when the route changes. `time` and `jiffies` follow the
 * rate: what is sent within the span, and the rule of the 2000 emulator for so many jiffies of 10 ms.
 */
export type QueueLimit =
  | { readonly limit: 'auto'; readonly multiplier: number }
  | { readonly limit: 'bytes'; readonly bytes: number }
  | { readonly limit: 'frames'; readonly frames: number }
  | { readonly limit: 'time'; readonly span: number }
  | { readonly limit: 'jiffies'; readonly jiffies: number }
  | { readonly limit: 'none' };

/** A queue without control of its own. No discipline named: drop-tail. */
export interface PlainDiscipline {
  readonly discipline?: 'drop-tail' | 'drop-head' | 'infinite';
}

/** Random early detection. */
export interface RedDiscipline {
  readonly discipline: 'red';
  /** Thresholds of the average queue in bytes; both 0: set from the rate. */
  readonly min: number;
  readonly max: number;
  /** Share of the frames to drop or mark when the average has reached `max`. */
  readonly chance: number;
  /** Weight of one frame's sample in the average; 0: set from the rate. */
  readonly weight: number;
  /** Bytes of a typical frame. */
  readonly typical: number;
  /** Between `max` and twice `max` the share rises to 1, instead of jumping there at `max`. */
  readonly gentle: boolean;
  /** `chance` follows the average. */
  readonly adaptive: boolean;
  readonly ecn: boolean;
  /** Above the upper threshold drop, whatever ECN says. */
  readonly hardDrop: boolean;
  /** Below the upper threshold never drop a frame because it cannot be marked. */
  readonly markOnly: boolean;
}

/** The control law of CoDel, by itself and in each queue of FQ-CoDel. */
export interface CodelLawPlan {
  readonly target: number;
  readonly interval: number;
  readonly ecn: boolean;
  /** Frames that waited longer are marked, if they can be; Infinity: none. */
  readonly ceThreshold: number;
}

export interface CodelDiscipline extends CodelLawPlan {
  readonly discipline: 'codel';
}

export interface FqCodelDiscipline extends CodelLawPlan {
  readonly discipline: 'fq-codel';
  /** Queues that flows are hashed to. */
  readonly flows: number;
  /** Bytes a queue may send in one round. */
  readonly quantum: number;
  /** Most frames dropped at once from the fattest queue when the limit is passed. */
  readonly dropBatch: number;
}

/** Proportional integral controller enhanced. */
export interface PieDiscipline {
  readonly discipline: 'pie';
  readonly target: number;
  readonly update: number;
  /** Gains per second of deviation and of growth. */
  readonly alpha: number;
  readonly beta: number;
  /** How long a burst is let pass. */
  readonly burst: number;
  readonly ecn: boolean;
  /** The drop probability of a small frame is smaller, in proportion to 1514 bytes. */
  readonly byteMode: boolean;
}

export type QueueDiscipline = PlainDiscipline | RedDiscipline | CodelDiscipline | FqCodelDiscipline | PieDiscipline;

export type QueuePlan = QueueLimit & QueueDiscipline;

import type { EffectsPlan } from '../plan/effects/effects-plan.js';
import type { QueueLimit } from '../plan/effects/queue-plan.js';
import type { StagePlan } from '../plan/plan.js';
import type { Scenario, ScenarioRow } from '../scenario/scenario.js';
import { queueLimitBytes } from '../scenario/stepper.js';
import type { StageEffects } from './make-effects.js';
import { TUNABLE, type Tunable } from './stage-change.js';
import { NEUTRAL } from './tuning.js';

/** What does nothing, of each number that has an effect. */
const NOTHING: Readonly<Record<Tunable, number>> = {
  mtu: NEUTRAL.mtu.size,
  loss: NEUTRAL.loss.chance,
  ber: NEUTRAL.ber.rate,
  duplicate: NEUTRAL.duplicate.chance,
  jitter: NEUTRAL.jitter.span,
};

/** The numbers of the plan itself; NaN for losses of a model that one number does not say. */
const ownNumbers = ({ mtu, loss, ber, duplicate, jitter }: EffectsPlan): Record<Tunable, number> => {
  const chance = loss?.model === 'independent' ? loss.chance : Number.NaN;
  return {
    mtu: mtu?.size ?? NOTHING.mtu,
    loss: loss === undefined ? NOTHING.loss : chance,
    ber: ber?.rate ?? NOTHING.ber,
    duplicate: duplicate?.chance ?? NOTHING.duplicate,
    jitter: jitter?.span ?? NOTHING.jitter,
  };
};

const hasColumn = ({ rows }: Scenario, name: keyof ScenarioRow): boolean => rows.some(row => row[name] !== undefined);

/** The plan's effects, with those beside them that only the scenario's columns ask for. */
export const withColumnEffects = (effects: EffectsPlan, scenario: Scenario): EffectsPlan => {
  const asked = TUNABLE.filter(name => effects[name] === undefined && hasColumn(scenario, name));
  return asked.length === 0 ? effects : { ...effects, ...Object.fromEntries(asked.map(name => [name, NEUTRAL[name]])) };
};

/**
 * Puts a scenario's rows into force beyond rate, delay and route, and what is set from outside: each column that the
 * table has, and the plan's own setting where a row leaves it out. Costs nothing for columns that the table has not.
 */
export class RowSettings {
  private columns: readonly Tunable[] = [];
  private queueColumns = false;
  /** What a row that leaves out its cell has; what was set from outside, where the table has no such column. */
  private readonly own: Record<Tunable, number>;
  private ownQueue: QueueLimit;
  private queue: QueueLimit;
  private readonly inForce: Record<Tunable, number>;

  constructor(
    plan: StagePlan,
    private readonly effects: StageEffects,
  ) {
    this.own = ownNumbers(plan.effects);
    this.inForce = { ...this.own };
    this.ownQueue = plan.queue;
    this.queue = plan.queue;
    this.follow(plan.scenario);
  }

  /** The table that rows come from. An effect that only its columns ask for is there from now on, also while it rests. */
  follow(scenario: Scenario): void {
    this.columns = TUNABLE.filter(name => hasColumn(scenario, name));
    for (const name of this.columns) this.effects.bring(name);
    this.queueColumns = hasColumn(scenario, 'queueBytes') || hasColumn(scenario, 'queueFrames');
  }

  /** The row in force from now on; `sized`: it is the first one, or has another route than the one before. */
  apply(row: ScenarioRow, sized: boolean): void {
    for (let i = 0; i < this.columns.length; i++) {
      const name = this.columns[i]!;
      this.put(name, row[name] ?? this.own[name]);
    }
    if (this.queueColumns) this.limitQueue(queueOf(row) ?? this.ownQueue, row.rate, row.delay);
    // phantomlink's rule: sized from the first row, and again only when the route changes.
    else if (sized) this.sizeQueue(row.rate, row.delay);
  }

  /** Sets a number from outside: until a row sets it, or for good. */
  set(name: Tunable, value: number): void {
    this.put(name, value);
    if (!this.columns.includes(name)) this.own[name] = value;
  }

  /** Sets the queue's limit from outside, at the rate and the delay in force. */
  setQueue(limit: QueueLimit, rate: number, delay: number): void {
    if (!this.queueColumns) this.ownQueue = limit;
    this.limitQueue(limit, rate, delay);
  }

  private put(name: Tunable, value: number): void {
    // Jitter makes its table anew, and bit errors draw again.
    if (value !== this.inForce[name]) this.effects.tune(name, value);
    this.inForce[name] = value;
  }

  private limitQueue(limit: QueueLimit, rate: number, delay: number): void {
    this.queue = limit;
    this.effects.queue.setLimit(limit, rate);
    this.sizeQueue(rate, delay);
  }

  private sizeQueue(rate: number, delay: number): void {
    const { queue, effects } = this;
    if (queue.limit === 'auto') effects.queue.limitBytes = queueLimitBytes({ rate, delay }, queue.multiplier);
  }
}

/** The limit that a row says; undefined when it says none. */
const queueOf = ({ queueBytes, queueFrames }: ScenarioRow): QueueLimit | undefined => {
  if (queueBytes !== undefined) {
    return queueBytes === Number.POSITIVE_INFINITY ? { limit: 'none' } : { limit: 'bytes', bytes: queueBytes };
  }
  if (queueFrames === undefined) return undefined;
  return queueFrames === Number.POSITIVE_INFINITY ? { limit: 'none' } : { limit: 'frames', frames: queueFrames };
};

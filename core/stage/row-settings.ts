import { limitAtRate } from '../effects/queue/limit.js';
import type { EffectsPlan } from '../plan/effects/effects-plan.js';
import type { StagePlan } from '../plan/plan.js';
import type { Scenario, ScenarioRow } from '../scenario/scenario.js';
import { queueLimitBytes } from '../scenario/stepper.js';
import type { StageEffects } from './make-effects.js';

const NONE = Number.POSITIVE_INFINITY;

/** Effects that do nothing until a row of the scenario says more. */
const NEUTRAL = {
  mtu: { size: NONE, icmp: true, answers: 1000, burst: 50 },
  loss: { model: 'independent', chance: 0, ecn: false },
  ber: { rate: 0, mode: 'fcs' },
  duplicate: { chance: 0, copies: 1, spacing: 0 },
  jitter: { span: 0, distribution: 'normal', shape: 0, correlation: 0, order: 'keep' },
} as const satisfies EffectsPlan;

const hasColumn = ({ rows }: Scenario, name: keyof ScenarioRow): boolean => rows.some(row => row[name] !== undefined);

/** The plan's effects, with those beside them that only the scenario's columns ask for. */
export const withColumnEffects = (effects: EffectsPlan, scenario: Scenario): EffectsPlan => {
  const names = Object.keys(NEUTRAL) as (keyof typeof NEUTRAL)[];
  const asked = names.filter(name => effects[name] === undefined && hasColumn(scenario, name));
  return asked.length === 0 ? effects : { ...effects, ...Object.fromEntries(asked.map(name => [name, NEUTRAL[name]])) };
};

/**
 * Puts a scenario's rows into force beyond rate, delay and route: each column that the table has, and the plan's own
 * setting where a row leaves it out. Costs nothing for columns that the table has not.
 */
export class RowSettings {
  private readonly setters: ((row: ScenarioRow) => void)[] = [];
  private readonly queueColumns: boolean;

  constructor(
    private readonly plan: StagePlan,
    private readonly parts: StageEffects,
  ) {
    const { scenario } = plan;
    const { mtu, loss, ber, duplicate, jitter } = withColumnEffects(plan.effects, scenario);
    const { wire } = parts;
    this.column('mtu', mtu?.size, size => parts.mtu!.setSize(size));
    this.column('loss', loss?.model === 'independent' ? loss.chance : 0, chance => wire.loss!.setChance!(chance));
    this.column('ber', ber?.rate, rate => wire.ber!.setRate(rate));
    this.column('duplicate', duplicate?.chance, chance => wire.duplicate!.setChance(chance));
    this.column('jitter', jitter?.span, span => wire.jitter!.setSpan(span));
    this.queueColumns = hasColumn(scenario, 'queueBytes') || hasColumn(scenario, 'queueFrames');
  }

  /** The row in force from now on; `sized`: it is the first one, or has another route than the one before. */
  apply(row: ScenarioRow, sized: boolean): void {
    for (let i = 0; i < this.setters.length; i++) this.setters[i]!(row);
    if (this.queueColumns) this.limitQueue(row);
    // phantomlink's rule: sized from the first row, and again only when the route changes.
    else if (sized) this.sizeQueue(row);
  }

  private column(name: 'mtu' | 'loss' | 'ber' | 'duplicate' | 'jitter', own = 0, set: (value: number) => void): void {
    if (!hasColumn(this.plan.scenario, name)) return;
    let inForce = own;
    this.setters.push(row => {
      const value = row[name] ?? own;
      // Jitter makes its table anew, and bit errors draw again.
      if (value !== inForce) set(value);
      inForce = value;
    });
  }

  private limitQueue(row: ScenarioRow): void {
    const { queue } = this.parts;
    const { queueBytes, queueFrames } = row;
    if (queueBytes === undefined && queueFrames === undefined) {
      const { queue: own } = this.plan;
      queue.limitFrames = own.limit === 'frames' ? own.frames : NONE;
      queue.limitBytes = own.limit === 'bytes' ? own.bytes : (limitAtRate(own, row.rate) ?? NONE);
      this.sizeQueue(row);
      return;
    }
    queue.limitBytes = queueBytes ?? NONE;
    queue.limitFrames = queueFrames ?? NONE;
  }

  private sizeQueue(row: ScenarioRow): void {
    const { queue } = this.plan;
    if (queue.limit === 'auto') this.parts.queue.limitBytes = queueLimitBytes(row, queue.multiplier);
  }
}

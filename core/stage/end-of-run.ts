import type { Plan } from '../plan/plan.js';
import type { Scenario } from '../scenario/scenario.js';
import { runEndsAt } from '../scenario/scenario-end.js';

/** When a run ends because a scenario of any of its stages says so; tables that were set later have clocks of their own. */
export class EndOfRun {
  private planned: number;
  private own = Number.POSITIVE_INFINITY;
  private readonly tables: { readonly scenario: Scenario; readonly startedAt?: number }[];

  constructor({ stages }: Plan) {
    this.tables = stages.map(({ scenario }) => ({ scenario }));
    this.planned = runEndsAt(stages.map(({ scenario }) => scenario));
  }

  /** In logical time; Infinity if none does. The plan's own scenarios started at `scenarioAt`, Infinity: not yet. */
  at(scenarioAt: number): number {
    return Math.min(scenarioAt + this.planned, this.own);
  }

  /** The stage has another scenario, whose clock started at `startedAt`. */
  replace(ordinal: number, scenario: Scenario, startedAt: number): void {
    const { tables } = this;
    tables[ordinal] = { scenario, startedAt };
    this.planned = runEndsAt(tables.flatMap(each => (each.startedAt === undefined ? [each.scenario] : [])));
    this.own = Math.min(
      ...tables.map(each =>
        each.startedAt === undefined ? Number.POSITIVE_INFINITY : each.startedAt + runEndsAt([each.scenario]),
      ),
    );
  }
}

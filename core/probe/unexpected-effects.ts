import type { StagePlan } from '../plan/plan.js';
import type { ScenarioRow } from '../scenario/scenario.js';
import type { ProbedStage } from './expected-link.js';

/** A stage as a probe's figures know it. */
export type MeasuredStage = ProbedStage & Pick<StagePlan, 'effects'>;

/** What keeps a train's frames apart or takes some away behind the pacer, beside what moves arrivals. */
const THINNING = ['loss', 'ber', 'corrupt'] as const;
const COLUMNS = ['jitter', 'loss', 'ber'] as const satisfies readonly (keyof ScenarioRow)[];

const asked = ({ effects, scenario }: MeasuredStage): Set<string> =>
  new Set([...Object.keys(effects), ...COLUMNS.filter(column => scenario.rows.some(row => (row[column] ?? 0) > 0))]);

/**
 * Effects of a stage that move arrivals and that ExpectedLink does not know, by their names in a plan: with any of them
 * the difference to the expectation is the plan's own, and no error.
 */
export const movingEffects = (stage: MeasuredStage): string[] => {
  const { pacing } = stage.effects;
  const plain = pacing?.model === 'clock' && pacing.overhead === 0 && pacing.cell === undefined;
  const names = asked(stage);
  return ['pacing', 'jitter', 'delayTrace', 'slot', 'reorder'].filter(
    name => names.has(name) && !(name === 'pacing' && plain),
  );
};

/** Those that change what a train of frames says about the rate. */
export const rateEffects = (stage: MeasuredStage): string[] => {
  const names = asked(stage);
  return [...movingEffects(stage), ...THINNING.filter(name => names.has(name))];
};

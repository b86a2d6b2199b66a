import type { StagePlan } from '../plan/plan.js';
import type { ScenarioRow } from '../scenario/scenario.js';
import type { ProbedStage } from './expected-link.js';
import { TRAIN_FRAME_BYTES } from './train-plan.js';

/** A stage as a probe's figures know it. */
export type MeasuredStage = ProbedStage & Pick<StagePlan, 'effects'>;

/** What takes some of a train's frames away behind the pacer. */
const THINNING = ['loss', 'ber', 'corrupt'] as const;
const ETHERNET = 14;
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
  const tooBig = [stage.effects.mtu?.size, ...stage.scenario.rows.map(row => row.mtu)].some(
    mtu => mtu !== undefined && mtu < TRAIN_FRAME_BYTES - ETHERNET,
  );
  return [...movingEffects(stage), ...THINNING.filter(name => names.has(name)), ...(tooBig ? ['mtu'] : [])];
};

import { exactRate, exactSpan } from '../quantity-text.js';
import type { PlanSettings } from './words.js';

/** What netem's options say, as they are read. */
export interface Netem {
  limit: number;
  delay?: number;
  jitter?: number;
  correlation?: string;
  distribution?: string;
  loss?: PlanSettings;
  ecn?: boolean;
  reorder?: string;
  reorderCorrelation?: string;
  gap?: number;
  corrupt?: string;
  duplicate?: string;
  rate?: number;
  overhead?: number;
  cellSize?: number;
  cellOverhead?: number;
  slot?: PlanSettings;
  seed?: number;
}

/** netem's tables by their names here; others are files of tc's. */
const DISTRIBUTIONS: Readonly<Record<string, PlanSettings>> = {
  uniform: { distribution: 'uniform' },
  normal: { distribution: 'normal' },
  pareto: { distribution: 'netem-pareto' },
  paretonormal: { distribution: 'pareto-normal' },
};
const TABLES = '/usr/lib/tc';

/** The settings of a jitter or a slot that mean this distribution of netem's. */
export const tableOf = (name: string): PlanSettings => DISTRIBUTIONS[name] ?? { table: `${TABLES}/${name}.dist` };

/** netem's options as settings of a link. */
export const netemSettings = (netem: Netem): PlanSettings => {
  const { limit, delay = 0, jitter, correlation, distribution = 'uniform', rate = 0 } = netem;
  return {
    // netem takes a rate of 0 for none, and its limit counts all that it holds, waiting and delayed.
    rate: rate === 0 ? 'unlimited' : exactRate(rate),
    delay: exactSpan(delay),
    queue: 'none',
    capacity: `${limit} frames`,
    ...pacingOf(netem),
    ...(netem.loss ? { loss: { ...netem.loss, ...(netem.ecn ? { ecn: true } : {}) } } : {}),
    ...(netem.corrupt === undefined ? {} : { corrupt: netem.corrupt }),
    ...(netem.duplicate === undefined ? {} : { duplicate: netem.duplicate }),
    ...(jitter
      ? {
          jitter: {
            span: exactSpan(jitter),
            ...tableOf(distribution),
            ...(correlation === undefined ? {} : { correlation }),
            order: 'free',
          },
        }
      : {}),
    ...(netem.slot ? { slot: netem.slot } : {}),
    ...(netem.reorder === undefined
      ? {}
      : {
          reorder: {
            gap: netem.gap ?? 1,
            chance: netem.reorder,
            ...(netem.reorderCorrelation === undefined ? {} : { correlation: netem.reorderCorrelation }),
          },
        }),
  };
};

const pacingOf = ({ overhead = 0, cellSize = 0, cellOverhead = 0 }: Netem): PlanSettings => {
  if (overhead === 0 && cellSize === 0) return {};
  return {
    pacing: {
      model: 'clock',
      ...(overhead === 0 ? {} : { overhead: `${overhead}B` }),
      ...(cellSize === 0 ? {} : { cell: { size: `${cellSize}B`, overhead: `${cellOverhead}B` } }),
    },
  };
};

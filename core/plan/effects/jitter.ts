import * as z from 'zod';
import { distributionText } from '../../effects/jitter/distribution-file.js';
import { DISTRIBUTIONS, type Distribution, SHAPES } from '../../effects/jitter/quantiles.js';
import { oneOf, quantity, span } from '../quantities.js';
import { exactRatio, exactSpan } from '../quantity-text.js';
import { settings } from '../settings.js';
import { fileText } from './file-text.js';

/** A random span for each frame, in nanoseconds; how `span` is meant stands with each distribution in quantiles.ts. */
export type RandomSpan = {
  readonly span: number;
  /** Of one frame with the next, in [0, 1): of the standard normal behind them. */
  readonly correlation: number;
} & (
  | { readonly distribution: Distribution /** 0 for those that have none. */; readonly shape: number }
  | { readonly distribution: 'table' /** In units of 1/8192 of the span. */; readonly table: readonly number[] }
);

/** Jitter. `keep`: a frame waits until its forerunner on the route has left; `free`: frames overtake each other. */
export type JitterPlan = RandomSpan & { readonly order: 'keep' | 'free' };

/** A random span as a plan file says it: its table is still the text there, a path or the table itself. */
export interface RandomSpanInput {
  readonly span: number;
  readonly correlation: number;
  readonly distribution: Distribution;
  readonly shape: number;
  readonly table?: string | undefined;
}
export type JitterInput = RandomSpanInput & { readonly order: 'keep' | 'free' };

const LEAST_SHAPE = 0.1;
const MOST_SHAPE = 100;

/** How much one draw depends on the one before. */
export const correlation = quantity(
  text => {
    const number = /^(\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*(%?)$/i.exec(text.trim());
    const value = number ? Number(text.replace('%', '')) / (number[2] === '%' ? 100 : 1) : Number.NaN;
    if (value >= 0 && value < 1) return value;
    throw new RangeError(`expected a correlation from 0 to below 1 (100%), found '${text}'`);
  },
  'a correlation from 0 to below 1',
  ['25%', '0.9'],
);

const shape = quantity(
  text => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= LEAST_SHAPE && value <= MOST_SHAPE) return value;
    throw new RangeError(`expected a shape from ${LEAST_SHAPE} to ${MOST_SHAPE}, found '${text}'`);
  },
  `a shape from ${LEAST_SHAPE} to ${MOST_SHAPE}`,
  ['2'],
);

/** The settings of a random span but the span itself, for every section that has one. */
export const randomSpanShape = {
  distribution: oneOf(...DISTRIBUTIONS)
    .optional()
    .meta({ description: 'normal unless told; the span is its standard deviation, of uniform the half-width' }),
  shape: shape.optional().meta({ description: 'of pareto (3 unless told), gamma and weibull (2)' }),
  table: fileText("a distribution: a path to a file in netem's format, or the table itself").optional(),
} as const;

interface Said {
  readonly distribution?: Distribution | undefined;
  readonly shape?: number | undefined;
  readonly table?: string | undefined;
}

/** Faults of settings that contradict each other: `note` gets the setting and the message. */
export const checkRandomSpan = (said: Said, note: (setting: string, message: string) => void): void => {
  if (said.table !== undefined && said.distribution !== undefined) {
    note('distribution', 'a table is a distribution of its own');
  }
  if (said.shape === undefined) return;
  const limit = SHAPES[said.distribution ?? 'normal'];
  if (said.table !== undefined || limit === undefined) {
    note('shape', `only ${Object.keys(SHAPES).join(', ')} have a shape`);
  } else if (!(said.shape > limit.above)) {
    note('shape', `expected a shape above ${limit.above}: below it ${said.distribution} has no standard deviation`);
  }
};

/** Fills in what is not said. */
export const randomSpan = (said: Said, length: number, correlate: number): RandomSpanInput => {
  const distribution = said.distribution ?? 'normal';
  const shapeOf = said.shape ?? SHAPES[distribution]?.usual ?? 0;
  return { span: length, correlation: correlate, distribution, shape: shapeOf, table: said.table };
};

const object = settings({
  span: span.meta({ description: 'how far delays vary' }),
  ...randomSpanShape,
  correlation: correlation.prefault('0%').meta({ description: 'of one frame with the next' }),
  order: oneOf('keep', 'free')
    .prefault('keep')
    .meta({ description: 'keep: no frame overtakes another on its route; free: jitter reorders' }),
}).transform((said, ctx): JitterInput => {
  // An unknown setting may be what else is found missing.
  if (ctx.issues.length > 0) return z.NEVER;
  checkRandomSpan(said, (setting, message) => {
    ctx.issues.push({ code: 'custom', input: said, path: [setting], message });
  });
  return { ...randomSpan(said, said.span, said.correlation), order: said.order };
});

const short = span.transform((length): JitterInput => ({ ...randomSpan({}, length, 0), order: 'keep' }));

/** The `jitter` section of a plan file: `5ms`, or settings. Its table is yet to be read (`jitterPlan`). */
export const jitterSchema = z
  .union([short, object], { error: 'expected a time span, as in 5ms, or settings (span, distribution, correlation …)' })
  .meta({ description: 'variation of the delay from frame to frame; a delay never falls below 0' });

/** The random span with its table, which is needed where the plan file names one. */
export const withTable = (input: RandomSpanInput, table: readonly number[] | undefined): RandomSpan => {
  const { span: length, correlation: correlate, distribution, shape: shapeOf } = input;
  return table === undefined
    ? { span: length, correlation: correlate, distribution, shape: shapeOf }
    : { span: length, correlation: correlate, distribution: 'table', table };
};

/** The plan of a jitter section; `table` is what parseDistribution read from its `table`, if it has one. */
export const jitterPlan = (input: JitterInput, table?: readonly number[]): JitterPlan => ({
  ...withTable(input, table),
  order: input.order,
});

/** The settings of randomSpanShape as a plan file spells them. */
export const randomSpanText = (plan: RandomSpan): Record<string, string | number> => {
  if (plan.distribution === 'table') return { table: distributionText(plan.table) };
  const { distribution } = plan;
  return distribution in SHAPES ? { distribution, shape: plan.shape } : { distribution };
};

/** Jitter as a plan file spells it: it reads back as the same plan. */
export const jitterText = (plan: JitterPlan): string | object => {
  if (plan.distribution === 'normal' && plan.correlation === 0 && plan.order === 'keep') return exactSpan(plan.span);
  return {
    span: exactSpan(plan.span),
    ...randomSpanText(plan),
    correlation: exactRatio(plan.correlation),
    order: plan.order,
  };
};

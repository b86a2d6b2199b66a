import { bytesText, rateText, spanText } from '../../sdk/quantity.js';
import { countText } from '../report/number-text.js';
import type { ExpectationFigures, RunReport } from '../report/run-report.js';
import { type Expectation, figureOf, type Operator, operandOf, parseExpectation } from './expectation.js';
import { type Figure, trafficFigure, type Unit } from './figures.js';

/** Compares what a plan expects with what a run came to, one by one and in order. */
export const judgeExpectations = (texts: readonly string[], report: RunReport): ExpectationFigures[] =>
  texts.map(text => ({ expectation: text, ...judge(parseExpectation(text), report) }));

const judge = (expectation: Expectation, report: RunReport): Omit<ExpectationFigures, 'expectation'> => {
  const { subject, name, figure: key, operator } = expectation;
  const figures = Object.keys(report.traffic[Number(name)]?.figures ?? {});
  const figure = subject === 'traffic' ? trafficFigure(figures, key) : figureOf(expectation);
  const value = figure?.read(report, name, key);
  if (figure === undefined || value === undefined) return { met: false, found: `there is no such figure in this run` };
  // A time is below 0 where what it is the time of never was: no comparison with it can hold.
  if (figure.unit === 'span' && Number(value) < 0) return { met: false, found: 'it never came to that' };
  let operand: ReturnType<typeof operandOf>;
  try {
    operand = operandOf(expectation, figure);
  } catch (error) {
    return { met: false, found: (error as Error).message };
  }
  if (typeof value === 'string' || typeof operand.value === 'string') {
    return { met: (value === operand.value) === (operator === '='), found: String(value) };
  }
  const base = operand.share && figure.unit !== 'share' ? (figure.base?.(report, name) ?? 0) : undefined;
  const measured = base === undefined ? value : base > 0 ? value / base : 0;
  const counted = figure.counted?.(report, name, key) ?? true;
  const found = `${textOf(value, measured, base, figure)}${counted ? '' : ' (nothing of this name was counted)'}`;
  return { met: COMPARE[operator](measured, operand.value), found };
};

const COMPARE: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

const TEXTS: Readonly<Record<Unit, (value: number) => string>> = {
  count: countText,
  share: value => `${Number((100 * value).toPrecision(4))} %`,
  span: spanText,
  rate: rateText,
  bytes: bytesText,
};

const textOf = (value: number, measured: number, base: number | undefined, { unit }: Figure): string =>
  base === undefined ? TEXTS[unit](value) : `${TEXTS.share(measured)}, ${countText(value)} of ${countText(base)}`;

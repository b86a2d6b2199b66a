import type { Fault } from '../fault.js';
import { didYouMean } from '../plan/nearest.js';
import type { TrafficPlan } from '../plan/plan.js';
import { TRAFFIC_FIGURES } from '../traffic/figures.js';
import { type Expectation, operandOf } from './expectation.js';
import { shortNames, trafficFigure } from './figures.js';

/** What is wrong with an expectation of a traffic program of this kind: a figure that it has not, or a value in another unit. */
export const trafficExpectationFault = (
  expectation: Expectation,
  kind: TrafficPlan['kind'],
): Pick<Fault, 'message' | 'hint'> | undefined => {
  const names = TRAFFIC_FIGURES[kind];
  const figure = trafficFigure(names, expectation.figure);
  if (figure === undefined) {
    const short = shortNames(names);
    const hint = didYouMean(expectation.figure, [...short, ...names]).hint ?? `there are ${short.join(', ')}`;
    return { message: `no figure '${expectation.figure}' of ${kind} traffic`, hint };
  }
  try {
    operandOf(expectation, figure);
    return undefined;
  } catch (error) {
    return { message: (error as Error).message };
  }
};

import { type Expectation, parseExpectation } from '../expect/expectation.js';
import { trafficExpectationFault } from '../expect/traffic-expectation.js';
import type { Fault } from '../fault.js';
import type { TrafficPlan } from './plan.js';
import type { Resolving } from './resolving.js';

/** What of a plan an expectation can name, sound or not. Hooks are known once they are loaded. */
export interface ExpectedParts {
  readonly stages: readonly string[];
  readonly ports: readonly string[];
  /** The kinds of the traffic programs; undefined for one that is not sound. */
  readonly traffic: readonly (TrafficPlan['kind'] | undefined)[];
}

/** An expectation and where it stands. */
export interface PlacedExpectation {
  readonly text: string;
  readonly place: Pick<Fault, 'file' | 'line' | 'column'>;
}

/**
 * Notes expectations that cannot be read, or that ask of what is not there, whatever else is wrong with the plan; returns
 * the others. Without `parts` nothing is known of what is there.
 */
export const resolveExpectations = (
  resolving: Resolving,
  texts: readonly (string | undefined)[],
  parts: ExpectedParts | undefined,
): PlacedExpectation[] => {
  const { source } = resolving;
  return texts.flatMap((text, i) => {
    if (text === undefined) return [];
    const path = ['expect', i];
    const before = resolving.faults.length;
    try {
      const expectation = parseExpectation(text);
      if (parts !== undefined) checkParts(resolving, path, expectation, parts);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      resolving.fault(path, error.message);
    }
    return resolving.faults.length > before ? [] : [{ text, place: { file: source.file, ...source.place(path) } }];
  });
};

const checkParts = (
  resolving: Resolving,
  path: readonly (string | number)[],
  expectation: Expectation,
  { stages, ports, traffic }: ExpectedParts,
): void => {
  const { subject, name } = expectation;
  if (subject === 'stages' && !stages.includes(name)) resolving.unknown(path, 'stage', name, stages);
  if (subject === 'ports' && !ports.includes(name)) resolving.unknown(path, 'port', name, ports);
  if (subject !== 'traffic') return;
  const numbers = traffic.map((_, number) => String(number));
  if (!numbers.includes(name)) resolving.unknown(path, 'traffic', name, numbers);
  const kind = numbers.includes(name) ? traffic[Number(name)] : undefined;
  const fault = kind && trafficExpectationFault(expectation, kind);
  if (fault) resolving.fault(path, fault.message, fault.hint);
};

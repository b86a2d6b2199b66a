import { parseExpectation } from '../expect/expectation.js';
import { type Fault, InputError } from '../fault.js';
import type { LoadedInput } from './load-input.js';

/**
 * Refuses what a plan expects of its traffic programs, which do not run in real time: it could never be met. Throws an
 * InputError with all of it.
 */
export const requireRealFigures = ({ expected }: Pick<LoadedInput, 'expected'>): void => {
  const faults = expected.flatMap(({ text, place }): Fault[] => {
    if (parseExpectation(text).subject !== 'traffic') return [];
    const message = `expect: traffic figures are of virtual time only: '${text}'`;
    return [{ ...place, message, hint: 'leave it out here, or hookline simulate' }];
  });
  if (faults.length > 0) throw new InputError(faults);
};

import { type Expectation, parseExpectation } from '../expect/expectation.js';
import type { Plan } from './plan.js';
import type { Resolving } from './resolving.js';

/** Notes expectations that cannot be read, or that ask of what is not in the plan. Hooks are known once they are loaded. */
export const resolveExpectations = (resolving: Resolving, plan: Plan): void => {
  const names: Partial<Record<Expectation['subject'], readonly [what: string, names: readonly string[]]>> = {
    stages: ['stage', plan.stages.map(({ name }) => name)],
    ports: ['port', plan.ports.map(({ name }) => name)],
    traffic: ['traffic', plan.traffic.map((_, number) => String(number))],
  };
  plan.expect?.forEach((text, i) => {
    const path = ['expect', i];
    try {
      const { subject, name } = parseExpectation(text);
      const known = names[subject];
      if (known !== undefined && !known[1].includes(name)) resolving.unknown(path, known[0], name, known[1]);
    } catch (error) {
      resolving.fault(path, (error as Error).message);
    }
  });
};

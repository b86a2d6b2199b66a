import type { Plan } from './plan.js';
import { LEARN } from './topology-plan.js';

/** The ports at which frames that enter at `port` may leave, by name; a vertex that learns leads to every other one. */
export const portsReached = ({ ports, topologies }: Pick<Plan, 'ports' | 'topologies'>, port: string): Set<string> => {
  const entered = new Set(ports.find(({ name }) => name === port)?.enter.map(({ topology }) => topology));
  const exits = topologies
    .filter(({ name }) => entered.has(name))
    .flatMap(({ vertices }) => vertices.flatMap(({ exit }) => exit?.port ?? []));
  return new Set(
    exits.flatMap(exit => (exit === LEARN ? ports.map(({ name }) => name).filter(name => name !== port) : [exit])),
  );
};

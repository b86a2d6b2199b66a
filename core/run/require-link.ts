import { InputError } from '../fault.js';
import { isLink } from '../plan/link-form.js';
import type { Plan } from '../plan/plan.js';

/** For commands that know a client and a server only. Throws an InputError for a graph, or for ports at what exists. */
export const requireLink = (plan: Plan, file: string, command: string): void => {
  const attached = plan.ports.find(({ attach }) => attach !== undefined);
  if (isLink(plan) && attached === undefined) return;
  const message = attached
    ? `hookline ${command} makes the hosts itself, and the port ${attached.name} is attached`
    : `hookline ${command} takes a link between a client and a server, and this plan has topologies`;
  throw new InputError([{ file, line: 0, column: 0, message, hint: 'hookline run takes any plan' }]);
};

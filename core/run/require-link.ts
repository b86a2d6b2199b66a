import { InputError } from '../fault.js';
import { isLink } from '../plan/link-form.js';
import type { Plan } from '../plan/plan.js';

/** For commands whose hosts are the client and the server. Throws an InputError for a plan that has others. */
export const requireLink = (plan: Plan, file: string, command: string): void => {
  const message = whyNot(plan, command);
  if (message === undefined) return;
  throw new InputError([{ file, line: 0, column: 0, message, hint: 'hookline run takes any plan' }]);
};

const whyNot = (plan: Plan, command: string): string | undefined => {
  if (!isLink(plan))
    return `hookline ${command} takes a link between a client and a server, and this plan has topologies`;
  const elsewhere = plan.ports.find(({ name, host, attach }) => attach !== undefined || host !== name);
  return elsewhere && `hookline ${command} has hosts of its own, and the port ${elsewhere.name} is to be elsewhere`;
};

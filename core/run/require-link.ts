import { InputError } from '../fault.js';
import { isLink } from '../plan/link-form.js';
import type { Plan } from '../plan/plan.js';
import { LINK_PORTS, type PortPlan } from '../plan/port-plan.js';

/** For commands whose hosts are the client and the server of a plain link. Throws an InputError for a plan of others. */
export const requireLink = (plan: Plan, file: string, command: string): void => {
  const message = whyNot(plan, command);
  if (message === undefined) return;
  throw new InputError([{ file, line: 0, column: 0, message, hint: 'hookline run takes any plan' }]);
};

const whyNot = ({ ports, ...plan }: Plan, command: string): string | undefined => {
  if (!isLink({ ...plan, ports }))
    return `hookline ${command} takes a link between a client and a server, and this plan has topologies`;
  const other = ports.find((port, i) => !same(port, LINK_PORTS[i]!));
  return other && `hookline ${command} has hosts of its own, and the plan says otherwise of the port ${other.name}`;
};

const same = (port: PortPlan, own: PortPlan): boolean =>
  port.attach === undefined &&
  (['host', 'interfaceName', 'mac', 'ipv4', 'ipv6'] as const).every(setting => port[setting] === own[setting]);

import { pressureCycle } from '../topology/pressure-cycle.js';
import { hostPart } from './address-text.js';
import type { LimitFault } from './limits.js';
import type { Plan } from './plan.js';
import type { PortPlan } from './port-plan.js';
import { portsReached } from './ports-reached.js';

/** Where a port stands: at one place interfaces have names of their own. */
const placeOf = ({ host, attach }: PortPlan): string =>
  attach === undefined ? `host ${host}` : attach.kind === 'if' ? 'this machine' : `${attach.kind} ${attach.name}`;

/** What is wrong with ports beside others. */
export const portFaults = ({ ports, topologies }: Pick<Plan, 'ports' | 'topologies'>): LimitFault[] => {
  const faults: LimitFault[] = [];
  const reached = ports.map(({ name }) => portsReached({ ports, topologies }, name));
  ports.forEach((each, i) => {
    const fault = (setting: string, message: string, hint?: string): void =>
      void faults.push({ path: ['ports', each.name, setting], message, ...(hint === undefined ? {} : { hint }) });
    if (each.pcap !== undefined && each.enter.length === 0)
      fault('pcap', 'no topology begins here: its frames have no way to go', `as in from: ${each.name}`);
    const shared = ports.find(other => other !== each && other.host === each.host);
    if (each.attach !== undefined && shared !== undefined)
      fault('attach', `${shared.name} shares host ${each.host}, which is to be made`, 'a port attaches by itself');
    ports.slice(0, i).forEach((other, j) => {
      const together = placeOf(other) === placeOf(each);
      if (together && other.interfaceName === each.interfaceName)
        fault('interface', `${placeOf(each)} has an interface ${each.interfaceName} already, that of ${other.name}`);
      if (other.mac === each.mac) fault('mac', `${other.name} has the address ${each.mac} as well`);
      // Hosts that never meet may have one address.
      if (!together && !reached[i]!.has(other.name) && !reached[j]!.has(each.name)) return;
      for (const family of ['ipv4', 'ipv6'] as const) {
        const [own, others] = [each[family], other[family]];
        if (own !== undefined && others !== undefined && hostPart(own) === hostPart(others))
          fault(family, `${other.name} has the address ${hostPart(own)} as well`);
      }
    });
  });
  return faults;
};

/** Traffic that cannot arrive. */
export const joinFaults = (plan: Plan): LimitFault[] =>
  plan.traffic.flatMap(({ from, to }, i): LimitFault[] => {
    const path = ['traffic', i, 'to'];
    const mute = plan.ports.find(({ name, ipv4 }) => ipv4 === undefined && (name === from || name === to));
    if (mute !== undefined)
      return [{ path, message: `port ${mute.name} has no IPv4 address to speak by`, hint: 'a capture needs none' }];
    const reached = portsReached(plan, from);
    if (reached.has(to)) return [];
    const known = reached.size === 0 ? 'from there nowhere' : `from there to ${[...reached].join(', ')}`;
    return [{ path, message: `no topology leads from ${from} to ${to}`, hint: known }];
  });

/** Stages that would wait for each other for ever, perhaps through several topologies. */
export const pressureFaults = (plan: Plan): LimitFault[] => {
  const cycle = pressureCycle(plan)?.map(ordinal => plan.stages[ordinal]!.name);
  if (cycle === undefined) return [];
  const message = `under back-pressure stages wait for each other in a circle: ${[...cycle, cycle[0]].join(' -> ')}`;
  return [{ path: ['topologies'], message, hint: 'once all were full none would move again' }];
};

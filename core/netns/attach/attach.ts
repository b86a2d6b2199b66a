import { EnvironmentError } from '../../fault.js';
import type { AttachPlan, PortPlan } from '../../plan/port-plan.js';
import type { Host } from '../host.js';
import { hasIpv6, type LinkOptions } from '../host-commands.js';
import { interfaceState } from '../interface-ioctl.js';
import type { Namespace } from '../namespace.js';
import { isPrivileged, isRootless } from '../rootless.js';
import { addressesInside } from './addresses-inside.js';
import { attachText } from './attach-text.js';
import { openContainer } from './docker.js';
import { openNamed } from './netns.js';

/** Refuses ports at what exists where their user may not change it. Throws an EnvironmentError. */
export const requireRootToAttach = (ports: readonly PortPlan[]): void => {
  const [first] = ports.flatMap(({ attach }) => attach ?? []);
  if (first === undefined || (isPrivileged() && !isRootless())) return;
  throw new EnvironmentError(`attaching to ${attachText(first)} needs root`, 'sudo hookline run …');
};

/** The namespace that a host is to stand at. Throws an EnvironmentError when there is none. */
export const openAttached = ({ kind, name }: AttachPlan): Namespace =>
  kind === 'docker' ? openContainer(name) : openNamed(name);

/** Refuses a namespace that has an interface or an address of the host's ports already. Throws an EnvironmentError. */
export const refuseTaken = (inside: Namespace, { attach, pairs }: Host, options: LinkOptions): void => {
  const place = attachText(attach!);
  const there = addressesInside(inside);
  for (const { interfaceName, ipv4, ipv6 } of pairs) {
    if (inside.enter(() => interfaceState(interfaceName)) !== undefined) {
      const hint = 'another name for that of the port, as in interface: hookline0';
      throw new EnvironmentError(`${place} has an interface ${interfaceName} already`, hint);
    }
    const wanted = [ipv4, hasIpv6(options) ? ipv6 : undefined].flatMap(each => each?.split('/')[0] ?? []);
    const taken = there.find(({ address }) => wanted.includes(address));
    if (taken) {
      const hint = 'another address for the port, as in ipv4: 10.0.0.2/24';
      throw new EnvironmentError(`${place} has the address ${taken.address} already, at ${taken.interfaceName}`, hint);
    }
  }
};

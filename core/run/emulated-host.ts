import { EnvironmentError } from '../fault.js';
import type { Namespace } from '../netns/namespace.js';
import type { PortPlan } from '../plan/port-plan.js';
import type { EmulatedProgram, EmulatedPrograms, Finished, RunOptions, StartOptions } from './emulated-programs.js';

/** An interface of a host, addresses without their prefix lengths. */
export interface HostPort {
  /** As the plan calls the port. */
  readonly name: string;
  /** The interface inside the host, as in `veth1`. */
  readonly interfaceName: string;
  /** Its hardware address. */
  readonly mac: string;
  /** Undefined when it has none. */
  readonly ipv4: string | undefined;
  /** Undefined when it has none. */
  readonly ipv6: string | undefined;
}

/** A host at an end of the emulated path: a network namespace of its own. */
export interface EmulatedHost {
  /** As the plan calls it: `client`, `server`, or another. */
  readonly name: string;
  /** Its interfaces, in the plan's order. */
  readonly ports: readonly HostPort[];
  /** Its first address. Throws an EnvironmentError when it has none. */
  readonly ipv4: string;
  /** The same of IPv6. */
  readonly ipv6: string;
  /** Runs a program at this host to its end. Whatever its exit code is, it is told and not thrown. */
  run(command: string, args?: readonly string[], options?: RunOptions): Promise<Finished>;
  /** Starts a program that goes on: a server. It is ended with the emulation, if not before. */
  start(command: string, args?: readonly string[], options?: StartOptions): Promise<EmulatedProgram>;
  /**
   * Calls `work` with this thread in the host's network: sockets that it opens stay there, so that a server of this very
   * process can listen at the host, `server.enter(() => createServer(app).listen(8080))`. `work` must be synchronous.
   */
  enter<T>(work: () => T): T;
}

const bare = (address: string | undefined): string | undefined => address?.split('/')[0];

/** The host of these ports, whose programs are in `programs`. */
export const emulatedHost = (
  name: string,
  plans: readonly PortPlan[],
  inside: Namespace,
  programs: EmulatedPrograms,
): EmulatedHost => {
  const ports = plans.map(({ name, interfaceName, mac, ipv4, ipv6 }): HostPort => {
    return { name, interfaceName, mac, ipv4: bare(ipv4), ipv6: bare(ipv6) };
  });
  const first = (family: 'ipv4' | 'ipv6'): string => {
    const address = ports.find(port => port[family] !== undefined)?.[family];
    if (address === undefined)
      throw new EnvironmentError(`the host ${name} has no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`);
    return address;
  };
  return {
    name,
    ports,
    get ipv4() {
      return first('ipv4');
    },
    get ipv6() {
      return first('ipv6');
    },
    run: (command, args = [], options = {}) => programs.run(command, args, options),
    start: (command, args = [], options = {}) => programs.start(command, args, options),
    enter: work => inside.enter(work),
  };
};

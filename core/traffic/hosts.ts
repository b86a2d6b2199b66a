import { parseIpv4, parseMac } from '../../sdk/wire/address.js';
import type { PortPlan } from '../plan/port-plan.js';

/** Who speaks at a port: phantomlink's addresses, so that captures of simulated and real runs look alike. */
export interface Host {
  readonly mac: Uint8Array;
  /** IPv4 address as an unsigned 32-bit number. */
  readonly address: number;
}

/** The host at the port of that name. Throws a RangeError for one that is not there or has no IPv4 address. */
export const hostAt = (ports: readonly PortPlan[], name: string): Host => {
  const port = ports.find(each => each.name === name);
  if (port?.ipv4 === undefined) {
    const there = ports.filter(each => each.ipv4 !== undefined).map(each => each.name);
    throw new RangeError(`no traffic host stands at port '${name}' (${there.join(', ')})`);
  }
  return { mac: parseMac(port.mac), address: parseIpv4(port.ipv4.slice(0, port.ipv4.indexOf('/'))) };
};

/** One end of a conversation, as that end sees it. */
export interface Tuple {
  readonly local: Host;
  readonly remote: Host;
  readonly localPort: number;
  readonly remotePort: number;
  /** 6 TCP, 17 UDP. */
  readonly protocol: 6 | 17;
}

/** The same conversation from the other end. */
export const reversed = (tuple: Tuple): Tuple => ({
  local: tuple.remote,
  remote: tuple.local,
  localPort: tuple.remotePort,
  remotePort: tuple.localPort,
  protocol: tuple.protocol,
});

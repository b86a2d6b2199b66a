import { parseIpv4, parseMac } from '../../sdk/wire/address.js';

/** Who speaks at a port: phantomlink's addresses, so that captures of simulated and real runs look alike. */
export interface Host {
  readonly mac: Uint8Array;
  /** IPv4 address as an unsigned 32-bit number. */
  readonly address: number;
}

const HOSTS: Readonly<Record<string, Host>> = {
  client: { mac: parseMac('22:22:22:22:22:22'), address: parseIpv4('192.168.22.2') },
  server: { mac: parseMac('66:66:66:66:66:66'), address: parseIpv4('192.168.66.2') },
};

/** The host at the port of that name. Throws a RangeError for any but `client` and `server`. */
export const hostAt = (port: string): Host => {
  const host = Object.hasOwn(HOSTS, port) ? HOSTS[port] : undefined;
  if (host === undefined) throw new RangeError(`no traffic host stands at port '${port}' (client, server)`);
  return host;
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

import { readFileSync } from 'node:fs';
import type { Namespace } from './namespace.js';

export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

const TCP_LISTEN = '0A';
const UDP_UNCONNECTED = '07';
const POLL_MS = 20;

/**
 * The listeners in the text of `/proc/net/{tcp,tcp6,udp,udp6}` (proc(5)): TCP sockets in LISTEN, UDP sockets bound and
 * not connected. Columns: number, local address:port, remote, state, …, all hexadecimal.
 */
export const parseListeners = (protocol: 'tcp' | 'udp', text: string): Listener[] => {
  const wanted = protocol === 'tcp' ? TCP_LISTEN : UDP_UNCONNECTED;
  return text
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(columns => columns[3] === wanted)
    .map(columns => ({ protocol, port: Number.parseInt(columns[1]!.slice(columns[1]!.lastIndexOf(':') + 1), 16) }))
    .filter(listener => listener.port > 0);
};

/** What listens in a namespace now, IPv4 and IPv6. */
const listeners = (inside: Namespace): Listener[] =>
  inside.enter(() => {
    // /proc/net follows the process's first thread; thread-self follows the one that has entered.
    const read = (file: string): string => {
      try {
        return readFileSync(`/proc/thread-self/net/${file}`, 'utf8');
      } catch {
        return ''; // A kernel without IPv6 has no tcp6 and udp6.
      }
    };
    return [
      ...parseListeners('tcp', read('tcp')),
      ...parseListeners('tcp', read('tcp6')),
      ...parseListeners('udp', read('udp')),
      ...parseListeners('udp', read('udp6')),
    ];
  });

export interface WaitOptions {
  readonly timeoutMs: number;
  /** Any if not given. */
  readonly protocol?: 'tcp' | 'udp' | undefined;
  readonly port?: number | undefined;
  /** Ends the wait early, with undefined: for a server that has ended. */
  readonly until?: (() => boolean) | undefined;
}

/** Waits until something listens in the namespace; undefined if nothing did in time. Looks every 20 ms. */
export const waitForListener = async (inside: Namespace, options: WaitOptions): Promise<Listener | undefined> => {
  const wanted = ({ protocol, port }: Listener): boolean =>
    (options.protocol === undefined || options.protocol === protocol) &&
    (options.port === undefined || options.port === port);
  for (let waited = 0; ; waited += POLL_MS) {
    const found = listeners(inside).find(wanted);
    if (found !== undefined) return found;
    if (waited >= options.timeoutMs || options.until?.() === true) return undefined;
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
};

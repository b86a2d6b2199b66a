import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Where `ip netns` keeps its names. */
export const NAMED_FOLDER = '/run/netns';

/** The namespaces that `ip netns` knows. */
export const namespaceNames = (): string[] => (existsSync(NAMED_FOLDER) ? readdirSync(NAMED_FOLDER).sort() : []);

/** The interfaces in the calling thread's namespace but `lo`. */
export const interfaceNames = (): string[] =>
  readFileSync('/proc/thread-self/net/dev', 'latin1')
    .split('\n')
    .flatMap(line => /^\s*([^\s:]+):/.exec(line)?.[1] ?? [])
    .filter(name => name !== 'lo');

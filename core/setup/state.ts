import type { MadeIn, ProcessMark } from '../netns/process-start.js';
import type { NamespaceIdentity } from './identity.js';
import type { Names, Place } from './places.js';
import { readRecord, removeRecord, writeRecord } from './records.js';

/** The process that keeps the namespaces of a user who is not root. */
export interface Holder extends ProcessMark {
  /** Inode of the user namespace to which the three belong. */
  readonly userNamespace: number;
  /** Its descriptors of the namespaces. */
  readonly fds: Readonly<Record<Place, number>>;
}

/** What `setup` has made. */
export interface SetupState extends MadeIn {
  readonly names: Names;
  /** By these it knows its own again. */
  readonly namespaces: Readonly<Record<Place, NamespaceIdentity>>;
  /** Without root only: the namespaces then have no names in /run/netns. */
  readonly holder?: Holder;
  /** Queue disciplines from the client and from the server, as tc has them: see parseQdisc. */
  readonly qdisc: { readonly client?: string; readonly server?: string };
}

/** What setup has left; undefined when there is nothing, or it is from before the machine's last start. */
export const readState = (): SetupState | undefined => readRecord<SetupState>('setup');

/** To be called under the lock. */
export const writeState = (state: SetupState): void => writeRecord('setup', state);

/** To be called under the lock. */
export const removeState = (): void => removeRecord('setup');

import { lstatSync, statfsSync } from 'node:fs';
import { NAMED_FOLDER } from '../netns/attach/places.js';
import { Namespace } from '../netns/namespace.js';
import { identify, isSame, type NamespaceIdentity } from './identity.js';

const NSFS_MAGIC = 0x6e736673;

export const namedPath = (name: string): string => `${NAMED_FOLDER}/${name}`;

/**
 * What has a name of `ip netns`: nothing; a file without a namespace, as an interrupted `ip netns add` leaves; the very
 * namespace that is looked for; or another one.
 */
export type Found = 'nothing' | 'no namespace' | 'own' | 'foreign';

/** What stands behind a name. Needs root. */
export const findNamed = (name: string, wanted?: NamespaceIdentity): Found => {
  const path = namedPath(name);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return 'nothing';
  if (statfsSync(path).type !== NSFS_MAGIC) return 'no namespace';
  if (wanted === undefined) return 'foreign';
  const namespace = Namespace.open(path);
  try {
    return isSame(identify(namespace), wanted) ? 'own' : 'foreign';
  } catch {
    // Not a namespace of networks: it cannot be entered as one.
    return 'foreign';
  } finally {
    namespace.close();
  }
};

import { lstatSync, statfsSync } from 'node:fs';
import { EnvironmentError } from '../../fault.js';
import { Namespace } from '../namespace.js';
import { NAMED_FOLDER, namespaceNames } from './places.js';

const NSFS_MAGIC = 0x6e736673;

/** The namespace that `ip netns` knows by a name. Throws an EnvironmentError that lists what there is. */
export const openNamed = (name: string): Namespace => {
  const path = `${NAMED_FOLDER}/${name}`;
  const isName = !name.includes('/') && name !== '.' && name !== '..';
  if (!isName || lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new EnvironmentError(`there is no network namespace ${name}`, hint());
  }
  if (statfsSync(path).type !== NSFS_MAGIC) {
    throw new EnvironmentError(`${path} is a file without a network namespace`, `ip netns delete ${name} removes it`);
  }
  return Namespace.open(path);
};

const hint = (): string => {
  const names = namespaceNames();
  return names.length > 0 ? `ip netns has ${names.join(', ')}` : 'ip netns add makes one; there is none yet';
};

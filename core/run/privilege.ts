import { EnvironmentError } from '../fault.js';
import { Namespace } from '../netns/namespace.js';
import { isPrivileged, reexecInUserNamespace, whyNotRootless } from '../netns/rootless.js';

/**
 * Makes sure that namespaces can be made: a user who is not root enters a user namespace, in which the same command
 * begins anew. Throws an EnvironmentError that says what is missing.
 */
export const ensurePrivilege = (): void => {
  if (!isPrivileged()) reexecInUserNamespace();
};

/**
 * The same for a library, whose program is not ours to begin anew. Throws an EnvironmentError that says how it is to be
 * started.
 */
export const requirePrivilege = (): void => {
  if (!isPrivileged()) {
    const why = whyNotRootless();
    const needs = 'emulating in real time needs root, or a user namespace around the whole program';
    if (why !== undefined) throw new EnvironmentError(`${needs}, and ${why}`, 'run it with sudo');
    const hint = 'as in: unshare --user --map-root-user --net --mount npm test';
    throw new EnvironmentError(needs, hint);
  }
  // A root that may not come back to the namespace it is in would be lost in the first one that it enters.
  const here = Namespace.current();
  try {
    here.enter(() => {});
  } finally {
    here.close();
  }
};

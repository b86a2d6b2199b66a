import { isPrivileged, reexecInUserNamespace } from '../netns/rootless.js';

/**
 * Makes sure that namespaces can be made: a user who is not root enters a user namespace, in which the same command
 * begins anew. Throws an EnvironmentError that says what is missing.
 */
export const ensurePrivilege = (): void => {
  if (!isPrivileged()) reexecInUserNamespace();
};

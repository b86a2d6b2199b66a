import { EnvironmentError } from '../fault.js';
import { findProgram } from '../netns/find-program.js';
import { isPrivileged, whyNotRootless } from '../netns/rootless.js';
import { foreign } from '../port/foreign.js';

/** What keeps real time from working here, as far as it shows without trying; undefined if nothing does. */
export const whyNotReal = (): EnvironmentError | undefined => {
  try {
    foreign();
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  if (findProgram('ip') === undefined) {
    return new EnvironmentError('there is no ip program', 'apt install iproute2');
  }
  const why = isPrivileged() ? undefined : whyNotRootless();
  return why === undefined ? undefined : new EnvironmentError(why, 'or run it as root: sudo npm start');
};

/** The first version with everything that is used: `util.styleText`. */
const LEAST = [20, 12] as const;

/** Why this version of Node (as in `v20.20.2`) will not do, or undefined if it will. */
export const nodeTooOld = (version: string = process.version): string | undefined => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const enough = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
  return enough ? undefined : `needs Node ${LEAST.join('.')} or later, and this is ${version}`;
};

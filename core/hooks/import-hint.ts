import { SDK_NAMES } from './provide-sdk.js';

/** What to write where an error says that a name is not defined which `hookline/sdk` exports; undefined for all others. */
export const importHint = (message: string): string | undefined => {
  const name = /^([\w$]+) is not defined$/.exec(message)?.[1];
  return name !== undefined && SDK_NAMES.includes(name) ? `import { ${name} } from 'hookline/sdk'` : undefined;
};

/** The message of an error, and behind it that hint. */
export const withImportHint = (message: string): string => {
  const hint = importHint(message);
  return hint === undefined ? message : `${message} (${hint})`;
};

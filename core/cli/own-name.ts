import { basename, relative } from 'node:path';

/** How this program was called, for commands that a user may type next: `hookline`, or `node dist/core/cli/main.js`. */
export const ownName = (script: string = process.argv[1] ?? '', from: string = process.cwd()): string => {
  if (/^hookline(\.cmd)?$/.test(basename(script))) return 'hookline';
  const path = relative(from, script);
  return `${script.endsWith('.ts') ? 'npx tsx' : 'node'} ${path.startsWith('..') ? script : path}`;
};

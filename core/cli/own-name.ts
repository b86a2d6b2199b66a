import { basename, relative } from 'node:path';

/** How this program was called, for commands that a user may type next: `hookline`, `npx hookline`, or `node dist/core/cli/main.js`. */
export const ownName = (
  script: string = process.argv[1] ?? '',
  from: string = process.cwd(),
  npmCommand: string | undefined = process.env['npm_command'],
): string => {
  if (/^hookline(\.cmd)?$/.test(basename(script))) return npmCommand === 'exec' ? 'npx hookline' : 'hookline';
  const path = relative(from, script);
  return `${script.endsWith('.ts') ? 'npx tsx' : 'node'} ${path.startsWith('..') ? script : path}`;
};

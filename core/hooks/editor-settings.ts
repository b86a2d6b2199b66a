import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { above, sdkTypes, typePaths } from './type-paths.js';

/** Hookline's own folder: the build lies one folder deeper in it. */
const PACKAGE = ['../../', '../../../']
  .map(path => fileURLToPath(new URL(path, import.meta.url)))
  .find(folder => existsSync(join(folder, 'package.json')));

/**
 * The tsconfig.json with which an editor, and tsc, understand hooks and their tests in `folder` (absolute): they know
 * what `hookline/sdk` is. Undefined when nothing is missing: a project's own settings are never replaced.
 */
export const editorSettings = (folder: string): string | undefined => {
  const own = above(folder, 'tsconfig.json');
  if (own === undefined) return text(settings(folder));
  // A clone's settings tell which of its folders they are for.
  if (PACKAGE === undefined || own !== join(PACKAGE, 'tsconfig.json')) return undefined;
  const { include = [] } = JSON.parse(readFileSync(own, 'utf8')) as { include?: readonly string[] };
  const [first = ''] = relative(PACKAGE, folder).split(sep);
  if (include.includes(first)) return undefined;
  return text({ extends: relative(folder, own).split(sep).join('/'), include: ['.'] });
};

const NODE_TYPES = join('node_modules', '@types', 'node');

const text = (settings: object): string => `${JSON.stringify(settings, undefined, 2)}\n`;

const settings = (folder: string): object => {
  const beside = above(folder, NODE_TYPES);
  // The sources of a clone need more than the language knows; a package's declarations do not.
  const own = sdkTypes()?.endsWith('.d.ts') === false && PACKAGE !== undefined ? join(PACKAGE, NODE_TYPES) : undefined;
  const types = beside ?? own;
  return {
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2023'],
      module: 'ESNext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: types === undefined ? [] : ['node'],
      ...(beside === undefined && own !== undefined ? { typeRoots: [portable(dirname(own))] } : {}),
      ...missingPaths(folder),
    },
  };
};

const portable = (path: string): string => path.split(sep).join('/');

/** What the packages installed above `folder` do not tell by themselves. */
const missingPaths = (folder: string): { paths?: Record<string, string[]> } => {
  const isInstalled = (name: string): boolean =>
    above(folder, join('node_modules', name.split('/')[0]!, 'package.json')) !== undefined;
  const missing = Object.entries(typePaths()).filter(([name]) => !isInstalled(name));
  if (missing.length === 0) return {};
  // Without an ending: a loader that goes by the same settings finds programs there, and not declarations.
  const shown = missing.map(([name, [path]]) => [name, [portable(path!).replace(/(\/index)?(\.d)?\.ts$/, '')]]);
  return { paths: Object.fromEntries(shown) };
};

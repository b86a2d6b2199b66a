import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder above `file`, or `file` itself, that has `name`: the path of it there. Undefined when none has. */
export const above = (file: string, name: string): string | undefined => {
  for (let folder = file; ; folder = dirname(folder)) {
    const path = join(folder, name);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
};

/** The sources, or the build with declarations; a build without them has its sources one folder higher. */
const SDK_FOLDERS = ['../../sdk/', '../../../sdk/'].map(path => fileURLToPath(new URL(path, import.meta.url)));

const typed = (folder: string, name: string): string | undefined =>
  [`${name}.ts`, `${name}.d.ts`].map(file => join(folder, file)).find(path => existsSync(path));

/** What TypeScript reads for the running copy's SDK, sources or declarations; undefined when there are none. */
export const sdkTypes = (): string | undefined =>
  SDK_FOLDERS.map(folder => typed(folder, 'index')).find(path => path !== undefined);

/** What TypeScript reads for the modules that hooks and their tests import, by name: `paths` of its settings. */
export const typePaths = (): Record<string, string[]> => {
  const sdk = sdkTypes();
  const own = (name: string): string | undefined => sdk && typed(dirname(sdk), name);
  const found = {
    'hookline/sdk': own('index'),
    'hookline/sdk/testing': own('testing'),
    ...uvuTypes(),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, path]) => (path === undefined ? [] : [[name, [path]]])),
  );
};

const uvuTypes = (): Record<string, string> => {
  try {
    const { resolve } = createRequire(import.meta.url);
    return {
      uvu: join(dirname(resolve('uvu')), '../index.d.ts'),
      'uvu/assert': join(dirname(resolve('uvu/assert')), 'index.d.ts'),
    };
  } catch {
    return {};
  }
};

import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildFailure, build, type Plugin } from 'esbuild';
import { type Fault, InputError } from '../../fault.js';
import { bundleFault } from '../bundle-faults.js';
import { findHook } from '../find-hook.js';
import { withMap } from '../place.js';
import { PROVIDED_KEY, PROVIDED_NAMES } from './provided.js';

/** A file of tests and everything it imports, as one ES module. */
export interface BundledTest {
  /** Absolute. */
  readonly sourceFile: string;
  /** With the source map (absolute paths, contents included) inline. */
  readonly code: string;
  /** The files it was made from, absolute: hooks under test, and what to watch. */
  readonly inputs: readonly string[];
  readonly warnings: readonly Fault[];
}

const NAMESPACE = 'hookline-provided';

const moduleText = (name: string): string =>
  [
    `const from = globalThis[Symbol.for('${PROVIDED_KEY}')]['${name}'];`,
    ...PROVIDED_NAMES[name]!.map(each => `export const ${each} = /* @__PURE__ */ (() => from.${each})();`),
  ].join('\n');

const ELSEWHERE =
  'the test of a hook sees hookline/sdk, hookline/sdk/testing and hookline/plugins/NAME; tests with emulate or simulate are for a test runner of your own';

const providedPlugin: Plugin = {
  name: NAMESPACE,
  setup(setting) {
    setting.onResolve({ filter: /^(hookline|uvu)(\/|$)/ }, ({ path }) => {
      if (PROVIDED_NAMES[path] !== undefined) return { path, namespace: NAMESPACE };
      const shipped = /^hookline\/plugins\/([a-z0-9-]+)$/.exec(path);
      if (shipped !== null) return { path: findHook(shipped[1]!) };
      return path.startsWith('hookline') ? { errors: [{ text: ELSEWHERE }] } : undefined;
    });
    setting.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: moduleText(path),
      loader: 'js',
    }));
  },
};

// Packages in CommonJS that are bundled here still ask for Node's own modules by this name.
const REQUIRE = "import { createRequire as __require } from 'node:module'; const require = __require(import.meta.url);";

/**
 * Bundles a file of tests (absolute) with what it imports. `hookline/sdk`, `hookline/sdk/testing`, `uvu` and `uvu/assert`
 * become what the process of the test provides: nothing has to be installed beside it. Throws an InputError with every
 * syntax error and unresolved import, each with its place.
 */
export const bundleTest = async (sourceFile: string): Promise<BundledTest> => {
  const folder = dirname(sourceFile);
  const toFault = bundleFault(folder, sourceFile, PROVIDED_NAMES);
  const result = await build({
    entryPoints: [sourceFile],
    absWorkingDir: folder,
    outfile: resolve(folder, `${basename(sourceFile, extname(sourceFile))}.bundle.mjs`),
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: true,
    metafile: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    banner: { js: REQUIRE },
    // Files beside the test are found from its own place, not from that of the bundle.
    define: {
      'import.meta.url': JSON.stringify(pathToFileURL(sourceFile).href),
      'import.meta.filename': JSON.stringify(sourceFile),
      'import.meta.dirname': JSON.stringify(folder),
    },
    plugins: [providedPlugin],
  }).catch((failure: BuildFailure | Error) => {
    if ('errors' in failure) throw new InputError(failure.errors.map(toFault));
    throw failure;
  });
  const text = (ending: string): string => result.outputFiles.find(file => file.path.endsWith(ending))!.text;
  const map = JSON.parse(text('.map')) as { sources: string[] };
  const isProvided = (source: string): boolean => source.startsWith(NAMESPACE);
  map.sources = map.sources.map(source => (isProvided(source) ? source : resolve(folder, source)));
  return {
    sourceFile,
    code: withMap(text('.mjs'), JSON.stringify(map)),
    inputs: Object.keys(result.metafile.inputs)
      .filter(input => !isProvided(input))
      .map(input => resolve(folder, input))
      .sort(),
    warnings: result.warnings.map(toFault),
  };
};

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve, sep } from 'node:path';
import { type BuildFailure, build, type Loader, type Plugin } from 'esbuild';
import { type Fault, InputError } from '../fault.js';
import { bundleFault } from './bundle-faults.js';
import { findHook } from './find-hook.js';
import { withMap } from './place.js';
import { SDK_KEY, SDK_NAMES } from './provide-sdk.js';
import { impurities } from './purity.js';

/** A hook's file and everything it imports, as one CommonJS text. Plain data: it may be posted to other threads. */
export interface BundledHook {
  /** The file's name without its ending. */
  readonly name: string;
  /** Absolute. */
  readonly sourceFile: string;
  /** CommonJS, with the source map (absolute paths, contents included) inline. */
  readonly code: string;
  /** Of the code without its map, in hex: the same wherever the file lies. */
  readonly hash: string;
  /** The files it was made from, absolute: watch these to reload. */
  readonly inputs: readonly string[];
  readonly warnings: readonly Fault[];
  /** Uses of clocks, foreign randomness and timers in the author's own files: faults unless the hook is `impure`. */
  readonly impurities: readonly Fault[];
}

const SDK_NAMESPACE = 'hookline-sdk';
const LOADERS: Record<string, Loader> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx', '.jsx': 'jsx' };

// Each name is a constant of the bundle, so that a handler calls the SDK without a lookup, and a misspelt one is
// esbuild's error with its place. Marked pure so that unused ones are left out.
const sdkModule = [
  `const sdk = globalThis[Symbol.for('${SDK_KEY}')];`,
  `if (sdk === undefined) throw new Error('a bundled hook runs only inside Hookline');`,
  ...SDK_NAMES.map(name => `export const ${name} = /* @__PURE__ */ (() => sdk.${name})();`),
].join('\n');

const REFUSED: Record<string, string> = {
  'hookline/sdk/testing': 'hookline/sdk/testing is for tests: import it in a test file, not in a hook',
};

const sdkPlugin: Plugin = {
  name: 'hookline-sdk',
  setup(setting) {
    setting.onResolve({ filter: /^hookline(\/|$)/ }, ({ path }) => {
      if (path === 'hookline/sdk') return { path, namespace: SDK_NAMESPACE, sideEffects: true };
      const shipped = /^hookline\/plugins\/([a-z0-9-]+)$/.exec(path);
      if (shipped !== null) return { path: findHook(shipped[1]!) };
      return { errors: [{ text: REFUSED[path] ?? `a hook cannot import ${path}: it sees hookline/sdk only` }] };
    });
    setting.onLoad({ filter: /.*/, namespace: SDK_NAMESPACE }, () => ({ contents: sdkModule, loader: 'js' }));
  },
};

/** Collects impurities on the side; esbuild loads the files itself. */
const purityPlugin = (found: Fault[]): Plugin => ({
  name: 'hookline-purity',
  setup(setting) {
    setting.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
      if (path.includes(`${sep}node_modules${sep}`)) return undefined;
      found.push(...(await impurities(await readFile(path, 'utf8'), path, LOADERS[extname(path)] ?? 'js')));
      return undefined;
    });
  },
});

/**
 * Bundles a hook, named by path (relative to the folder `from`) or, if it comes with Hookline, by its bare name.
 * Node's modules stay external, packages of the author's project go in, `hookline/sdk` becomes the running copy that
 * `provideSdk` gives. Throws an InputError with every syntax error and unresolved import, each with its place.
 */
export const bundleHook = async (name: string, from?: string): Promise<BundledHook> => {
  const sourceFile = findHook(name, from);
  const folder = dirname(sourceFile);
  const stem = basename(sourceFile, extname(sourceFile));
  const found: Fault[] = [];
  const toFault = bundleFault(folder, sourceFile, { 'hookline/sdk': SDK_NAMES });
  const result = await build({
    entryPoints: [sourceFile],
    absWorkingDir: folder,
    outfile: resolve(folder, `${stem}.bundle.cjs`),
    write: false,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'external',
    sourcesContent: true,
    metafile: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [sdkPlugin, purityPlugin(found)],
  }).catch((failure: BuildFailure | Error) => {
    if ('errors' in failure) throw new InputError(failure.errors.map(toFault));
    throw failure;
  });
  const text = (ending: string): string => result.outputFiles.find(file => file.path.endsWith(ending))!.text;
  const code = text('.cjs');
  const map = JSON.parse(text('.map')) as { sources: string[] };
  map.sources = map.sources.map(source => (source.startsWith(SDK_NAMESPACE) ? source : resolve(folder, source)));
  return {
    name: stem,
    sourceFile,
    code: withMap(code, JSON.stringify(map)),
    hash: createHash('sha256').update(code).digest('hex').slice(0, 32),
    inputs: Object.keys(result.metafile.inputs)
      .filter(input => !input.startsWith(SDK_NAMESPACE))
      .map(input => resolve(folder, input))
      .sort(),
    warnings: result.warnings.map(toFault),
    impurities: found.sort((a, b) =>
      a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
    ),
  };
};

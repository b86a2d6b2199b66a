import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** A place in something its author wrote. */
export interface Place {
  /** Relative to the working directory where the file lies below it, else absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

const MAP_COMMENT = '//# sourceMappingURL=data:application/json;base64,';

/** `code` with its source map at the end. */
export const withMap = (code: string, map: string): string =>
  `${code}${MAP_COMMENT}${Buffer.from(map).toString('base64')}\n`;

/** A file as people know it. */
export const shownPath = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near === '' || near === '..' || near.startsWith(`..${sep}`) || isAbsolute(near) ? path : near;
};

/** The original place of `line` (from 1) and `column` (from 1) in generated code. */
export const tracePlace = (map: TraceMap, line: number, column: number): Place | undefined => {
  const found = originalPositionFor(map, { line, column: Math.max(0, column - 1) });
  if (found.source === null) return undefined;
  return { file: shownPath(found.source), line: found.line, column: found.column + 1 };
};

interface Bundle {
  readonly code: string;
  map: TraceMap | undefined;
}

// By path. Maps are decoded on demand: only mistakes need them.
const bundles = new Map<string, Bundle>();

const mapOf = (bundle: Bundle): TraceMap => {
  if (bundle.map === undefined) {
    const at = bundle.code.lastIndexOf(MAP_COMMENT);
    const text = at < 0 ? '' : Buffer.from(bundle.code.slice(at + MAP_COMMENT.length), 'base64').toString();
    bundle.map = new TraceMap(text === '' ? '{"version":3,"sources":[],"names":[],"mappings":""}' : text);
  }
  return bundle.map;
};

/** From now on places in the bundle at `path` are known by the author's lines. */
export const rememberBundle = (path: string, code: string): void => {
  bundles.set(path, { code, map: undefined });
};
export const forgetBundle = (path: string): void => {
  bundles.delete(path);
};

const asPath = (script: string): string => {
  if (!script.startsWith('file:')) return script;
  try {
    return fileURLToPath(script);
  } catch {
    return script;
  }
};

/**
 * The author's place of a position (both from 1) in a loaded bundle, which is named by path or file URL. Undefined when
 * the script is no bundle of a loaded hook; a bundle's own glue has its place in the bundle.
 */
export const bundlePlace = (script: string, line: number, column: number): Place | undefined => {
  const path = asPath(script);
  const bundle = bundles.get(path);
  if (bundle === undefined) return undefined;
  return tracePlace(mapOf(bundle), line, column) ?? { file: shownPath(path), line, column };
};

/** The author's place of the first match of `pattern` in a loaded bundle that is not in esbuild's own glue. */
export const patternPlace = (path: string, pattern: RegExp): Place | undefined => {
  const bundle = bundles.get(path);
  if (bundle === undefined) return undefined;
  const code = bundle.code.slice(0, bundle.code.lastIndexOf(MAP_COMMENT));
  for (const { index } of code.matchAll(pattern)) {
    const before = code.slice(0, index).split('\n');
    const place = tracePlace(mapOf(bundle), before.length, before.at(-1)!.length + 1);
    if (place !== undefined) return place;
  }
  return undefined;
};

/**
 * The author's place of letter `letter` (from 0) of a text that stands between quotes: behind `from` where it does so
 * there, else in front of it. Undefined for a text put together or written with escapes.
 */
export const letterPlace = (path: string, from: Place, text: string, letter: number): Place | undefined => {
  const bundle = bundles.get(path);
  if (bundle === undefined) return undefined;
  const map = mapOf(bundle);
  const source = map.sources.findIndex(each => each !== null && shownPath(each) === from.file);
  const content = map.sourcesContent?.[source] ?? '';
  const lines = content.split('\n');
  const start = lines.slice(0, from.line - 1).join('\n').length + from.column - 1;
  const quoted = ["'", '"', '`'].map(quote => `${quote}${text}${quote}`);
  const behind = (offset: number): number =>
    Math.min(...quoted.map(each => content.indexOf(each, offset)).map(at => (at < 0 ? Number.POSITIVE_INFINITY : at)));
  const found = [behind(start), behind(0)].find(Number.isFinite);
  if (found === undefined) return undefined;
  const before = content.slice(0, found + 1 + letter).split('\n');
  return { file: from.file, line: before.length, column: before.at(-1)!.length + 1 };
};

const FRAME = /^\s+at (?:.*? \()?((?:file:\/\/)?\/.*?|[A-Za-z]:\\.*?):(\d+):(\d+)\)?$/;

const isForeign = (file: string): boolean =>
  file.includes(`${sep}node_modules${sep}`) || file.startsWith('node_modules');

/**
 * Where in a hook author's files an error came from: the first frame of its stack that lies in a loaded hook, packages
 * the hook bundles only if there is nothing else. Undefined for what is no error or did not come from a hook.
 * It reads stacks with bundle positions and those Node has mapped already, of this thread or, cloned, of another one.
 */
export const authorPlace = (error: unknown): Place | undefined => {
  const stack = (error as { stack?: unknown } | null | undefined)?.stack;
  if (typeof stack !== 'string') return undefined;
  const known = new Set<string>();
  for (const bundle of bundles.values()) for (const source of mapOf(bundle).sources) if (source) known.add(source);
  let foreign: Place | undefined;
  for (const text of stack.split('\n')) {
    const frame = FRAME.exec(text);
    if (frame === null) continue;
    const path = asPath(frame[1]!);
    const line = Number(frame[2]);
    const column = Number(frame[3]);
    const bundle = bundles.get(path);
    const place = known.has(path)
      ? { file: shownPath(path), line, column }
      : bundle && tracePlace(mapOf(bundle), line, column);
    if (place === undefined) continue;
    if (!isForeign(place.file)) return place;
    foreign ??= place;
  }
  return foreign;
};

/** The text of a stack with every position in a loaded bundle as the author's own. */
export const authorStack = (stack: string): string =>
  stack.replace(/((?:file:\/\/)?\/[^\s():]+):(\d+):(\d+)/g, (whole, script: string, line: string, column: string) => {
    const place = bundlePlace(script, Number(line), Number(column));
    return place === undefined ? whole : `${place.file}:${place.line}:${place.column}`;
  });

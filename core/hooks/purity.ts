import { TraceMap } from '@jridgewell/trace-mapping';
import { type Loader, transform } from 'esbuild';
import type { Fault } from '../fault.js';
import { shownPath, tracePlace } from './place.js';

// What makes a run depend on something other than its plan, seed and input. Timers do worse: a lane never yields to
// Node's event loop while it runs, so they never fire.
const IMPURE = [
  ...['Math.random', 'crypto.getRandomValues', 'crypto.randomUUID'].map(use => ({ use, instead: 'draw from ctx.rng' })),
  ...['Date.now', 'Date', 'performance.now', 'process.hrtime', 'process.uptime'].map(use => ({
    use,
    instead: 'read ctx.now',
  })),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process.nextTick'].map(use => ({
    use,
    instead: 'use ctx.after, timers never fire in a lane',
  })),
];

const CLOCK_MODULES = /\bfrom "(?:node:)?(perf_hooks|timers|timers\/promises)"/g;

// esbuild's `define` replaces an expression only where it means the global: not a local variable or a property of that
// name, a comment or a string. So this scan needs no parser of its own and has none of a text search's false alarms.
const marker = (index: number): string => `__hookline_impure_${index}__`;
const MARKER = /__hookline_impure_(\d+)__/g;
const define = Object.fromEntries(
  IMPURE.flatMap(({ use }, index) => [
    [use, marker(index)],
    [`globalThis.${use}`, marker(index)],
  ]),
);

/**
 * The places where a hook's file reads clocks, draws from other sources than its substream or sets timers: one fault
 * each, in the file's order. `new Date(…)` of a given time is pure, `new Date()` is not. Aliases (`const { random } =
 * Math`) are not seen. A file that does not parse has none; building it reports why.
 */
export const impurities = async (source: string, path: string, loader: Loader): Promise<Fault[]> => {
  let scanned: { code: string; map: string };
  try {
    scanned = await transform(source, { loader, define, sourcefile: path, sourcemap: 'external', logLevel: 'silent' });
  } catch {
    return [];
  }
  const map = new TraceMap(scanned.map);
  const faults: Fault[] = [];
  const add = (index: number, what: string, instead: string): void => {
    const before = scanned.code.slice(0, index).split('\n');
    const place = tracePlace(map, before.length, before.at(-1)!.length + 1);
    faults.push({
      file: shownPath(path),
      line: place?.line ?? 0,
      column: place?.column ?? 0,
      message: `${what} makes the run depend on more than its plan and seed`,
      hint: `${instead}, or declare the hook impure: true`,
    });
  };
  for (const found of scanned.code.matchAll(MARKER)) {
    const { use, instead } = IMPURE[Number(found[1])]!;
    const isCallWithout = scanned.code.startsWith('()', found.index + found[0].length);
    if (use !== 'Date') add(found.index, use, instead);
    else if (isCallWithout) add(found.index, 'new Date()', instead);
  }
  for (const found of scanned.code.matchAll(CLOCK_MODULES))
    add(found.index, `node:${found[1]}`, 'use ctx.now and ctx.after');
  return faults;
};

// Compares two plans in a process of its own: what V8 has learnt from other plans' effects would be part of the figures.
//   node --import tsx test/bench/pair-cost.ts LINK-A LINK-B ROUNDS [HOOK]
// prints the nanoseconds of the engine a frame in each round, as [[a, b], …], the bytes a frame of B left on the heap, and
// those it took from it, collected later or not. HOOK, one of bench-hooks, stands in B.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inlineMore } from '../../core/lane/inlining.js';
import { BENCH_HOOKS } from './bench-hooks.js';
import { planOf } from './emulated.js';
import { frameCost } from './engine-cost.js';

const [a, b] = process.argv.slice(2, 4).map(link => planOf(`link: { ${link} }`));
const FRAMES = 500_000;
const rounds = Number(process.argv[4]);
const hooks = process.argv[5] === undefined ? [] : [BENCH_HOOKS[process.argv[5]]!];
inlineMore();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** After two collections: the first one lets finalisers run. */
const heapUsed = (): number => {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
};

// The compiler's own round.
frameCost(a!, []);
frameCost(b!, hooks);
const costs = Array.from({ length: rounds }, () => [frameCost(a!, []), frameCost(b!, hooks)]);
const before = heapUsed();
// Half a million frames each.
frameCost(b!, hooks);
frameCost(b!, hooks);
const heap = (heapUsed() - before) / 1e6;
/** Bytes that a run of so many frames takes from the heap; what it takes once, whatever their number, is in it. */
const taken = (frames: number): number => {
  const from = heapUsed();
  frameCost(b!, hooks, frames);
  return process.memoryUsage().heapUsed - from;
};
// The least of three: what the compiler takes meanwhile is no frame's.
const slopes = [0, 1, 2].map(() => (taken(FRAMES) - taken(FRAMES / 4)) / (0.75 * FRAMES));
const garbage = Math.max(0, Math.min(...slopes));
process.stdout.write(`${JSON.stringify({ costs, heap, garbage })}\n`);

// Compares two plans in a process of its own: what V8 has learnt from other plans' effects would be part of the figures.
//   node --import tsx test/bench/pair-cost.ts LINK-A LINK-B ROUNDS
// prints the nanoseconds of the engine a frame in each round, as [[a, b], …], and the bytes a frame of B left on the heap.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { planOf } from './emulated.js';
import { frameCost } from './engine-cost.js';

const [a, b] = process.argv.slice(2, 4).map(link => planOf(`link: { ${link} }`));
const rounds = Number(process.argv[4]);
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
frameCost(b!, []);
const costs = Array.from({ length: rounds }, () => [frameCost(a!, []), frameCost(b!, [])]);
const before = heapUsed();
// Half a million frames each.
frameCost(b!, []);
frameCost(b!, []);
process.stdout.write(`${JSON.stringify({ costs, heap: (heapUsed() - before) / 1e6 })}\n`);

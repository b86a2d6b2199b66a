import { counters } from './kernel.mjs';

/** Prints, as JSON, what the kernel has counted in this namespace. */
console.log(JSON.stringify(counters()));

// Runs random links through the engine for as long as is asked for, and ends with 1 at the first fault.
//   npm run soak [-- --minutes 10] [-- --seed N]
//   npm run soak -- --kind fuzz [--frames 100000000]     random and changed frames through the SDK instead
//   npm run soak -- --kind reload [--reloads 10000]      a hook reloaded under real traffic; needs root
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { linkCases } from '../core/stage/random-link.js';
import { runLink } from '../core/stage/run-link.js';
import { fuzz } from './fuzz.js';
import { reload } from './reload.js';

const CASES_A_ROUND = 100;
const FRAMES_A_CASE = 5000;
/** One case in so many is run twice, and must have the same fates. */
const AGAIN = 8;
const USAGE =
  'usage: npm run soak -- [--kind links|fuzz|reload] [--minutes N] [--seed N] [--frames N] [--reloads N], N whole numbers';

const numbers = () => {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { kind: text, minutes: text, seed: text, frames: text, reloads: text },
    });
    const kind = values.kind ?? 'links';
    const minutes = Number(values.minutes ?? (kind === 'links' ? 10 : Number.POSITIVE_INFINITY));
    const seed = Number(values.seed ?? Date.now() % 2 ** 31);
    const frames = Number(values.frames ?? 1e8);
    const reloads = Number(values.reloads ?? 10_000);
    const isKind = ['links', 'fuzz', 'reload'].includes(kind);
    const areNumbers = minutes > 0 && frames > 0 && reloads > 0 && Number.isInteger(seed);
    if (isKind && areNumbers) return { kind, minutes, seed, frames, reloads };
  } catch {
    // An option unknown: told below.
  }
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
};

const { kind, minutes, seed, frames: wanted, reloads } = numbers();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const started = Date.now();
const until = started + minutes * 60e3;
let cases = 0;
let frames = 0;
const fates: Record<string, number> = {};

if (kind === 'reload') process.exit((await reload(reloads, say)) ? 0 : 1);
say(`soak: ${kind}, ${kind === 'fuzz' ? `${wanted} frames` : `${minutes} min`}, seed ${seed}`);
if (kind === 'fuzz') process.exit(fuzz(seed, wanted, until, say) ? 0 : 1);
for (let round = 0; Date.now() < until; round++) {
  const roundSeed = seed + round;
  const property = fc.property(linkCases(FRAMES_A_CASE), given => {
    const run = runLink(given);
    const { ledger } = run.engine;
    cases++;
    frames += ledger.in + ledger.births;
    for (const [name, count] of Object.entries(run.causes)) fates[name] = (fates[name] ?? 0) + count;
    if (cases % AGAIN === 0 && runLink(given).hash !== run.hash) throw new Error('the same seed gave other fates');
  });
  const details = fc.check(property, {
    seed: roundSeed,
    numRuns: CASES_A_ROUND,
    interruptAfterTimeLimit: Math.max(1, until - Date.now()),
  });
  if (details.counterexample !== null) {
    say(`FAULT in round ${round}, seed ${roundSeed}: npm run soak -- --seed ${roundSeed}`);
    say(`${(details.errorInstance as Error | null)?.stack ?? ''}`);
    say(fc.stringify(details.counterexample));
    process.exit(1);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  say(`${seconds} s: seed ${roundSeed}, ${cases} links, ${frames} frames`);
}
for (const [name, count] of Object.entries(fates).sort()) say(`  ${name.padEnd(28)} ${count}`);
say(`no fault in ${cases} links of ${frames} frames`);

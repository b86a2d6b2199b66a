import { fuzzFrames } from '../sdk/fuzz.js';

const FRAMES_A_ROUND = 250_000;

/**
 * Sends so many random and changed frames through all of the SDK, or as many as `until` (Date.now() ms) leaves time for.
 * False at the first fault, which has been said with the seed that shows it again.
 */
export const fuzz = (seed: number, frames: number, until: number, say: (text: string) => void): boolean => {
  const started = Date.now();
  const met: Record<string, number> = {};
  let done = 0;
  for (let round = 0; done < frames && Date.now() < until; round++) {
    try {
      const { layers, ...tally } = fuzzFrames(seed + round, Math.min(FRAMES_A_ROUND, frames - done));
      for (const [name, count] of Object.entries({ ...tally, ...layers })) met[name] = (met[name] ?? 0) + count;
    } catch (error) {
      say(`FAULT in round ${round}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
    done = met.frames!;
    if (round % 4 === 3) say(`${Math.round((Date.now() - started) / 1000)} s: seed ${seed + round}, ${done} frames`);
  }
  for (const [name, count] of Object.entries(met)) say(`  ${name.padEnd(28)} ${count}`);
  say(`no fault in ${done} frames`);
  return true;
};

import { spanText } from '../../sdk/quantity.js';
import type { Quantiles } from './histogram.js';
import { countText, framesText, shareText } from './number-text.js';

/** What a run in real time has measured about itself. Whatever is absent was not measured, and is not judged. */
export interface Measured {
  /** Actual minus due departure. */
  readonly lateness?: Quantiles | undefined;
  /** Frames that left later than LATE_SHARE_OF_DELAY of their path's delay. */
  readonly lateFrames?: number;
  /** Frames that the sockets delivered, and those that the kernel dropped before. */
  readonly received?: number;
  readonly kernelDrops?: number;
  /** Frames sent, and those whose sending failed. */
  readonly sent?: number;
  readonly sendErrors?: number;
  /** Frames that left the emulator and were dropped by the interface afterwards. */
  readonly interfaceDrops?: number;
  /** Frames or lines that did not fit on their way to the disk. */
  readonly captureOverflows?: number;
  readonly journalOverflows?: number;
  readonly eventOverflows?: number;
  readonly truthOverflows?: number;
  /** Share of processor time in [0, 1] that the host took away. */
  readonly steal?: number;
  /** Steps of the real-time clock over 1 ms, and the largest. */
  readonly clockJumps?: number;
  readonly largestClockJump?: number;
  /** Arrivals whose stamp lay before the engine's time. */
  readonly clampedArrivals?: number;
  /** Greatest share of the frame store in use. */
  readonly storePeak?: number;
  /** Longest time in which a lane did not go round its loop. */
  readonly longestGap?: number;
  /** Lanes that ended by themselves and were replaced. */
  readonly lanesReplaced?: number;
  readonly priority?: 'real-time' | 'normal';
  /** What was asked of a stage and what came out, in one unit. */
  readonly achieved?: readonly { readonly what: string; readonly asked: number; readonly achieved: number }[];
}

export interface ValidityInput extends Measured {
  readonly driver: 'virtual' | 'real';
  /** Frames by which the ledger is off; 0: exact. */
  readonly ledgerOff: number;
  /** Why the run cannot be replayed, if its journal was checked and failed. */
  readonly replayBroken?: string;
  /** Frames dropped with the cause `memory`, of `framesIn` that entered. */
  readonly memoryDrops: number;
  readonly framesIn: number;
}

export interface Validity {
  readonly verdict: 'valid' | 'suspect' | 'invalid';
  /** In plain words, with the figure and the limit; the invalid ones first. Empty for a valid run. */
  readonly reasons: readonly string[];
}

/** A loss of 0.1 % changes the throughput of TCP at once (Mathis et al. 1997); the emulator must not add as much. */
export const LOST_INVALID = 0.001;
/** One tick of the coarser tools' clocks: beyond it, round-trip times of LAN size are no longer what was asked. */
export const LATE_P99_SUSPECT = 1e6;
/** A quarter of a short wide-area delay (20 ms): bursts and reordering in the result are then the emulator's own. */
export const LATE_P99_INVALID = 5e6;
/** A delay 10 % too long is an error that plots show. */
export const LATE_SHARE_OF_DELAY = 0.1;
/** Above one frame in a hundred such errors move the median's neighbours, above one in ten the median itself. */
export const LATE_FRAMES_SUSPECT = 0.01;
export const LATE_FRAMES_INVALID = 0.1;
/** A host that takes 1 % away does so in slices of several milliseconds, which hit frames at random. */
export const STEAL_SUSPECT = 0.01;
/** A round of an awake lane takes well under a millisecond; one of fifty means that others ran in its place. */
export const GAP_SUSPECT = 50e6;
/** Repeated runs of the same experiment agree to about 1 %; 5 % would be reported as an effect. */
export const ACHIEVED_SUSPECT = 0.01;
export const ACHIEVED_INVALID = 0.05;

interface Findings {
  readonly invalid: string[];
  readonly suspect: string[];
}

/** Judges a run by its own figures. Arithmetic only: the same figures give the same words. */
export const judge = (input: ValidityInput): Validity => {
  const found: Findings = { invalid: [], suspect: [] };
  if (input.ledgerOff !== 0) {
    const off = framesText(Math.abs(input.ledgerOff));
    found.invalid.push(`the ledger is off by ${off}: frames were lost or made without a cause`);
  }
  if (input.replayBroken !== undefined) found.invalid.push(`the journal does not replay: ${input.replayBroken}`);
  const store = input.storePeak === undefined ? '' : `; the frame store was ${shareText(input.storePeak)} full`;
  lost(found, input.memoryDrops, input.framesIn, `dropped for want of memory${store}`);
  if (input.driver === 'real') {
    judgeEdges(found, input);
    if (input.lateness) judgeLateness(found, input, input.lateness);
    judgeAchieved(found, input);
    judgeMachine(found, input);
    judgeFiles(found, input);
  }
  const verdict = found.invalid.length > 0 ? 'invalid' : found.suspect.length > 0 ? 'suspect' : 'valid';
  return { verdict, reasons: [...found.invalid, ...found.suspect] };
};

/** Frames lost outside the plan: any is suspect, a share above LOST_INVALID invalid. */
const lost = (found: Findings, drops: number | undefined, of: number | undefined, how: string): void => {
  if (!drops) return;
  const all = Math.max(drops, of ?? 0);
  const limit = `${shareText(drops / all)} of ${countText(all)}, the limit is ${shareText(LOST_INVALID)}`;
  (drops / all > LOST_INVALID ? found.invalid : found.suspect).push(`${framesText(drops)} ${how} (${limit})`);
};

/** A figure above the first limit is suspect, above the second invalid; `say` gets the limit it passed. */
const above = (
  found: Findings,
  figure: number,
  suspect: number,
  invalid: number,
  say: (limit: number) => string,
): void => {
  if (figure > invalid) found.invalid.push(say(invalid));
  else if (figure > suspect) found.suspect.push(say(suspect));
};

const judgeEdges = (found: Findings, real: Measured): void => {
  const { received, sent, kernelDrops, sendErrors, interfaceDrops } = real;
  lost(found, kernelDrops, (received ?? 0) + (kernelDrops ?? 0), 'dropped by the kernel before they could be read');
  lost(found, sendErrors, (sent ?? 0) + (sendErrors ?? 0), 'lost because sending failed');
  lost(found, interfaceDrops, sent, 'dropped by the interface after sending');
};

const judgeLateness = (found: Findings, real: Measured, { p99, max, count }: Quantiles): void => {
  const priority = real.priority === 'normal' ? '; the lanes ran without real-time priority' : '';
  above(found, p99, LATE_P99_SUSPECT, LATE_P99_INVALID, limit => {
    const limits = `the limit is ${spanText(limit)}, the worst ${spanText(max)}`;
    return `one frame in a hundred left ${spanText(p99)} late or later (${limits})${priority}`;
  });
  const share = (real.lateFrames ?? 0) / Math.max(1, count);
  above(found, share, LATE_FRAMES_SUSPECT, LATE_FRAMES_INVALID, limit => {
    const late = `later than due by over ${shareText(LATE_SHARE_OF_DELAY)} of their delay`;
    return `${shareText(share)} of the frames left ${late} (the limit is ${shareText(limit)})${priority}`;
  });
};

const judgeAchieved = (found: Findings, real: Measured): void => {
  for (const { what, asked, achieved } of real.achieved ?? []) {
    const off = asked === 0 ? 0 : Math.abs(achieved - asked) / asked;
    const way = achieved > asked ? 'above' : 'below';
    above(found, off, ACHIEVED_SUSPECT, ACHIEVED_INVALID, limit => {
      return `${what} was ${shareText(off)} ${way} what was asked (the limit is ${shareText(limit)})`;
    });
  }
};

const judgeMachine = (found: Findings, real: Measured): void => {
  const { lanesReplaced = 0, steal = 0, clockJumps = 0, largestClockJump = 0, longestGap = 0 } = real;
  if (lanesReplaced > 0) {
    const lanes = lanesReplaced === 1 ? 'a lane' : `${lanesReplaced} lanes`;
    found.invalid.push(`${lanes} ended and had to be replaced: frames and the state of hooks are lost`);
  }
  if (steal > STEAL_SUSPECT) {
    const limit = `steal; the limit is ${shareText(STEAL_SUSPECT)}`;
    found.suspect.push(`the host took ${shareText(steal)} of the processor time away (${limit})`);
  }
  if (clockJumps > 0) {
    const times = clockJumps === 1 ? 'once' : `${clockJumps} times`;
    const most = spanText(largestClockJump);
    found.suspect.push(`the real-time clock jumped ${times}, by up to ${most}: arrival times around it are estimates`);
  }
  if (longestGap > GAP_SUSPECT) {
    found.suspect.push(`a lane stood still for ${spanText(longestGap)} (the limit is ${spanText(GAP_SUSPECT)})`);
  }
};

const judgeFiles = (found: Findings, real: Measured): void => {
  const missing = (count: number | undefined, what: string, from: string): void => {
    if (count) found.suspect.push(`${countText(count)} ${what} missing from ${from}: the disk was too slow`);
  };
  missing(real.captureOverflows, 'frames are', 'the captures');
  missing(real.journalOverflows, 'arrivals are', 'the journal');
  missing(real.eventOverflows, 'lines are', 'events.jsonl');
  missing(real.truthOverflows, 'lines are', 'the ground truth');
};

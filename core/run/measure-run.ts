import type { LaneSet } from '../lane/lane-set.js';
import { OVERFLOW } from '../lane/record-ring.js';
import { Histogram } from '../report/histogram.js';
import type { Measured } from '../report/validity.js';

/** Records that did not fit on their way to the disk, of a kind of OVERFLOW. */
export const overflows = ({ lanes }: LaneSet, cell: number): number =>
  lanes.reduce((sum, { control }) => sum + control.overflow[cell]!, 0);

/** What the lanes have measured about themselves, and the kernel about the link. */
export const measureRun = (
  set: LaneSet,
  kernelDrops: readonly number[],
  interfaceDrops: readonly number[],
  steal: number | undefined,
): Measured => {
  const { lanes } = set;
  const lateness = new Histogram();
  for (const { control } of lanes) lateness.mergeFrom(control.lateness);
  const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
  const all = (name: Parameters<(typeof lanes)[number]['control']['get']>[0]): number =>
    sum(lanes.map(({ control }) => control.get(name)));
  const most = (name: Parameters<(typeof lanes)[number]['control']['get']>[0]): number =>
    Math.max(...lanes.map(({ control }) => control.get(name)));
  return {
    lateness: lateness.quantiles(),
    lateFrames: all('lateFrames'),
    received: all('received'),
    kernelDrops: sum(kernelDrops),
    sent: all('sent'),
    sendErrors: all('sendErrors'),
    interfaceDrops: sum(interfaceDrops),
    journalOverflows: overflows(set, OVERFLOW.journal) + overflows(set, OVERFLOW.fates),
    captureOverflows: overflows(set, OVERFLOW.captures),
    eventOverflows: overflows(set, OVERFLOW.events),
    truthOverflows: overflows(set, OVERFLOW.truth),
    clampedArrivals: all('clamped'),
    longestGap: most('longestGap'),
    clockJumps: all('clockJumps'),
    largestClockJump: most('largestClockJump'),
    storePeak: Math.max(...lanes.map(({ control }) => control.get('storeUsedMost') / control.get('storeSlots'))),
    lanesReplaced: set.replaced,
    priority: lanes.every(({ priority }) => priority === 'fifo') ? 'real-time' : 'normal',
    ...(steal === undefined ? {} : { steal }),
  };
};

import type { Leg } from './probe-log.js';
import { reordering } from './reordering.js';
import { type Spread, spread } from './spread.js';

/** One direction of a probed link. All times in nanoseconds. */
export interface LegFigures {
  readonly direction: 'up' | 'down';
  readonly sent: number;
  readonly received: number;
  /** Not there PATIENCE_NS after it was due. */
  readonly lost: number;
  readonly lostShare: number;
  /** Sent, not arrived, and the run ended before it could count as lost. */
  readonly underWay: number;
  /** Arrivals beyond the first of each probe that was sent once. */
  readonly duplicates: number;
  readonly reordered: number;
  readonly reorderedShare: number;
  readonly reorderedExtent: number;
  /** One way, from the sending host's interface to the receiving one's: measured, expected, and their difference. */
  readonly delay?: Spread;
  readonly expected?: Spread;
  readonly error?: Spread;
  /** Effects that move arrivals and are not in the expectation: see movingEffects. */
  readonly unexpected: readonly string[];
  /** With such effects the difference is theirs as well, and there is no `error`. */
  readonly beyond?: Spread;
  /** Probes that arrived before they were due; 0 with such effects. */
  readonly early: number;
}

/** Later than this nothing is waited for: a probe that is this late is lost. */
export const PATIENCE_NS = 1e9;

/** The figures of one leg. `expected`: see expectedArrivals; `until`: when the run ended; `unexpected`: movingEffects. */
export const legFigures = (
  direction: 'up' | 'down',
  leg: Leg,
  expected: Float64Array,
  until: number,
  unexpected: readonly string[],
): LegFigures => {
  const delays: number[] = [];
  const dues: number[] = [];
  const errors: number[] = [];
  const sentOrder: number[] = [];
  let lost = 0;
  let underWay = 0;
  let duplicates = 0;
  for (const [sequence, out] of leg.out.entries()) {
    if (Number.isNaN(out)) continue;
    sentOrder.push(sequence);
    const arrived = leg.in[sequence]!;
    const due = expected[sequence]!;
    if (Number.isNaN(arrived)) {
      if (due + PATIENCE_NS <= until) lost++;
      else underWay++;
      continue;
    }
    duplicates += Math.max(0, leg.inCount[sequence]! - leg.outCount[sequence]!);
    delays.push(arrived - out);
    if (due === Number.POSITIVE_INFINITY) continue;
    dues.push(due - out);
    errors.push(arrived - due);
  }
  const order = new Float64Array(leg.out.length);
  sentOrder.sort((a, b) => leg.out[a]! - leg.out[b]! || a - b);
  for (const [place, sequence] of sentOrder.entries()) order[sequence] = place;
  const arrivals = leg.arrivals.filter(sequence => !Number.isNaN(leg.out[sequence]!));
  const { reordered, ratio, extent } = reordering(arrivals.map(sequence => order[sequence]!));
  const settled = sentOrder.length - underWay;
  const delay = spread(delays);
  const dueSpread = spread(dues);
  const difference = spread(errors);
  const known = unexpected.length === 0;
  return {
    direction,
    sent: sentOrder.length,
    received: arrivals.length,
    lost,
    lostShare: settled === 0 ? 0 : lost / settled,
    underWay,
    duplicates,
    reordered,
    reorderedShare: ratio,
    reorderedExtent: extent,
    ...(delay ? { delay } : {}),
    ...(dueSpread ? { expected: dueSpread } : {}),
    unexpected,
    ...(difference ? (known ? { error: difference } : { beyond: difference }) : {}),
    early: known ? errors.filter(each => each < 0).length : 0,
  };
};

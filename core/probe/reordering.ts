/** Reordering as RFC 4737 counts it. */
export interface Reordering {
  /** Packets of Type-P-Reordered (§3.3): one that was sent later had arrived before. */
  readonly reordered: number;
  /** Their share of all that arrived (§4.1), in [0, 1]; 0 when nothing arrived. */
  readonly ratio: number;
  /** Largest extent (§4.2): how many arrivals back the first one lies that was sent later. 0 without reordering. */
  readonly extent: number;
}

/**
 * `order` holds, in the order of arrival, the place of each packet in the order of sending. Every packet once:
 * duplicates do not count.
 */
export const reordering = (order: readonly number[]): Reordering => {
  // latest[i]: the latest sent among the first i + 1 arrivals. It never falls, so the first arrival that was sent later
  // than a given packet is found by bisection.
  const latest = new Float64Array(order.length);
  let reordered = 0;
  let extent = 0;
  for (const [i, sent] of order.entries()) {
    const before = i === 0 ? -1 : latest[i - 1]!;
    latest[i] = Math.max(before, sent);
    if (sent >= before) continue;
    reordered++;
    extent = Math.max(extent, i - firstAbove(latest, i, sent));
  }
  return { reordered, ratio: order.length === 0 ? 0 : reordered / order.length, extent };
};

const firstAbove = (latest: Float64Array, count: number, sent: number): number => {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (latest[middle]! > sent) high = middle;
    else low = middle + 1;
  }
  return low;
};

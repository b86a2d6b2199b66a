/** A frame seen at an interface: when, in nanoseconds, and how long it was, in bytes. */
export interface Seen {
  readonly at: number;
  readonly bytes: number;
}

/**
 * The rate at which a train came by, in bits per second: what followed the first frame, over the time from the first to
 * the last (packet-train dispersion: Dovrolis, Ramanathan and Moore 2004, §II). Frames lost before the
 * bottleneck do not matter while it stays busy. Undefined for fewer than two frames or no time between them.
 */
export const dispersionRate = (seen: readonly Seen[]): number | undefined => {
  const sorted = [...seen].sort((a, b) => a.at - b.at);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  const bytes = sorted.reduce((sum, frame) => sum + frame.bytes, -first.bytes);
  return (bytes * 8e9) / (last.at - first.at);
};

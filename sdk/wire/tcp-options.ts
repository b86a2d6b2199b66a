/** TCP options by name, to be written in the order in which Linux sends them. */
export interface TcpOptions {
  /** In bytes. */
  readonly mss?: number;
  /** Whether the SACK-permitted option is there. */
  readonly sackPermitted?: boolean;
  /** Clock readings of the sender, and of the other side as heard last. */
  readonly timestamps?: { readonly val: number; readonly ecr: number };
  /** Power of two. */
  readonly windowScale?: number;
  /** Pairs of first sequence number and the one past the last; at most 4, or 3 beside timestamps. */
  readonly sack?: readonly (readonly [left: number, right: number])[];
}

const NOP = 1;

const be32 = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/** The options' bytes, aligned with no-operations, a multiple of 4 long (RFC 9293 §3.2, RFC 7323 §2.2, §3.2, RFC 2018 §3). */
export const tcpOptionBytes = (options: TcpOptions): number[] => {
  const { mss, sackPermitted, timestamps, windowScale, sack } = options;
  const out: number[] = [];
  if (mss !== undefined) out.push(2, 4, (mss >>> 8) & 255, mss & 255);
  if (sackPermitted) out.push(...(timestamps ? [] : [NOP, NOP]), 4, 2);
  if (timestamps)
    out.push(...(sackPermitted ? [] : [NOP, NOP]), 8, 10, ...be32(timestamps.val), ...be32(timestamps.ecr));
  if (windowScale !== undefined) out.push(NOP, 3, 3, windowScale);
  if (sack?.length)
    out.push(NOP, NOP, 5, 2 + 8 * sack.length, ...sack.flatMap(([left, right]) => [...be32(left), ...be32(right)]));
  return out;
};

/** What a frame takes up on the line beside its own bytes. */
export interface Framing {
  /** Bytes added to each frame; may be below 0. */
  readonly overhead: number;
  /** The frame then travels in cells of `size` bytes, the last one filled up, each with `overhead` bytes of its own. */
  readonly cell?: { readonly size: number; readonly overhead: number } | undefined;
}

/**
 * The bytes that a frame of `length` bytes takes on the line, at least 1; undefined where that is the length itself.
 * Overhead first, cells then, as netem counts them (Linux net/sched/sch_netem.c): ATM is 48 and 5.
 */
export const wireBytes = ({ overhead, cell }: Framing): ((length: number) => number) | undefined => {
  if (cell === undefined) return overhead === 0 ? undefined : length => Math.max(1, length + overhead);
  const { size } = cell;
  const whole = size + cell.overhead;
  return length => Math.ceil(Math.max(1, length + overhead) / size) * whole;
};

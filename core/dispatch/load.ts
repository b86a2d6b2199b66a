/** What a policy may know of the stage of an arc: the stage answers from what it has, nothing is copied. */
export interface Load {
  /** Waiting and being sent, and waiting at the exit. */
  readonly frames: number;
  readonly bytes: number;
  /** Room left in the queue; Infinity without a limit in this unit. */
  readonly freeFrames: number;
  readonly freeBytes: number;
  /** Bits per second in force: 0 stands still, Infinity takes no time. */
  readonly rate: number;
  /** Share of the frames that died here lately, from 0 to 1 (core/dispatch/drop-rate.ts). */
  dropRate(now: number): number;
}

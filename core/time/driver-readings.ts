/** What a real-time driver measures about itself: one cell each, of shared memory that one writer fills. */
export const READING = {
  /** Passes of the loop. */
  heartbeat: 0,
  /** Logical time of the last pass, in nanoseconds. */
  now: 1,
  received: 2,
  receivedBytes: 3,
  sent: 4,
  sendErrors: 5,
  /** Arrivals moved to the engine's present, since their stamps lay before it. */
  clamped: 6,
  clockJumps: 7,
  /** In nanoseconds. */
  largestClockJump: 8,
  /** Frames later than a share of their delay. */
  lateFrames: 9,
  storeUsedMost: 10,
  storeSlots: 11,
  /** The last errno of a receiving socket, and its port's ordinal + 1; 0 while all is well. */
  portErrno: 12,
  portDown: 13,
  /** Longest time between two passes of which the second was not asleep, in nanoseconds. */
  longestGap: 14,
  /** What the lane's hooks fill in its heap and beside it, in bytes. */
  hookHeap: 15,
} as const;

export const READING_CELLS = 16;

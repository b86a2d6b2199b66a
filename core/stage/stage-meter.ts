/** A stage's figures in cells that other threads may read; one writer. */
export const METER = {
  framesIn: 0,
  bytesIn: 1,
  framesOut: 2,
  bytesOut: 3,
  dropped: 4,
  queueFrames: 5,
  queueBytes: 6,
  queueLimitBytes: 7,
  queueBytesMost: 8,
  inFlight: 9,
  rate: 10,
  delay: 11,
  route: 12,
  queueFramesMost: 13,
  marked: 14,
  /** Handlers that threw or hung. */
  hookErrors: 15,
} as const;

export const METER_LENGTH = 16;

/** The figures by name, as reports and progress lines read them. */
export type StageReadings = { readonly [K in keyof typeof METER]: number };

/** The readings of the stage with this ordinal, from the meters of all. */
export const readMeter = (meters: Float64Array, ordinal: number): StageReadings =>
  Object.fromEntries(
    Object.entries(METER).map(([name, offset]) => [name, meters[ordinal * METER_LENGTH + offset]!]),
  ) as StageReadings;

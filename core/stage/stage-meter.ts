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
} as const;

export const METER_LENGTH = 16;

/** The figures by name, as reports and progress lines read them. */
export type StageFigures = { readonly [K in keyof typeof METER]: number };

export const readMeter = (cells: Float64Array, at = 0): StageFigures =>
  Object.fromEntries(Object.entries(METER).map(([name, offset]) => [name, cells[at + offset]!])) as StageFigures;

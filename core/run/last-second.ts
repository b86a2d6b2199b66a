import { METER, METER_LENGTH } from '../stage/stage-meter.js';

const SECOND = 1e9;

/** What left the stages over the last second, from samples of their meters. */
export class LastSecond {
  private readonly samples: { readonly at: number; readonly bytes: readonly number[] }[] = [];

  constructor(private readonly stages: number) {}

  /** Takes the meters of all stages as they stand at `at`, in nanoseconds of logical time. */
  sample(at: number, meters: Float64Array): void {
    const { samples } = this;
    samples.push({ at, bytes: this.bytesOf(meters) });
    // One that is a second old or more is wanted: the oldest of the rest may be of just now.
    while (samples.length > 1 && samples[1]!.at <= at - SECOND) samples.shift();
  }

  /** Bit/s by stage, from the sample of a second ago (or the first one) until now. */
  rates(at: number, meters: Float64Array): number[] {
    const [first] = this.samples;
    const bytes = this.bytesOf(meters);
    if (first === undefined || at <= first.at) return bytes.map(() => 0);
    // A lane that took another's place counts from 0.
    return bytes.map((now, stage) => Math.max(0, ((now - first.bytes[stage]!) * 8e9) / (at - first.at)));
  }

  private bytesOf(meters: Float64Array): number[] {
    return Array.from({ length: this.stages }, (_, stage) => meters[stage * METER_LENGTH + METER.bytesOut]!);
  }
}

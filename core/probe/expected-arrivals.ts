import { ExpectedLink, type ProbedStage } from './expected-link.js';
import type { Leg, TrainSeen } from './probe-log.js';
import { TRAIN_FRAME_BYTES } from './train-plan.js';

/**
 * When each probe of a leg should have arrived, NaN for those never sent: see ExpectedLink. The probes and trains that
 * did arrive go over the link one behind the other; a lost one is expected as if alone, and taken not to have used it.
 */
export const expectedArrivals = (
  stage: ProbedStage,
  leg: Leg,
  frameBytes: number,
  trains: readonly TrainSeen[],
): Float64Array => {
  const expected = new Float64Array(leg.out.length).fill(Number.NaN);
  const passing: { readonly at: number; readonly bytes: number; readonly sequence: number }[] = [];
  for (const { out, in: arrived } of trains) {
    for (const [i, at] of out.entries()) {
      if (!Number.isNaN(arrived[i]!)) passing.push({ at, bytes: TRAIN_FRAME_BYTES, sequence: -1 });
    }
  }
  for (const [sequence, at] of leg.out.entries()) {
    if (Number.isNaN(at)) continue;
    if (leg.inCount[sequence]! > 0) passing.push({ at, bytes: frameBytes, sequence });
    else expected[sequence] = new ExpectedLink(stage).leaves(at, frameBytes);
  }
  const link = new ExpectedLink(stage);
  for (const { at, bytes, sequence } of passing.sort((a, b) => a.at - b.at)) {
    const due = link.leaves(at, bytes);
    if (sequence >= 0) expected[sequence] = due;
  }
  return expected;
};

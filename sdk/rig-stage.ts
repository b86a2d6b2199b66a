import type { StageView } from './hook.js';
import type { BitRate, Nanos } from './units.js';

type Settable<T> = { -readonly [K in keyof T]: T[K] };

/** A pretended stage whose readings a test sets. */
export interface RigStage extends Settable<Omit<StageView, 'queue'>> {
  /** The queue that the hook shall see; a test sets its figures. */
  readonly queue: Settable<StageView['queue']>;
}

/** A stage named `rig`: empty, without limit or delay. */
export const rigStage = (): RigStage => {
  const stage: RigStage = {
    name: 'rig',
    queue: { frames: 0, bytes: 0, limitBytes: Number.POSITIVE_INFINITY },
    inFlight: 0,
    rate: Number.POSITIVE_INFINITY as BitRate,
    delay: 0 as Nanos,
    set: ({ rate, delay }) => {
      stage.rate = rate ?? stage.rate;
      stage.delay = delay ?? stage.delay;
    },
  };
  return stage;
};

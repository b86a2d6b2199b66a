import type { Causes } from '../frame/causes.js';
import { ADOPT, type HookMarker, SETUP, TEARDOWN } from './hook-marker.js';
import type { HookSeat } from './hook-seat.js';
import type { Stage } from './stage.js';

/** What the hooks of all stages of an engine are called for outside frames, and what follows when one of them hung. */
export class HookCalls {
  /** How many seats setup and teardown have been called for, by phase: after a hang they go on behind that hook. */
  private readonly called: Record<number, number> = { [SETUP]: 0, [TEARDOWN]: 0 };

  constructor(
    private readonly stages: readonly Stage[],
    private readonly engine: { readonly marker: HookMarker; readonly causes: Causes },
  ) {}

  setup(): void {
    this.callAll(SETUP, seat => seat.hook.setup);
  }

  teardown(): void {
    this.callAll(TEARDOWN, seat => seat.hook.teardown);
  }

  /**
   * The marked frame is dropped for `reason` (or goes on, under `onError: pass` and `detach`), every stage's deadline is found
   * anew, and hooks behind one that hung in its setup are set up.
   */
  recover(reason: string): void {
    const { marker, causes } = this.engine;
    if (!marker.inside) return;
    const stage = this.stages.find(each => each.ordinal === marker.stage)!;
    const seat = stage.chain.seats[marker.seat]!;
    const { phase, slot } = marker;
    marker.leave();
    // The version that hung was not in force yet, and will not be.
    if (phase >= ADOPT) return;
    seat.errors++;
    if (seat.onError === 'detach') stage.chain.unseat(seat);
    stage.chain.keeping.recover(reason);
    if (slot >= 0) {
      stage.chain.cutShort(seat, phase, slot);
      if (seat.onError === 'pass' || seat.onError === 'detach') {
        stage.resume(phase, slot, stage.chain.behind(seat), 0);
      } else stage.books.drop(slot, seat.dropped(reason, causes));
    }
    for (const each of this.stages) each.settle();
    if (phase === SETUP) this.setup();
  }

  private callAll(phase: number, pick: (seat: HookSeat) => unknown): void {
    let place = 0;
    for (const stage of this.stages) {
      for (const seat of stage.chain.seats) {
        if (place++ < this.called[phase]!) continue;
        this.called[phase]!++;
        const call = pick(seat) as ((ctx: unknown) => void) | undefined;
        if (call !== undefined) stage.chain.callTask(seat, phase, () => call.call(seat.hook, seat.ctx));
      }
    }
  }
}

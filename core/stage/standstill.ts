import { type HookMarker, PHASES } from './hook-marker.js';
import type { HookFailure } from './hook-seat.js';
import type { Stage } from './stage.js';

/** More than this at one instant, and so much for every frame that there is room for, is a hook that plans without end. */
const AT_ONCE_MOST = 1e6;
const AT_ONCE_A_SLOT = 16;

/** Notices that logical time passes no more: hooks whose calls end, one after the other, each planning the next for the same instant. */
export class Standstill {
  private instant = -1;
  private atOnce = 0;
  private readonly most: number;

  /** `slots`: of the frame store. */
  constructor(slots: number) {
    this.most = AT_ONCE_MOST + AT_ONCE_A_SLOT * slots;
  }

  /** Something happens at `now`; true when it is more than any frames there can be bring about. */
  isReached(now: number): boolean {
    if (now === this.instant) return ++this.atOnce > this.most;
    this.instant = now;
    this.atOnce = 0;
    return false;
  }

  /** The failure it is, of the hook that was called last: it is most likely to blame. */
  failure(marker: HookMarker, stages: readonly Stage[]): HookFailure {
    const stage = stages.find(({ ordinal }) => ordinal === marker.stage);
    const hook = stage?.chain.seats[marker.seat]?.name ?? '';
    const error = new Error(
      `hook '${hook}' lets no time pass: something new is planned for the same instant again and again (${this.atOnce} times), as by after(0) or by frames injected back and forth`,
    );
    return { stage: stage?.plan.name ?? '', hook, phase: PHASES[marker.phase] ?? '', frame: -1, error };
  }
}

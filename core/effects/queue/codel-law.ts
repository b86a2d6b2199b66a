import type { FrameStore } from '../../frame/store.js';
import type { CodelLawPlan } from '../../plan/effects/queue-plan.js';
import type { EffectHost } from '../effect.js';
import { markCongestion } from './ecn.js';
import { Fifo } from './fifo.js';
import { FULL_FRAME } from './limit.js';

/** One line under CoDel's control, with the state of RFC 8289 §5.1. Times in nanoseconds. */
export class CodelLine extends Fifo {
  /** When the waiting time will have been above the target for an interval; 0 while it is below. */
  firstAbove = 0;
  dropNext = 0;
  /** Drops since the dropping state was entered, and as it was entered last. */
  count = 0;
  lastCount = 0;
  dropping = false;
}

/**
 * CoDel's control law (RFC 8289 §5): once frames have waited longer than `target` for a whole `interval`, drop one, and the
 * next `interval / sqrt(count)` after the one before, until a frame has waited less.
 *
 * The frame's time of arrival stands in the store's column `due`, which is free while it waits. With `ecn` a frame that can
 * be marked is marked in place of its drop and sent: one mark a sending, as in Linux. `ceThreshold` marks what waited
 * longer, whatever the law says.
 */
export class CodelLaw {
  marked = 0;
  /** MAXPACKET of RFC 8289 §5.5: a line that holds no more than one such frame is left alone. */
  longest = FULL_FRAME;
  /** The frame taken last, and how long it had waited. */
  private slot = -1;
  private waited = 0;
  private readonly store: FrameStore;

  constructor(
    private readonly host: EffectHost,
    private readonly plan: CodelLawPlan,
    private readonly cause: number,
  ) {
    this.store = host.store;
  }

  append(line: CodelLine, slot: number, now: number): void {
    const length = this.store.length[slot]!;
    if (length > this.longest) this.longest = length;
    this.store.due[slot] = now;
    line.append(slot);
  }

  /** The next frame of the line to send; -1 when none is left. Drops and marks on the way (RFC 8289 §5.3, `deque`). */
  shift(line: CodelLine, now: number): number {
    let late = this.take(line, now);
    let marked = false;
    if (line.dropping) {
      if (!late) line.dropping = false;
      // A long backlog may bring the time of the next drop so near that it has come already: hence a loop.
      while (line.dropping && now >= line.dropNext) {
        line.count++;
        if (this.marks()) {
          line.dropNext = this.after(line.dropNext, line.count);
          marked = true;
          break;
        }
        this.host.drop(this.slot, this.cause);
        late = this.take(line, now);
        if (late) line.dropNext = this.after(line.dropNext, line.count);
        else line.dropping = false;
      }
    } else if (late) {
      if (this.marks()) marked = true;
      else {
        this.host.drop(this.slot, this.cause);
        this.take(line, now);
      }
      this.enter(line, now);
    }
    if (!marked && this.waited > this.plan.ceThreshold && this.slot >= 0 && markCongestion(this.host, this.slot)) {
      this.marked++;
    }
    return this.slot;
  }

  /** Begins to drop; with the rate of last time, if that was not long ago: it is a good one to start from. */
  private enter(line: CodelLine, now: number): void {
    line.dropping = true;
    const delta = line.count - line.lastCount;
    line.count = delta > 1 && now - line.dropNext < 16 * this.plan.interval ? delta : 1;
    line.dropNext = this.after(now, line.count);
    line.lastCount = line.count;
  }

  private after(time: number, count: number): number {
    return time + this.plan.interval / Math.sqrt(count);
  }

  private marks(): boolean {
    if (!this.plan.ecn || !markCongestion(this.host, this.slot)) return false;
    this.marked++;
    return true;
  }

  /** Takes the line's oldest frame; true when it may be dropped (RFC 8289 §5.6, `dodequeue`). */
  private take(line: CodelLine, now: number): boolean {
    const slot = line.take();
    this.slot = slot;
    if (slot < 0) {
      this.waited = 0;
      line.firstAbove = 0;
      return false;
    }
    this.waited = now - this.store.due[slot]!;
    // Never let the line become shorter than what arrives between two frames of a slow link.
    if (this.waited < this.plan.target || line.bytes <= this.longest) {
      line.firstAbove = 0;
      return false;
    }
    if (line.firstAbove === 0) {
      line.firstAbove = now + this.plan.interval;
      return false;
    }
    return now >= line.firstAbove;
  }
}

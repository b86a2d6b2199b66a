import type { BitErrors } from '../effects/bit-errors/bit-errors.js';
import type { Corrupt } from '../effects/bit-errors/corrupt.js';
import { DelayLine } from '../effects/delay.js';
import type { DelayTrace } from '../effects/delay-trace.js';
import type { Duplicate } from '../effects/duplicate.js';
import { type EffectHost, type Flight, type Holdback, type Jitter, type Judge, PASSES } from '../effects/effect.js';
import type { SpannedJitter } from '../effects/jitter/spanned-jitter.js';
import type { Loss } from '../effects/loss/loss.js';
import type { Skip } from '../effects/reorder/skip.js';
import type { LinkState } from './link-state.js';
import type { Places } from './places.js';

/** What stands on a wire besides its delay, in the order in which a frame meets it; undefined: none. See `refit`. */
export interface WireEffects {
  loss: Loss | undefined;
  ber: BitErrors | undefined;
  readonly corrupt: Corrupt | undefined;
  duplicate: Duplicate | undefined;
  jitter: SpannedJitter | undefined;
  readonly delayTrace: DelayTrace | undefined;
  readonly skip: Skip | undefined;
  /** Who keeps the frames under way; in order by default. */
  readonly flight: Flight | undefined;
  readonly slots: Holdback | undefined;
  readonly reorder: Holdback | undefined;
}

/** Of frames that skip the delay: they overtake whatever is under way. */
const NO_ROUTE = -1;
/** Of copies that follow their frame at a distance: nobody behind it waits for them. */
const COPIES = -2;

const present = <T>(...all: readonly (T | undefined)[]): T[] => all.filter(one => one !== undefined);

/**
 * What lies behind the pacer: losses and bit errors → copies → delay → what holds frames back at the far end.
 *
 * Of what is due at one instant a frame that was held back goes first: it has waited longest.
 */
export class Wire {
  readonly flight: Flight;
  /** Bytes of all frames on the wire. */
  bytes = 0;
  private judges: readonly Judge[] = [];
  private jitters: readonly Jitter[] = [];
  private readonly holdbacks: readonly Holdback[];
  // A wire without effects must not pay for them: what nearly every frame passes is short enough to be inlined.
  private readonly holdsBack: boolean;
  private plain = true;

  constructor(
    private readonly host: EffectHost,
    private readonly link: LinkState,
    private readonly effects: WireEffects,
    private readonly places: Places,
    /** Whether anybody asks for `bytes`. */
    private readonly counts: boolean,
  ) {
    this.flight = effects.flight ?? new DelayLine(host.store);
    this.refit();
    this.holdbacks = present(effects.slots, effects.reorder);
    this.holdsBack = this.holdbacks.length > 0;
  }

  /** Takes up effects that have come into being, or another model in the place of one. */
  refit(): void {
    const { effects } = this;
    this.judges = present<Judge>(effects.loss, effects.ber, effects.corrupt);
    this.jitters = present<Jitter>(effects.jitter, effects.delayTrace);
    this.plain =
      this.judges.length + this.jitters.length === 0 && effects.duplicate === undefined && effects.skip === undefined;
  }

  /** Frames on the wire, those held back included. */
  get frames(): number {
    let { frames } = this.flight;
    for (let i = 0; i < this.holdbacks.length; i++) frames += this.holdbacks[i]!.frames;
    return frames;
  }

  /** When the next frame moves by itself; Infinity while the link stands still for a route change. */
  get nextAt(): number {
    if (this.link.standsStill) return Number.POSITIVE_INFINITY;
    return this.holdsBack ? Math.min(this.heldAt(), this.flight.nextDue) : this.flight.nextDue;
  }

  /** Its place among the stage's events of that instant. */
  get nextOrder(): number {
    return this.holdsBack && this.heldAt() <= this.flight.nextDue ? -1 : this.flight.nextOrder;
  }

  /** Takes a frame that has been sent. */
  send(slot: number, now: number): void {
    if (this.plain) this.launch(slot, now, this.link.delay, this.link.route);
    else this.meet(slot, now);
  }

  /** Does the one thing that is due at `now`: the frame that arrives at the far end, or -1 when it was held back. */
  arrive(now: number): number {
    if (!this.holdsBack) return this.land(this.flight.shift());
    const { holdbacks } = this;
    for (let i = holdbacks.length - 1; i >= 0; i--) {
      if (holdbacks[i]!.nextAt <= now) return this.pass(holdbacks[i]!.shift(now), i + 1, now);
    }
    return this.pass(this.flight.shift(), 0, now);
  }

  /** Holds all frames under way `span` nanoseconds longer. */
  postpone(span: number): void {
    this.flight.postpone(span);
  }

  private pass(slot: number, from: number, now: number): number {
    const { holdbacks } = this;
    for (let i = from; i < holdbacks.length; i++) if (!holdbacks[i]!.pass(slot, now)) return -1;
    return this.land(slot);
  }

  private land(slot: number): number {
    if (this.counts) this.bytes -= this.host.store.length[slot]!;
    return slot;
  }

  /** When what is held back next goes on. */
  private heldAt(): number {
    let at = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.holdbacks.length; i++) {
      const { nextAt } = this.holdbacks[i]!;
      if (nextAt < at) at = nextAt;
    }
    return at;
  }

  /** The way of a frame past effects. */
  private meet(slot: number, now: number): void {
    const { judges } = this;
    const { duplicate } = this.effects;
    for (let i = 0; i < judges.length; i++) {
      const cause = judges[i]!.judge(slot, now);
      if (cause === PASSES) continue;
      this.host.drop(slot, cause);
      return;
    }
    const copies = duplicate === undefined ? 0 : duplicate.copies();
    this.fly(slot, now, 0);
    for (let i = 1; i <= copies; i++) {
      const twin = this.host.twin(slot);
      if (twin >= 0) this.fly(twin, now, i * duplicate!.spacing);
    }
  }

  private fly(slot: number, now: number, after: number): void {
    const { link, jitters } = this;
    let { delay } = link;
    for (let i = 0; i < jitters.length; i++) delay += jitters[i]!.next();
    if (delay < 0) delay = 0;
    let route = after > 0 ? COPIES : link.route;
    if (this.effects.skip?.skips()) {
      delay = 0;
      route = NO_ROUTE;
    }
    this.launch(slot, now, delay + after, route);
  }

  private launch(slot: number, now: number, delay: number, route: number): void {
    if (this.counts) this.bytes += this.host.store.length[slot]!;
    this.flight.push(slot, now, delay, route, this.places.next++);
  }
}

import type { Frame } from '../../sdk/frame.js';
import type { DropRate } from '../dispatch/drop-rate.js';
import type { EffectHost } from '../effects/effect.js';
import { MEMORY } from '../frame/causes.js';
import type { FrameStore } from '../frame/store.js';
import type { EngineServices } from './engine-services.js';
import type { HookSeat } from './hook-seat.js';
import { ABSORBED, DEATHS, ENTRY, EXIT, OUT } from './recorder.js';
import type { Stage } from './stage.js';
import { METER } from './stage-meter.js';
import type { StageTaps } from './stage-taps.js';

/** The accounts of one stage: whatever comes, is made, dies or leaves here is booked, metered and written down by it. */
export class StageBooks implements EffectHost {
  readonly store: FrameStore;
  readonly frame: Frame;
  /** Who counts the share of frames that die here; none as a rule. */
  readonly rates: DropRate[] = [];
  private births = 0;

  constructor(
    private readonly engine: EngineServices,
    private readonly stage: Stage,
    private readonly taps: StageTaps,
  ) {
    this.store = engine.store;
    this.frame = engine.frame;
  }

  /** Counts a frame that came, also one that is refused before it enters. */
  came(length: number): void {
    const { cells } = this.stage;
    cells[METER.framesIn]!++;
    cells[METER.bytesIn]! += length;
  }

  /** Counts a frame that enters. */
  entered(slot: number): void {
    this.came(this.store.length[slot]!);
    if ((this.taps.sides & ENTRY) !== 0) this.taps.passes(ENTRY, slot);
  }

  /** Counts a frame that died without ever having had a slot. */
  refused(): void {
    this.stage.cells[METER.dropped]!++;
  }

  cause(name: string): number {
    return this.engine.causes.number(name);
  }

  drop(slot: number, cause: number): void {
    this.refused();
    if (this.rates.length > 0) this.note(1);
    this.engine.ledger.dropped(cause);
    this.end(slot, cause);
  }

  absorb(slot: number, why: number): void {
    this.engine.ledger.absorbed(why);
    this.end(slot, ABSORBED - why);
  }

  /**
   * Books the frame in a slot as made by this stage for the one in `like` (-1: none): a copy, a replacement, an injection.
   * -1: memory refused it.
   */
  born(slot: number, like = -1): number {
    const { store, ledger, recorder } = this.engine;
    const id = this.engine.birthId(this.stage.ordinal, this.births++);
    const parent = like < 0 ? -1 : store.id[like]!;
    ledger.born();
    if (slot >= 0) {
      store.id[slot] = id;
      recorder.birth?.(id, this.stage.ordinal, parent, store.memory, store.start[slot]!, store.length[slot]!);
      return slot;
    }
    recorder.birth?.(id, this.stage.ordinal, parent, store.memory, 0, 0);
    this.refused();
    ledger.dropped(MEMORY);
    recorder.fate(id, this.engine.now(), this.stage.ordinal, MEMORY, store.memory, 0, 0);
    if ((this.taps.sides & DEATHS) !== 0) this.taps.lost(id, MEMORY, store.memory, 0, 0);
    return -1;
  }

  twin(slot: number): number {
    return this.born(this.store.givesBirth ? this.store.copy(slot) : -1, slot);
  }

  bear(bytes: Uint8Array, like: number): number {
    const slot = this.born(this.store.givesBirth ? this.store.put(bytes) : -1, like);
    if (slot >= 0) this.stand(slot, like);
    return slot;
  }

  /** Counts a frame that leaves the stage and goes on to another. */
  passed(slot: number): void {
    const { cells } = this.stage;
    cells[METER.framesOut]!++;
    cells[METER.bytesOut]! += this.store.length[slot]!;
    if (this.rates.length > 0) this.note(0);
    if ((this.taps.sides & EXIT) !== 0) this.taps.passes(EXIT, slot);
  }

  /** Counts a frame that leaves for good; its slot is the port's from here on. */
  left(slot: number, now: number): void {
    this.passed(slot);
    this.gone(slot, now);
  }

  /** Counts a frame that goes to a port without having passed the stage. */
  sentBack(slot: number, now: number): void {
    if ((this.taps.sides & EXIT) !== 0) this.taps.passes(EXIT, slot);
    this.gone(slot, now);
  }

  private gone(slot: number, now: number): void {
    const { store, ledger, recorder } = this.engine;
    ledger.left();
    recorder.fate(store.id[slot]!, now, this.stage.ordinal, OUT, store.memory, store.start[slot]!, store.length[slot]!);
  }

  /** A hook here did something to the frame with this id (-1: to none): see ALTERATIONS, and Recorder for the numbers. */
  tell(seat: HookSeat, phase: number, id: number, what: number, first: number, second: number): void {
    const { engine, stage } = this;
    seat.did[what]!++;
    engine.recorder.alteration?.(engine.now(), stage.ordinal, seat.index, phase, id, what, first, second);
  }

  reply(frame: Frame, like: number): void {
    this.engine.sendBack(this.stage, frame, this.engine.wayBack(this.stage, like));
  }

  /** A frame made here stands where the one it is made for does, or else on the stage's first arc. */
  private stand(slot: number, like: number): void {
    const { store } = this;
    if (like >= 0) store.stand(slot, like);
    else {
      store.arc[slot] = this.stage.firstArc;
      store.ingress[slot] = -1;
    }
  }

  private note(dropped: 0 | 1): void {
    const now = this.engine.now();
    for (let i = 0; i < this.rates.length; i++) this.rates[i]!.note(dropped, now);
  }

  private end(slot: number, fate: number): void {
    const { store, recorder } = this.engine;
    const now = this.engine.now();
    recorder.fate(
      store.id[slot]!,
      now,
      this.stage.ordinal,
      fate,
      store.memory,
      store.start[slot]!,
      store.length[slot]!,
    );
    if ((this.taps.sides & DEATHS) !== 0) this.taps.ends(slot, fate);
    store.free(slot);
  }
}

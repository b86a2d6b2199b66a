import type { Frame } from '../../sdk/frame.js';
import type { EffectHost } from '../effects/effect.js';
import { MEMORY } from '../frame/causes.js';
import type { FrameStore } from '../frame/store.js';
import type { EngineServices } from './engine-services.js';
import { ABSORBED, OUT } from './recorder.js';
import type { Stage } from './stage.js';
import { METER } from './stage-meter.js';

/** The accounts of one stage: whatever comes, is made, dies or leaves here is booked, metered and written down by it. */
export class StageBooks implements EffectHost {
  readonly store: FrameStore;
  readonly frame: Frame;
  private births = 0;

  constructor(
    private readonly engine: EngineServices,
    private readonly stage: Stage,
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

  /** Counts a frame that died without ever having had a slot. */
  refused(): void {
    this.stage.cells[METER.dropped]!++;
  }

  cause(name: string): number {
    return this.engine.causes.number(name);
  }

  drop(slot: number, cause: number): void {
    this.refused();
    this.engine.ledger.dropped(cause);
    this.end(slot, cause);
  }

  absorb(slot: number, why: number): void {
    this.engine.ledger.absorbed(why);
    this.end(slot, ABSORBED - why);
  }

  /** Books the frame in a slot as made by this stage: a copy, a replacement, an injection. -1: memory refused it. */
  born(slot: number): number {
    const { store, ledger, recorder } = this.engine;
    const id = this.engine.birthId(this.stage.ordinal, this.births++);
    ledger.born();
    if (slot >= 0) {
      store.id[slot] = id;
      return slot;
    }
    this.refused();
    ledger.dropped(MEMORY);
    recorder.fate(id, this.engine.now(), this.stage.ordinal, MEMORY, store.memory, 0, 0);
    return -1;
  }

  twin(slot: number): number {
    return this.born(this.store.givesBirth ? this.store.copy(slot) : -1);
  }

  bear(bytes: Uint8Array): number {
    return this.born(this.store.givesBirth ? this.store.put(bytes) : -1);
  }

  /** Counts a frame that leaves for good; its slot is the port's from here on. */
  left(slot: number, now: number): void {
    const { store, ledger, recorder } = this.engine;
    const { cells, ordinal } = this.stage;
    const length = store.length[slot]!;
    cells[METER.framesOut]!++;
    cells[METER.bytesOut]! += length;
    ledger.left();
    recorder.fate(store.id[slot]!, now, ordinal, OUT, store.memory, store.start[slot]!, length);
  }

  reply(frame: Frame): void {
    this.engine.sendBack(this.stage, frame);
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
    store.free(slot);
  }
}

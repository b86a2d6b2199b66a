import type { EngineServices } from './engine-services.js';
import { DEATHS, OUT, type Recorder } from './recorder.js';

/** Who hears of the frames at some sides of a stage, beside the recorder. */
export interface Tap {
  /** Bits: see ENTRY. */
  readonly sides: number;
  readonly tap: Recorder['tap'];
}

/** Tells of the frames that come to one stage, leave it or end in it, as they are then. */
export class StageTaps {
  /** The sides of which anybody hears, as bits; 0 as a rule. Whoever lets a frame past asks this before all else. */
  sides: number;
  private readonly live: Tap[] = [];

  constructor(
    private readonly engine: EngineServices,
    private readonly stage: number,
    /** Sides of which the recorder hears. */
    private readonly recorded: number,
  ) {
    this.sides = recorded;
  }

  add(tap: Tap): void {
    this.live.push(tap);
    this.sides |= tap.sides;
  }

  /** Does nothing for one that is not there. */
  remove(tap: Tap): void {
    const place = this.live.indexOf(tap);
    if (place >= 0) this.live.splice(place, 1);
    this.sides = this.recorded;
    for (const each of this.live) this.sides |= each.sides;
  }

  /** The frame in a slot came or left. */
  passes(side: number, slot: number): void {
    this.tell(side, slot, OUT);
  }

  /** The frame in a slot ended here. */
  ends(slot: number, fate: number): void {
    this.tell(DEATHS, slot, fate);
  }

  /** A frame ended here that has no slot. */
  lost(id: number, fate: number, memory: Uint8Array, start: number, length: number): void {
    this.hand(DEATHS, id, fate, memory, start, length);
  }

  private tell(side: number, slot: number, fate: number): void {
    const { store } = this.engine;
    this.hand(side, store.id[slot]!, fate, store.memory, store.start[slot]!, store.length[slot]!);
  }

  private hand(side: number, id: number, fate: number, memory: Uint8Array, start: number, length: number): void {
    const { stage, live, engine } = this;
    const at = engine.now();
    if ((this.recorded & side) !== 0) engine.recorder.tap(stage, side, id, at, fate, memory, start, length);
    for (let i = 0; i < live.length; i++) {
      const each = live[i]!;
      if ((each.sides & side) !== 0) each.tap(stage, side, id, at, fate, memory, start, length);
    }
  }
}

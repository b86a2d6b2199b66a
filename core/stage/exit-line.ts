import { Fifo } from '../effects/queue/fifo.js';
import type { FrameStore } from '../frame/store.js';
import type { EngineServices } from './engine-services.js';
import type { Stage } from './stage.js';

/**
 * Frames of a stage that wait, in due order, until a fork under back-pressure takes them. While one waits nothing more is
 * sent; what is on the wire already comes and joins the line.
 */
export class ExitLine {
  private readonly line: Fifo;

  constructor(
    store: FrameStore,
    private readonly stage: Stage,
    private readonly engine: EngineServices,
  ) {
    this.line = new Fifo(store);
  }

  get frames(): number {
    return this.line.frames;
  }
  get bytes(): number {
    return this.line.bytes;
  }

  /** The frame could not go on, or came behind one that could not. */
  add(slot: number): void {
    this.line.append(slot);
    if (this.line.frames === 1) this.engine.await(this.stage, slot, true);
  }

  /** The first frame goes on if it can; true when it did. */
  goOn(now: number): boolean {
    const { line, stage, engine } = this;
    // Taken out first: the line is linked through the slot, which is another's once it has left.
    const slot = line.take();
    if (!engine.leave(stage, slot, now)) {
      line.putBack(slot);
      return false;
    }
    if (line.frames > 0) engine.await(stage, line.first, false);
    return true;
  }
}

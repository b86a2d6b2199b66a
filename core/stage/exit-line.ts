import { Fifo } from '../effects/queue/fifo.js';
import type { FrameStore } from '../frame/store.js';
import type { EngineServices } from './engine-services.js';
import type { Stage } from './stage.js';

/**
 * Frames of a stage that wait, in due order, until a fork under back-pressure takes them. While one waits nothing more is
 * sent; what is on the wire already comes and joins the line.
 */
export class ExitLine {
  /** When the first frame is tried again though nothing has become free for it. */
  triesAt = Number.POSITIVE_INFINITY;
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
  /** The frame that has waited longest; -1 when none waits. */
  get first(): number {
    return this.line.first;
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
    this.triesAt = Number.POSITIVE_INFINITY;
    if (line.frames > 0) engine.await(stage, line.first, false);
    return true;
  }

  /** It is time to try the first frame again. */
  again(): void {
    this.triesAt = Number.POSITIVE_INFINITY;
    // After a hang none may be there.
    if (this.line.frames > 0) this.engine.again(this.line.first);
  }
}

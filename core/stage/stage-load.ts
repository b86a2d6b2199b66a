import { DropRate } from '../dispatch/drop-rate.js';
import type { Load } from '../dispatch/load.js';
import type { Stage } from './stage.js';

/** What dispatch policies see of a stage: its own readings, and the share of frames that died here by one half-life. */
export class StageLoad implements Load {
  private readonly rateOfDrops: DropRate;

  constructor(
    private readonly stage: Stage,
    halfLife: number,
    /** Whether anybody asks for the drop rate: it is kept only then. */
    counts: boolean,
  ) {
    this.rateOfDrops = new DropRate(halfLife);
    if (counts) stage.books.rates.push(this.rateOfDrops);
  }

  get frames(): number {
    const { bottleneck, exitLine } = this.stage;
    return bottleneck.frames + (exitLine?.frames ?? 0);
  }
  get bytes(): number {
    return this.stage.bottleneck.bytes + (this.stage.exitLine?.bytes ?? 0);
  }
  get freeFrames(): number {
    const { queue } = this.stage.bottleneck;
    return Math.max(0, queue.limitFrames - queue.frames - (this.stage.exitLine?.frames ?? 0));
  }
  get freeBytes(): number {
    const { queue } = this.stage.bottleneck;
    return Math.max(0, queue.limitBytes - queue.bytes - (this.stage.exitLine?.bytes ?? 0));
  }
  get rate(): number {
    return this.stage.bottleneck.pacer.rate;
  }
  dropRate(now: number): number {
    return this.rateOfDrops.value(now);
  }
}

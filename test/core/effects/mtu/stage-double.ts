import type { EffectHost } from '../../../../core/effects/effect.js';
import { makeMtu } from '../../../../core/effects/mtu/make.js';
import { ABSORBED } from '../../../../core/frame/ledger.js';
import { FrameStore } from '../../../../core/frame/store.js';
import type { MtuPlan } from '../../../../core/plan/effects/mtu.js';
import { Frame } from '../../../../sdk/frame.js';
import type { Direction } from '../../../../sdk/hook.js';

export const PLAN: MtuPlan = { size: 1280, icmp: true, answers: 1000, burst: 50 };

/** A stage around the MTU alone: what it lets pass, drops, absorbs and answers is kept, and every frame counted. */
export class StageDouble implements EffectHost {
  readonly store: FrameStore;
  readonly frame = new Frame();
  readonly causes: string[] = [];
  /** Frames that went on. */
  readonly passed: Frame[] = [];
  /** What became of the others. */
  readonly fates: string[] = [];
  readonly answers: Frame[] = [];
  now = 0;
  /** Frames entered and born, less those that passed, died or were absorbed. */
  inside = 0;
  readonly mtu: ReturnType<typeof makeMtu>;

  constructor(plan: Partial<MtuPlan>, { slots = 64, slotBytes = 2048, direction = 'up' as Direction } = {}) {
    this.store = new FrameStore(slots * slotBytes, slotBytes);
    this.mtu = makeMtu({ ...PLAN, ...plan }, this, direction, slot => this.pass(slot));
  }

  /** Sends a frame into the stage. */
  enter(frame: Frame): this {
    const slot = this.store.put(frame.bytes);
    this.inside++;
    if (this.mtu.fits(slot)) this.pass(slot);
    else this.mtu.handle(slot, this.now);
    return this;
  }
  private pass(slot: number): void {
    const at = this.store.start[slot]!;
    this.passed.push(Frame.of(this.store.memory.slice(at, at + this.store.length[slot]!)));
    this.end(slot);
  }
  private end(slot: number): void {
    this.inside--;
    this.store.free(slot);
  }

  cause(name: string): number {
    return this.causes.push(name) - 1;
  }
  drop(slot: number, cause: number): void {
    this.fates.push(this.causes[cause]!);
    this.end(slot);
  }
  absorb(slot: number, why: number): void {
    this.fates.push(ABSORBED[why]!);
    this.end(slot);
  }
  twin(slot: number): number {
    const twin = this.store.copy(slot);
    if (twin < 0) this.fates.push('memory');
    else this.inside++;
    return twin;
  }
  bear(): number {
    throw new Error('the MTU makes frames of frames only');
  }
  reply(frame: Frame): void {
    this.answers.push(frame.copy());
  }
}

export const hexOf = (frame: Frame | undefined): string => (frame ? Buffer.from(frame.bytes).toString('hex') : '');

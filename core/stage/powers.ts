import { RIGHTS, type Right } from '../../sdk/rights.js';
import type { Ratio } from '../../sdk/units.js';
import type { HookBudget } from '../plan/plan.js';
import { stagesOfShare } from './stages-of-share.js';

/** What one hook may still do at all its stages together. */
export class Account {
  frames: number;
  bytes: number;
  private readonly stagesMost: number;
  private readonly acted = new Set<number>();

  /** `stages`: how many it stands at. */
  constructor({ frames, bytes, share }: HookBudget, stages: number) {
    this.frames = frames ?? Number.POSITIVE_INFINITY;
    this.bytes = bytes ?? Number.POSITIVE_INFINITY;
    this.stagesMost = stagesOfShare(share ?? (1 as Ratio), stages);
  }

  /** Whether one more frame, of `length` bytes, at this stage, is within it. */
  covers(stage: number, length: number): boolean {
    if (this.frames < 1 || length > this.bytes) return false;
    return this.acted.has(stage) || this.acted.size < this.stagesMost;
  }
  spend(stage: number, length: number): void {
    this.frames -= 1;
    this.bytes -= length;
    this.acted.add(stage);
  }
}

/** Why something was refused: a right that the plan does not grant, or its budget. */
export type Refusal = Exclude<Right, 'observe'> | 'budget';

/**
 * What the plan grants a hook at one stage. Bookkeeping, not a sandbox: what is refused does not happen, and is counted.
 * A hook that may do everything without end has none of these.
 */
export class Powers {
  readonly refused = new Map<Refusal, number>();

  /** `rights` undefined: all of them. `tell` hears of each kind of refusal once, with the id of its frame. */
  constructor(
    private readonly rights: readonly Right[] | undefined,
    private readonly account: Account | undefined,
    private readonly stage: number,
    private readonly tell: (why: Refusal, frame: number) => void,
  ) {}

  /** Whether its handlers see frames: who may delay, drop or modify them does. */
  get observes(): boolean {
    return this.rights === undefined || this.rights.some(right => right !== 'inject');
  }

  /**
   * Whether frames are lent to it as copies, because it may not change them, or only so many: what its handler has done is
   * known afterwards, and only what is granted then is taken over.
   */
  get lends(): boolean {
    return this.account !== undefined || this.rights?.includes('modify') === false;
  }

  /** Why it may not do this now to a frame of `length` bytes; undefined: it may. Nothing is counted. */
  refusal(right: Exclude<Right, 'observe'>, length: number): Refusal | undefined {
    if (this.rights?.includes(right) === false) return right;
    return this.account?.covers(this.stage, length) === false ? 'budget' : undefined;
  }

  /** Whether it may; the account is charged, or the refusal counted. `frame`: its id; -1 where there is none. */
  grants(right: Exclude<Right, 'observe'>, length: number, frame: number): boolean {
    const why = this.refusal(right, length);
    if (why !== undefined) this.refuse(why, frame);
    else this.account?.spend(this.stage, length);
    return why === undefined;
  }

  refuse(why: Refusal, frame: number): void {
    const before = this.refused.get(why) ?? 0;
    this.refused.set(why, before + 1);
    if (before === 0) this.tell(why, frame);
  }
}

/** Whether a hook may do everything: then nothing has to be asked. */
export const mayAll = (rights: readonly Right[] | undefined): boolean =>
  rights === undefined || RIGHTS.every(right => rights.includes(right) || right === 'observe');

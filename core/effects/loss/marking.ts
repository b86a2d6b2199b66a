import { type EffectHost, PASSES } from '../effect.js';
import { markCongestion } from '../queue/ecn.js';
import type { Loss } from './loss.js';

/**
 * A loss model that marks the packets of senders that understand ECN instead of losing them, and loses the others.
 *
 * Random draws per frame: those of the model inside. Overflow: none.
 * Source: netem's `ecn`; RFC 3168 §5. A mark is no loss: it is counted nowhere but in the packet itself.
 */
export class MarkingLoss implements Loss {
  readonly setChance?: (chance: number) => void;

  constructor(
    private readonly host: EffectHost,
    private readonly inner: Loss,
  ) {
    if (inner.setChance) this.setChance = chance => inner.setChance?.(chance);
  }

  judge(slot: number, now: number): number {
    const cause = this.inner.judge(slot, now);
    return cause !== PASSES && markCongestion(this.host, slot) ? PASSES : cause;
  }
}

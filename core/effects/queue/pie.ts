import type { Rng } from '../../../sdk/rng.js';
import type { PieDiscipline, QueueLimit } from '../../plan/effects/queue-plan.js';
import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { markCongestion } from './ecn.js';
import { Fifo } from './fifo.js';
import { FULL_FRAME, LimitedQueue } from './limit.js';

/** Above this probability frames are dropped, also where they could be marked (RFC 8033 §5.1). */
const MARK_MOST = 0.1;
/** Bounds of the sum of probabilities since the last drop: none below, one for certain above (§5.4). */
const SUM_LEAST = 0.85;
const SUM_MOST = 8.5;
/** Below it a probability is none: as in Linux, which counts in 2^-56. Idle rounds would halve it for ever. */
const NEGLIGIBLE = 1 / 2 ** 56;

/**
 * PIE, proportional integral controller enhanced (RFC 8033): drops or marks arriving frames with a probability that is set
 * every `update` from the waiting time's distance to `target` and from its growth.
 *
 * Units: nanoseconds, bytes of whole frames. Random draws per frame pushed: one, whatever comes of it.
 * The waiting time is that of the frame sent last, by its time of arrival (§5.2's alternative to estimating the departure
 * rate, as in Linux), 0 once the line is empty; the stamp stands in the store's column `due`. Rounds lie on whole multiples
 * of `update` in logical time and are made up for when a frame comes or goes: nothing changes between. Gains are scaled
 * down with the probability (§4.2), steps capped at 2 % above 10 % (§5.5), drops spread out (§5.4), bursts of `burst` let
 * pass (§4.4).
 * Overflow: a frame that would pass a limit is refused at the tail (`queue:tail`); early drops are `queue:pie`.
 */
export class PieQueue extends LimitedQueue implements Queue {
  marked = 0;
  /** Of a drop, in force until the next round. */
  probability = 0;
  private waited = 0;
  private waitedBefore = 0;
  private burstLeft: number;
  /** Probabilities since the last drop, added up. */
  private sum = 0;
  private updateAt: number;
  private readonly line: Fifo;
  private readonly early: number;
  private readonly tail: number;

  constructor(
    private readonly host: EffectHost,
    private readonly plan: QueueLimit & PieDiscipline,
    private readonly rng: Rng,
  ) {
    super(plan);
    this.line = new Fifo(host.store);
    this.burstLeft = plan.burst;
    this.updateAt = plan.update;
    this.early = host.cause('queue:pie');
    this.tail = host.cause('queue:tail');
  }

  get frames(): number {
    return this.line.frames;
  }
  get bytes(): number {
    return this.line.bytes;
  }

  push(slot: number, now: number): number {
    const { line, plan } = this;
    const { store } = this.host;
    const draw = this.rng.float();
    if (now >= this.updateAt) this.catchUp(now);
    const length = store.length[slot]!;
    if (this.signals(length, draw)) {
      this.sum = 0;
      if (!plan.ecn || this.probability >= MARK_MOST) return this.early;
      if (this.isFull(line, length)) return this.tail;
      if (!markCongestion(this.host, slot)) return this.early;
      this.marked++;
    } else if (this.isFull(line, length)) {
      this.sum = 0;
      return this.tail;
    }
    const half = plan.target / 2;
    if (this.probability === 0 && this.waited < half && this.waitedBefore < half) this.burstLeft = plan.burst;
    store.due[slot] = now;
    line.append(slot);
    return PASSES;
  }

  shift(now: number): number {
    if (now >= this.updateAt) this.catchUp(now);
    const slot = this.line.take();
    if (slot >= 0) this.waited = this.line.frames === 0 ? 0 : now - this.host.store.due[slot]!;
    return slot;
  }

  /** Whether the arriving frame is to be dropped or marked (§4.1, §5.4). */
  private signals(length: number, draw: number): boolean {
    if (this.burstLeft > 0) return false;
    const { plan } = this;
    let { probability } = this;
    if (this.waitedBefore < plan.target / 2 && probability < 0.2) return false;
    if (this.line.bytes <= 2 * FULL_FRAME) return false;
    if (plan.byteMode && length < FULL_FRAME) probability *= length / FULL_FRAME;
    this.sum = probability === 0 ? 0 : this.sum + probability;
    if (this.sum < SUM_LEAST) return false;
    return this.sum >= SUM_MOST || draw < probability;
  }

  private catchUp(now: number): void {
    const { update } = this.plan;
    for (; this.updateAt <= now; this.updateAt += update) {
      // Once all is at rest it stays so: the rounds of a long idle time need not be walked.
      if (this.probability === 0 && this.waited === 0 && this.waitedBefore === 0 && this.burstLeft === 0) {
        this.updateAt += Math.floor((now - this.updateAt) / update) * update;
        continue;
      }
      this.round();
    }
  }

  /** RFC 8033 §4.2, with the waiting times in seconds. */
  private round(): void {
    const { plan, waited, waitedBefore } = this;
    let step = (plan.alpha * (waited - plan.target) + plan.beta * (waited - waitedBefore)) / 1e9;
    let probability = this.probability;
    if (probability < 0.000001) step /= 2048;
    else if (probability < 0.00001) step /= 512;
    else if (probability < 0.0001) step /= 128;
    else if (probability < 0.001) step /= 32;
    else if (probability < 0.01) step /= 8;
    else if (probability < 0.1) step /= 2;
    else if (step > 0.02) step = 0.02;
    probability += step;
    if (waited === 0 && waitedBefore === 0) probability *= 0.98;
    if (probability < NEGLIGIBLE) probability = 0;
    else if (probability > 1) probability = 1;
    this.probability = probability;
    this.waitedBefore = waited;
    this.burstLeft = Math.max(0, this.burstLeft - plan.update);
  }
}

import { directedFlowHash } from '../../../sdk/flow.js';
import type { Rng } from '../../../sdk/rng.js';
import type { FqCodelDiscipline, QueueLimit } from '../../plan/effects/queue-plan.js';
import { type EffectHost, PASSES, type Queue } from '../effect.js';
import { frameAt } from '../frame-at.js';
import { CodelLaw, CodelLine } from './codel-law.js';
import { LimitedQueue } from './limit.js';

/** The frames of the flows that share a hash. */
class FlowLine extends CodelLine {
  /** Bytes it may still send in this round. */
  deficit = 0;
  /** On one of the two lists of lines that have or had something to send. */
  listed = false;
  behind: FlowLine | undefined = undefined;
}

/** Lines in the order of their turns. */
class Turns {
  first: FlowLine | undefined = undefined;
  private last: FlowLine | undefined = undefined;

  add(line: FlowLine): void {
    line.behind = undefined;
    if (this.last === undefined) this.first = line;
    else this.last.behind = line;
    this.last = line;
  }

  /** Takes the first one out; there must be one. */
  take(): FlowLine {
    const line = this.first!;
    this.first = line.behind;
    if (this.first === undefined) this.last = undefined;
    return line;
  }
}

/**
 * FQ-CoDel (RFC 8290): flows hashed to lines, served by deficit round robin, each line under CoDel's law of its own. A line
 * that begins to send goes before those that have sent their quantum: sparse flows see no queue.
 *
 * Units: nanoseconds, bytes of whole frames. Random draws: one, when it is made, which perturbs the hash; none per frame.
 * The hash covers addresses, ports and protocol; fragments are told apart by addresses alone, and all that is not IP
 * shares one line. What is no more than one frame long in its own line is never dropped by the law.
 * Overflow: frames are dropped (`queue:head`) from the head of the line with the most bytes, until half of them are gone or
 * `dropBatch` frames (RFC 8290 §4.1), the new frame among them if its turn comes. The law's drops are `queue:fq-codel`.
 */
export class FqCodelQueue extends LimitedQueue implements Queue {
  frames = 0;
  bytes = 0;
  private readonly lines: FlowLine[];
  private readonly fresh = new Turns();
  private readonly old = new Turns();
  private readonly law: CodelLaw;
  private readonly quantum: number;
  private readonly dropBatch: number;
  private readonly perturbation: number;
  private readonly head: number;

  constructor(
    private readonly host: EffectHost,
    plan: QueueLimit & FqCodelDiscipline,
    rng: Rng,
  ) {
    super(plan);
    this.lines = Array.from({ length: plan.flows }, () => new FlowLine(host.store));
    this.law = new CodelLaw(host, plan, host.cause('queue:fq-codel'));
    this.quantum = plan.quantum;
    this.dropBatch = plan.dropBatch;
    this.perturbation = rng.u32();
    this.head = host.cause('queue:head');
  }

  get marked(): number {
    return this.law.marked;
  }

  push(slot: number, now: number): number {
    const length = this.host.store.length[slot]!;
    const line = this.lineOf(slot);
    this.law.append(line, slot, now);
    this.frames++;
    this.bytes += length;
    if (!line.listed) {
      line.listed = true;
      line.deficit = this.quantum;
      this.fresh.add(line);
    }
    while (this.frames > 1 && (this.bytes > this.limitBytes || this.frames > this.limitFrames)) this.dropFromFattest();
    return PASSES;
  }

  /** RFC 8290 §4.2. */
  shift(now: number): number {
    const { fresh, old } = this;
    for (;;) {
      const turns = fresh.first === undefined ? old : fresh;
      const line = turns.first;
      if (line === undefined) return -1;
      if (line.deficit <= 0) {
        line.deficit += this.quantum;
        old.add(turns.take());
        continue;
      }
      const { frames, bytes } = line;
      const slot = this.law.shift(line, now);
      this.frames -= frames - line.frames;
      this.bytes -= bytes - line.bytes;
      if (slot >= 0) {
        line.deficit -= this.host.store.length[slot]!;
        return slot;
      }
      turns.take();
      // One pass through the old lines first, or a flow that is new again with each frame would starve them.
      if (turns === fresh) old.add(line);
      else line.listed = false;
    }
  }

  private lineOf(slot: number): FlowLine {
    const hash = directedFlowHash(frameAt(this.host, slot), this.perturbation);
    return this.lines[Math.floor((hash / 4294967296) * this.lines.length)]!;
  }

  private dropFromFattest(): void {
    let fattest = fatter(this.old.first, undefined);
    fattest = fatter(this.fresh.first, fattest);
    const line = fattest!;
    const { frames, bytes } = line;
    const enough = bytes / 2;
    do this.host.drop(line.take(), this.head);
    while (frames - line.frames < this.dropBatch && bytes - line.bytes < enough);
    this.frames -= frames - line.frames;
    this.bytes -= bytes - line.bytes;
  }
}

/** The line with the most bytes of a list and of the one given; the first of equals. */
const fatter = (first: FlowLine | undefined, than: FlowLine | undefined): FlowLine | undefined => {
  let most = than;
  for (let line = first; line !== undefined; line = line.behind) {
    if (most === undefined || line.bytes > most.bytes) most = line;
  }
  return most;
};

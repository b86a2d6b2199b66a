import { FLOW_WORDS, hashWords, isTurned, readFlow, turn } from './flow-words.js';
import type { Frame } from './frame.js';

const words = new Int32Array(FLOW_WORDS);
const FIRST_ROOM = 64;

const longer = (from: Int32Array, length: number): Int32Array<ArrayBuffer> => {
  const to = new Int32Array(length);
  to.set(from);
  return to;
};

/**
 * Numbers the flows seen, 0 to `most` - 1, both directions of one the same number; the number of the flow longest unseen
 * is given to a new one when none is free. What is kept for a flow lies in arrays beside it, at its number. Finding a
 * flow seen before allocates nothing; the arrays double as flows come, up to what `most` needs (64 bytes a flow).
 *
 *     heads   hash → the first flow of a chain (number + 1, 0 for none); chains → the next one
 *     newest ⇄ … ⇄ oldest, by last sight
 */
export class FlowIndex {
  /** Flows that have a number now. */
  size = 0;
  /** Whether the last `touch` gave a number anew. */
  fresh = false;
  /** Whether the frame of the last `touch` or `find` goes the way of the frame that its flow's number was given for. */
  forward = true;
  /** Called with a number before it is taken from its flow because another needs one. */
  onEvict: ((flow: number) => void) | undefined;

  private room = 0;
  private keys = new Int32Array(0);
  private hashes = new Int32Array(0);
  private heads = new Int32Array(0);
  private chains = new Int32Array(0);
  private newer = new Int32Array(0);
  private older = new Int32Array(0);
  private turned = new Int32Array(0);
  private newest = -1;
  private last = -1;
  // Numbers freed, chained through `older`; those past `used` have never been given.
  private free = -1;
  private used = 0;

  /** Throws a RangeError unless `most` is a whole number of 1 to 2^24. */
  constructor(readonly most: number) {
    if (!(Number.isInteger(most) && most >= 1 && most <= 0x1000000)) {
      throw new RangeError(`a flow table holds 1 to ${0x1000000} flows, not ${most}`);
    }
    this.grow(Math.min(FIRST_ROOM, most));
  }

  /** The number of the flow longest unseen, -1 without any. */
  get oldest(): number {
    return this.last;
  }
  /** The number after this one in the order of last sight, from `oldest` on; -1 past the newest. */
  after(flow: number): number {
    return this.newer[flow];
  }

  /** The number of the frame's flow, given now if it had none; -1 for a frame that is not IP. */
  touch(frame: Frame): number {
    if (!readFlow(frame, words, false)) return -1;
    const isBack = isTurned(words);
    if (isBack) turn(words);
    let flow = this.newest;
    this.fresh = false;
    if (flow < 0 || !this.isAt(flow)) {
      const hash = hashWords(words, 0) | 0;
      flow = this.lookUp(hash);
      if (flow < 0) {
        flow = this.give(hash, isBack);
        this.fresh = true;
      } else this.unlink(flow);
      this.linkNewest(flow);
    }
    this.forward = isBack === (this.turned[flow] === 1);
    return flow;
  }

  /** The number of the frame's flow, -1 if it has none. Does not count as seeing it. */
  find(frame: Frame): number {
    if (!readFlow(frame, words, false)) return -1;
    const isBack = isTurned(words);
    if (isBack) turn(words);
    const flow = this.lookUp(hashWords(words, 0) | 0);
    if (flow >= 0) this.forward = isBack === (this.turned[flow] === 1);
    return flow;
  }

  /** Takes the number from its flow; `flow` must be one in use. */
  release(flow: number): void {
    this.unlink(flow);
    this.unchain(flow);
    this.older[flow] = this.free;
    this.free = flow;
    this.size -= 1;
  }

  private give(hash: number, isBack: boolean): number {
    if (this.size === this.most) {
      const flow = this.last;
      this.onEvict?.(flow);
      this.release(flow);
    }
    let flow = this.free;
    if (flow >= 0) this.free = this.older[flow];
    else {
      if (this.used === this.room) this.grow(Math.min(this.most, 2 * this.room));
      flow = this.used++;
    }
    for (let i = 0; i < FLOW_WORDS; i++) this.keys[flow * FLOW_WORDS + i] = words[i];
    this.hashes[flow] = hash;
    this.turned[flow] = isBack ? 1 : 0;
    this.chain(flow);
    this.size += 1;
    return flow;
  }

  private isAt(flow: number): boolean {
    const at = flow * FLOW_WORDS;
    const { keys } = this;
    for (let i = 0; i < FLOW_WORDS; i++) if (keys[at + i] !== words[i]) return false;
    return true;
  }

  private lookUp(hash: number): number {
    let flow = this.heads[hash & (this.heads.length - 1)] - 1;
    while (flow >= 0 && !(this.hashes[flow] === hash && this.isAt(flow))) flow = this.chains[flow] - 1;
    return flow;
  }

  private chain(flow: number): void {
    const place = this.hashes[flow] & (this.heads.length - 1);
    this.chains[flow] = this.heads[place];
    this.heads[place] = flow + 1;
  }

  private unchain(flow: number): void {
    const place = this.hashes[flow] & (this.heads.length - 1);
    let at = this.heads[place] - 1;
    if (at === flow) {
      this.heads[place] = this.chains[flow];
      return;
    }
    while (this.chains[at] !== flow + 1) at = this.chains[at] - 1;
    this.chains[at] = this.chains[flow];
  }

  private unlink(flow: number): void {
    const newer = this.newer[flow];
    const older = this.older[flow];
    if (newer >= 0) this.older[newer] = older;
    else this.newest = older;
    if (older >= 0) this.newer[older] = newer;
    else this.last = newer;
  }

  private linkNewest(flow: number): void {
    this.older[flow] = this.newest;
    this.newer[flow] = -1;
    if (this.newest >= 0) this.newer[this.newest] = flow;
    else this.last = flow;
    this.newest = flow;
  }

  private grow(room: number): void {
    this.room = room;
    this.keys = longer(this.keys, room * FLOW_WORDS);
    this.hashes = longer(this.hashes, room);
    this.chains = longer(this.chains, room);
    this.newer = longer(this.newer, room);
    this.older = longer(this.older, room);
    this.turned = longer(this.turned, room);
    let places = 1;
    while (places < 2 * room) places *= 2;
    this.heads = new Int32Array(places);
    // Only when all numbers given so far are in use does it grow.
    for (let flow = 0; flow < this.used; flow++) this.chain(flow);
  }
}

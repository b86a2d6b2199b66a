import * as assert from 'uvu/assert';
import { build, type FrameSpec } from '../../../sdk/build.js';
import type { Frame } from '../../../sdk/frame.js';
import type { Xoshiro128 } from '../../../sdk/rng.js';
import type { Tcp } from '../../../sdk/wire/tcp.js';

/** What stands in a stream as a whole, and where its bytes stand before and after editing: what the editor is held to. */
export interface Truth {
  readonly original: Uint8Array;
  readonly edited: Uint8Array;
  /** Offset in `edited` that has arrived when the original bytes before `offset` have. */
  toEdited(offset: number): number;
}

export interface Rule {
  readonly find: string;
  readonly with: string;
}

/** Replaces as a whole: leftmost first, the first rule of several. */
export const truthOf = (original: Uint8Array, rules: readonly Rule[]): Truth => {
  const edited: number[] = [];
  const ends: number[] = [0];
  const text = Buffer.from(original).toString('latin1');
  for (let at = 0; at < text.length; ) {
    const rule = rules.find(({ find }) => text.startsWith(find, at));
    edited.push(...Buffer.from(rule ? rule.with : text[at]!, 'latin1'));
    for (let i = 0; i < (rule?.find.length ?? 1); i++) ends[++at] = edited.length;
  }
  return { original, edited: Uint8Array.from(edited), toEdited: offset => ends[offset]! };
};

const MTU_PAYLOAD = 60;

/** One end of a TCP connection, which sends a stream and its FIN, and repeats what is not acknowledged. */
export class Peer {
  /** Offset in the own stream up to which the other end has acknowledged; the FIN counts one. */
  acknowledged = 0;
  sent = 0;
  /** Offset in the other's edited stream up to which all has arrived, its FIN included. */
  received = 0;
  ended = false;
  private readonly sacked = new Set<number>();
  private readonly got = new Map<number, number>();
  private finAt = -1;
  private latest: [number, number] | undefined;
  private duplicate: [number, number] | undefined;

  constructor(
    readonly isn: number,
    readonly otherIsn: number,
    /** Of the stream it sends. */
    readonly own: Truth,
    /** Of the stream it receives. */
    readonly theirs: Truth,
    private readonly spec: FrameSpec,
    private readonly ports: readonly [number, number],
    private readonly rng: Xoshiro128,
  ) {}

  get done(): boolean {
    return this.acknowledged === this.own.original.length + 1 && this.ended;
  }

  private frame(flags: string, seq: number, payload: Uint8Array, sack: [number, number][] = []): Frame {
    return build({
      ...this.spec,
      tcp: {
        srcPort: this.ports[0],
        dstPort: this.ports[1],
        flags,
        seq: seq >>> 0,
        ackNumber: flags === 'S' ? 0 : (this.otherIsn + 1 + this.received) >>> 0,
        options: flags.includes('S')
          ? { mss: 1460, sackPermitted: true, windowScale: 7 }
          : { timestamps: { val: 1, ecr: 2 }, sack },
      },
      payload,
      pad: this.rng.chance(0.5 as never),
    });
  }

  syn(flags: 'S' | 'SA'): Frame {
    return this.frame(flags, this.isn, new Uint8Array(0));
  }

  /** Original bytes [from, to), and the FIN behind the last one. */
  segment(from: number, to: number): Frame {
    const { original } = this.own;
    const fin = to > original.length;
    this.sent = Math.max(this.sent, to);
    return this.frame(fin ? 'FPA' : 'PA', this.isn + 1 + from, original.slice(from, to));
  }

  /** A segment of random bounds: new ones, or some that are not acknowledged, as one would after a loss. */
  send(): Frame | undefined {
    const { rng, own } = this;
    const all = own.original.length + 1;
    if (this.acknowledged === all) return undefined;
    const length = 1 + rng.below(MTU_PAYLOAD);
    if (this.sent < all && rng.chance(0.6 as never)) return this.segment(this.sent, Math.min(all, this.sent + length));
    let from = this.acknowledged;
    if (rng.chance(0.4 as never)) from += rng.below(Math.max(1, this.sent - from));
    // What the other end said it has is not sent again: a wrong word of it would never be made good.
    while (from < this.sent && this.sacked.has(from)) from += 1;
    if (from >= this.sent) return undefined;
    return this.segment(from, Math.min(this.sent, from + length));
  }

  /** A probe of a byte long received. */
  keepAlive(): Frame {
    return this.frame('A', this.isn + this.acknowledged, new Uint8Array(0));
  }

  acknowledgement(): Frame {
    const blocks: [number, number][] = [];
    const wire = ([left, right]: [number, number]): [number, number] => [
      (this.otherIsn + 1 + left) >>> 0,
      (this.otherIsn + 1 + right) >>> 0,
    ];
    if (this.duplicate) blocks.push(wire(this.duplicate));
    const holes = this.blocks().filter(([left]) => left >= this.received);
    const first = holes.find(([left, right]) => this.latest && this.latest[0] >= left && this.latest[0] < right);
    for (const block of first ? [first, ...holes.filter(each => each !== first)] : holes) blocks.push(wire(block));
    this.duplicate = undefined;
    return this.frame('A', this.isn + 1 + this.sent, new Uint8Array(0), blocks.slice(0, 3));
  }

  private blocks(): [number, number][] {
    const blocks: [number, number][] = [];
    for (const offset of [...this.got.keys()].sort((a, b) => a - b)) {
      const last = blocks.at(-1);
      if (last && last[1] === offset) last[1] = offset + 1;
      else blocks.push([offset, offset + 1]);
    }
    return blocks;
  }

  /** Takes a frame; true if it is to be acknowledged at once. `other` is the other end, to hold the translation to the truth. */
  take(frame: Frame, other: Peer): boolean {
    const tcp = frame.tcp!;
    assert.is(frame.transportChecksumOk, true, frame.summary());
    assert.is.not(frame.headerChecksumOk, false);
    this.takeAcknowledgement(tcp, other);
    if (tcp.syn) return false;
    const length = tcp.payloadLength;
    const at = (tcp.seq - (this.otherIsn + 1)) | 0;
    const { edited } = this.theirs;
    assert.ok(
      at + length <= edited.length + (length === 0 ? 1 : 0),
      `bytes past the end: ${at} + ${length} of ${edited.length}`,
    );
    let isNew = false;
    for (let i = 0; i < length; i++) {
      if (at + i >= 0)
        assert.is(frame.memory[tcp.end - length + i], edited[at + i], `byte ${at + i} of ${edited.length}`);
      if (at + i >= this.received && !this.got.has(at + i)) isNew = true;
      this.got.set(at + i, 1);
    }
    if (length > 0) {
      this.latest = [at, at + length];
      if (!isNew) this.duplicate = [at, at + length];
    }
    if (tcp.fin) {
      this.finAt = at + length;
      assert.is(this.finAt, edited.length, 'the FIN stands behind the last byte');
    }
    const isOld = length === 0 && !tcp.fin && at < this.received;
    while (this.got.has(this.received)) this.received += 1;
    if (this.received === this.finAt) {
      this.received += 1;
      this.ended = true;
    }
    return length > 0 || tcp.fin || isOld;
  }

  private takeAcknowledgement(tcp: Tcp, other: Peer): void {
    if (!tcp.ack) return;
    const ack = (tcp.ackNumber - (this.isn + 1)) | 0;
    const all = this.own.original.length;
    assert.ok(ack >= 0 && ack <= this.sent, `acknowledges ${ack} of ${this.sent} sent`);
    // What is said to have arrived must have, the bytes put in its place with it.
    assert.ok(other.received >= this.own.toEdited(Math.min(ack, all)) + (ack > all ? 1 : 0), `has not received ${ack}`);
    for (let i = 0; i < tcp.sackCount; i++) {
      const left = (tcp.sackLeft(i)! - (this.isn + 1)) | 0;
      const right = (tcp.sackRight(i)! - (this.isn + 1)) | 0;
      assert.ok(left >= 0 && left < right && right <= this.sent, `block ${left} to ${right} of ${this.sent} sent`);
      for (let at = this.own.toEdited(left); at < this.own.toEdited(Math.min(all, right)); at++) {
        assert.ok(at < other.received || other.got.has(at), `byte ${at} was not received`);
      }
      for (let at = left; at < right; at++) this.sacked.add(at);
    }
    this.acknowledged = Math.max(this.acknowledged, ack);
  }
}

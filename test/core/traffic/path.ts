import type { Endpoint } from '../../../core/traffic/endpoint.js';
import { Frame } from '../../../sdk/frame.js';

/** One direction of the tests' own path: a virtual clock, a byte queue and a fixed delay, in that order. */
export interface Way {
  /** Bits per second; Infinity by default. */
  rateBps?: number;
  delayNs: number;
  /** Bytes that may wait before the one being sent; Infinity by default. */
  queueBytes?: number;
  /** True drops the frame, before it takes a place in the queue. It may also edit the frame (mark, damage). */
  drop?: (frame: Frame, now: number) => boolean;
}

interface Flying {
  readonly at: number;
  readonly order: number;
  readonly to: 'client' | 'server';
  readonly bytes: Uint8Array;
}

/** A world of two ports and any number of endpoints, run event by event in (time, order) order. */
export class World {
  now = 0;
  private order = 0;
  private flying: Flying[] = [];
  private readonly free = { client: 0, server: 0 };
  private readonly waiting = {
    client: [] as { startsAt: number; bytes: number }[],
    server: [] as { startsAt: number; bytes: number }[],
  };
  /** Called for each frame as it is sent, lost or not: the trace. */
  onSend: (from: 'client' | 'server', frame: Frame, now: number, dropped: boolean) => void = () => {};
  dropped = 0;

  constructor(
    private readonly up: Way,
    private readonly down: Way,
    private readonly ends: { client: Endpoint[]; server: Endpoint[] },
  ) {}

  private sendFrom(from: 'client' | 'server', frame: Frame): void {
    const way = from === 'client' ? this.up : this.down;
    const to = from === 'client' ? 'server' : 'client';
    const mine = frame.copy();
    const queue = this.waiting[from];
    while (queue.length > 0 && queue[0]!.startsAt <= this.now) queue.shift();
    const backlog = queue.reduce((sum, one) => sum + one.bytes, 0);
    const lost =
      (way.drop?.(mine, this.now) ?? false) ||
      (this.free[from] > this.now && backlog + mine.length > (way.queueBytes ?? Number.POSITIVE_INFINITY));
    this.onSend(from, mine, this.now, lost);
    if (lost) {
      this.dropped += 1;
      return;
    }
    const starts = Math.max(this.now, this.free[from]);
    this.free[from] = starts + (way.rateBps === undefined ? 0 : (8e9 * mine.length) / way.rateBps);
    if (starts > this.now) queue.push({ startsAt: starts, bytes: mine.length });
    const at = Math.round(this.free[from] + way.delayNs);
    const one = { at, order: this.order++, to, bytes: mine.bytes } as const;
    let place = this.flying.length;
    while (place > 0 && this.flying[place - 1]!.at > at) place -= 1;
    this.flying.splice(place, 0, one);
  }

  /** Runs until `until` or until nothing is left to happen. */
  run(until = Number.POSITIVE_INFINITY): this {
    for (;;) {
      let next = this.flying[0]?.at ?? Number.POSITIVE_INFINITY;
      let actor: { from: 'client' | 'server'; endpoint: Endpoint } | undefined;
      for (const from of ['client', 'server'] as const) {
        for (const endpoint of this.ends[from]) {
          const deadline = endpoint.nextDeadline();
          if (deadline < next) {
            next = deadline;
            actor = { from, endpoint };
          }
        }
      }
      if (next > until || next === Number.POSITIVE_INFINITY) return this;
      if (next < this.now) throw new Error(`time ran backwards: ${next} after ${this.now}`);
      this.now = next;
      if (actor) {
        const { from, endpoint } = actor;
        endpoint.fire(next, frame => this.sendFrom(from, frame));
      } else {
        const { to, bytes } = this.flying.shift()!;
        for (const endpoint of this.ends[to]) {
          endpoint.receive(Frame.of(bytes), next, frame => this.sendFrom(to, frame));
        }
      }
    }
  }
}

import { Frame } from '../../sdk/frame.js';
import type { FrameStore } from '../frame/store.js';
import type { Engine } from '../stage/engine.js';
import type { Egress } from '../stage/engine-parts.js';
import type { Endpoint } from '../traffic/endpoint.js';
import type { Feed } from './feed.js';

/** What happens at a port in virtual time. */
export interface VirtualPort {
  /** Whether a topology begins here: what programs send where none does is heard by nobody, as on a real interface. */
  readonly enters: boolean;
  /** Traffic programs, in the plan's order; each sees every frame that leaves here. */
  readonly endpoints: readonly Endpoint[];
  /** Sees each frame that leaves, before the programs do. */
  readonly tap?: (memory: Uint8Array, start: number, length: number, at: number, id: number) => void;
}

/** Called at 0, every, 2 x every …: readings over time. */
export interface Tick {
  readonly every: number;
  call(at: number): void;
}

/**
 * Virtual time: one engine on one thread, which jumps from deadline to deadline. Same plan, seed and input give the same
 * output on any machine.
 *
 * At one instant: what is due inside the engine first, then the feeds in their order, then the traffic programs in the
 * plan's order; what a program sends arrives before anything later.
 */
export class VirtualDriver implements Egress {
  private engine!: Engine;
  private readonly frame = new Frame();
  /** Frames sent and not yet handed to the engine: port and slot (-1: refused), in turn. */
  private readonly outbox: number[] = [];
  private readonly senders: readonly ((frame: Frame) => void)[];

  constructor(
    private readonly store: FrameStore,
    private readonly ports: readonly VirtualPort[],
    private readonly feeds: readonly Feed[],
  ) {
    this.senders = ports.map(({ enters }, port) => frame => {
      if (!enters) return;
      const slot = store.put(frame.bytes);
      // Not inside the engine yet: frames sent at one instant are admitted one after another, as a journal has them.
      if (slot >= 0) store.lent++;
      this.outbox.push(port, slot, frame.length);
    });
  }

  /** Gives the driver its engine, whose egress the driver is. */
  attach(engine: Engine): void {
    this.engine = engine;
  }

  /**
   * Runs until logical time `duration` (inclusive), or, when that is Infinity, until no program will send and nothing is
   * inside. The end of a scenario ends it as well. Returns the time reached. A failure of a hook ends
   * it early: see the engine.
   */
  run(duration: number, tick?: Tick): number {
    const { engine, feeds } = this;
    let tickAt = tick ? 0 : Number.POSITIVE_INFINITY;
    let reached = 0;
    let until = Math.min(duration, engine.scenarioEndsAt);
    while (engine.failure === undefined) {
      const internal = engine.nextDeadline();
      const feed = this.nextFeed();
      const feedAt = feed < 0 ? Number.POSITIVE_INFINITY : feeds[feed]!.nextAt;
      const { endpoint, port, at: actAt } = this.nextEndpoint();
      const next = Math.min(internal, feedAt, actAt);
      if (tickAt <= next && tickAt <= until && tick !== undefined) {
        if (next === Number.POSITIVE_INFINITY || (until === Number.POSITIVE_INFINITY && this.idle())) break;
        engine.advance(tickAt);
        tick.call(tickAt);
        tickAt += tick.every;
        continue;
      }
      if (next > until || next === Number.POSITIVE_INFINITY) break;
      if (until === Number.POSITIVE_INFINITY && this.idle()) break;
      if (internal === next) engine.advance(next);
      else if (feedAt === next) feeds[feed]!.deliver(engine);
      else endpoint!.fire(next, this.senders[port]!);
      this.post(next);
      reached = next;
      // A frame may have started the clock, or a record of a journal have brought another scenario.
      until = Math.min(duration, engine.scenarioEndsAt);
    }
    if (until !== Number.POSITIVE_INFINITY && engine.failure === undefined) {
      engine.advance(until);
      reached = until;
    }
    return reached;
  }

  send(port: number, slot: number, at: number): void {
    const { store, frame } = this;
    const { endpoints, tap } = this.ports[port]!;
    const start = store.start[slot]!;
    const length = store.length[slot]!;
    tap?.(store.memory, start, length, at, store.id[slot]!);
    for (let i = 0; i < endpoints.length; i++) {
      frame.point(store.memory, start, length, length, store.id[slot]!);
      endpoints[i]!.receive(frame, at, this.senders[port]!);
    }
    store.free(slot);
  }

  cross(): void {
    throw new Error('one engine has all stages in virtual time: nothing crosses');
  }

  /** True when nothing is inside and nothing more will come: only the scenario would still move. */
  private idle(): boolean {
    if (this.store.used > 0 || this.nextFeed() >= 0) return false;
    return this.ports.every(port => port.endpoints.every(endpoint => endpoint.done()));
  }

  private nextFeed(): number {
    let best = -1;
    let at = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.feeds.length; i++) {
      const { nextAt } = this.feeds[i]!;
      if (nextAt < at) {
        at = nextAt;
        best = i;
      }
    }
    return best;
  }

  private readonly soonest = { endpoint: undefined as Endpoint | undefined, port: 0, at: Number.POSITIVE_INFINITY };

  private nextEndpoint(): { endpoint: Endpoint | undefined; port: number; at: number } {
    const { soonest } = this;
    soonest.at = Number.POSITIVE_INFINITY;
    soonest.endpoint = undefined;
    for (let port = 0; port < this.ports.length; port++) {
      const { endpoints } = this.ports[port]!;
      for (let i = 0; i < endpoints.length; i++) {
        const at = endpoints[i]!.nextDeadline();
        if (at < soonest.at) {
          soonest.at = at;
          soonest.port = port;
          soonest.endpoint = endpoints[i]!;
        }
      }
    }
    return soonest;
  }

  private post(at: number): void {
    const { outbox, engine } = this;
    for (let i = 0; i < outbox.length; i += 3) {
      const slot = outbox[i + 1]!;
      if (slot >= 0) {
        this.store.lent--;
        engine.arrive(outbox[i]!, slot, at);
      } else engine.refuse(outbox[i]!, at, this.store.memory, 0, 0, outbox[i + 2]!);
    }
    outbox.length = 0;
  }
}

import type { Queue } from '../../../../core/effects/effect.js';
import { PASSES } from '../../../../core/effects/effect.js';
import { Pacer } from '../../../../core/effects/pace.js';
import { makeQueue } from '../../../../core/effects/queue/make.js';
import type { QueuePlan } from '../../../../core/plan/effects/queue-plan.js';
import { LINK_PORTS } from '../../../../core/plan/port-plan.js';
import type { Endpoint } from '../../../../core/traffic/endpoint.js';
import { makeTraffic } from '../../../../core/traffic/make.js';
import { Frame } from '../../../../sdk/frame.js';
import { substream } from '../../../../sdk/rng.js';
import type { Nanos } from '../../../../sdk/units.js';
import { QueueHost } from './queue-host.js';

/** A queue before a pacer: frames are offered, and what has been sent is handed on with its wait in the queue. */
export class Bottleneck {
  readonly host = new QueueHost(16_384);
  readonly queue: Queue & { readonly marked: number };
  private readonly pacer = new Pacer();
  private readonly came = new Map<number, number>();

  constructor(
    plan: QueuePlan,
    rate: number,
    private readonly sent: (slot: number, waited: number, now: number) => void,
  ) {
    this.queue = makeQueue(plan, this.host, substream(1, 'up/queue'));
    this.queue.setRate(rate, 0);
    this.pacer.rate = rate;
  }

  get nextAt(): number {
    return this.pacer.finishAt;
  }

  offer(bytes: Uint8Array | number, now: number): void {
    const { host, queue } = this;
    const slot = host.put(bytes);
    this.came.set(host.store.id[slot]!, now);
    const fate = queue.push(slot, now);
    if (fate !== PASSES) host.drop(slot, fate);
    if (this.pacer.sending < 0) this.begin(now);
  }

  /** The frame being sent ends now. */
  fire(now: number): void {
    const slot = this.pacer.end();
    const { store } = this.host;
    this.sent(slot, this.came.get(store.id[slot]!)!, now);
    store.free(slot);
    this.begin(now);
  }

  /** Ends what is due until `to`. */
  advance(to: number): void {
    while (this.nextAt <= to) this.fire(this.nextAt);
  }

  private begin(now: number): void {
    const slot = this.queue.shift(now);
    if (slot < 0) return;
    const id = this.host.store.id[slot]!;
    this.came.set(id, now - this.came.get(id)!);
    this.pacer.begin(slot, this.host.store.length[slot]!, now);
  }
}

export interface TcpTrial {
  readonly plan: QueuePlan;
  readonly rate: number;
  /** Of the round trip without queue, in nanoseconds. */
  readonly rtt: number;
  readonly flows: number;
  readonly until: number;
  readonly ecn?: boolean;
  readonly congestion?: 'cubic' | 'newreno';
}

/** Flows of the traffic program `tcp` through one bottleneck; acknowledgements come back without a queue. */
export const tcpTrial = ({ plan, rate, rtt, flows, until, ecn = false, congestion = 'newreno' }: TcpTrial) => {
  const clients: Endpoint[] = [];
  const servers: Endpoint[] = [];
  for (let i = 0; i < flows; i++) {
    const traffic = makeTraffic(
      {
        kind: 'tcp',
        from: 'client',
        to: 'server',
        start: (i * 50e6) as Nanos,
        stop: Number.POSITIVE_INFINITY as Nanos,
        settings: { bytes: Number.POSITIVE_INFINITY, congestion, ecn, mss: 1460, sack: true, port: 5201 + i },
      },
      i,
      LINK_PORTS,
      name => substream(1, name),
    );
    clients.push(traffic['client']!);
    servers.push(traffic['server']!);
  }
  type Flying = { at: number; frame: Frame };
  const toServer: Flying[] = [];
  const toClient: Flying[] = [];
  let waits = 0;
  let frames = 0;
  let bytes = 0;
  let now = 0;
  const link = new Bottleneck(plan, rate, (slot, waited, at) => {
    const { store } = link.host;
    const start = store.start[slot]!;
    const frame = Frame.of(store.memory.slice(start, start + store.length[slot]!));
    toServer.push({ at: at + rtt / 2, frame });
    // The beginning, with its slow starts and its burst allowance, is another story.
    if (at < until / 4) return;
    waits += waited;
    frames++;
    bytes += frame.length;
  });
  const up = (frame: Frame): void => link.offer(frame.bytes, now);
  const down = (frame: Frame): void => {
    toClient.push({ at: now + rtt / 2, frame: frame.copy() });
  };
  while (now < until) {
    let next = Math.min(link.nextAt, toServer[0]?.at ?? Infinity, toClient[0]?.at ?? Infinity);
    for (const end of clients) next = Math.min(next, end.nextDeadline());
    for (const end of servers) next = Math.min(next, end.nextDeadline());
    now = next;
    if (link.nextAt <= now) link.fire(now);
    else if (toServer.length > 0 && toServer[0]!.at <= now) {
      const { frame } = toServer.shift()!;
      for (const end of servers) end.receive(frame, now, down);
    } else if (toClient.length > 0 && toClient[0]!.at <= now) {
      const { frame } = toClient.shift()!;
      for (const end of clients) end.receive(frame, now, up);
    } else {
      for (const end of clients) if (end.nextDeadline() <= now) end.fire(now, up);
      for (const end of servers) if (end.nextDeadline() <= now) end.fire(now, down);
    }
  }
  return {
    /** Mean wait of a frame in the queue, in milliseconds, over the last three quarters. */
    wait: waits / frames / 1e6,
    /** Share of the rate that was used, over the same time. */
    use: ((bytes * 8) / (rate * (until * 0.75))) * 1e9,
    dropped: link.host.dropped,
    marked: link.queue.marked,
  };
};

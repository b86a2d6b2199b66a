import { randomBytes } from 'node:crypto';
import { EnvironmentError } from '../fault.js';
import { bare, CLIENT, type LinkPair, SERVER } from '../netns/pair.js';
import type { LinkWorld } from '../netns/world.js';
import { monotonic, realtimeOffset } from '../port/clock.js';
import { AgentProcess, type Ready } from './agent-process.js';
import { ExpectedLink } from './expected-link.js';
import { PATIENCE_NS } from './leg-figures.js';
import { ProbeLog } from './probe-log.js';
import { recognise } from './recognise.js';
import { lastDeadline } from './send-schedule.js';
import { Tap, type Visit } from './tap.js';
import { planTrains, TRAIN_FRAME_BYTES, type TrainPlan } from './train-plan.js';
import type { MeasuredStage } from './unexpected-effects.js';

export interface ProbeRequest {
  readonly protocol: 'auto' | 'icmp' | 'udp';
  readonly count: number;
  /** Nanoseconds from probe to probe. */
  readonly interval: number;
  /** Length of a probe's frame, Ethernet header and all. */
  readonly frameBytes: number;
  /** Whether to send trains as well. */
  readonly rate: boolean;
  readonly up: MeasuredStage;
  readonly down: MeasuredStage;
}

/** Time for a word to reach an agent: the first deadline is not missed by it. */
const LEAD_NS = 20e6;
const DRAIN_EVERY_MS = 5;

/**
 * One probe of a link that runs: taps at both hosts, agents that send. `open` before the link, `run` while it runs,
 * `close` after it; the log is there throughout.
 */
export class ProbeSession {
  log: ProbeLog;
  trains: TrainPlan = { trains: [], without: [], pauses: [] };
  /** Frames the kernels of the hosts refused to send. */
  sendFailures = 0;
  /** CLOCK_REALTIME of a stamp less this is time since the run's start. */
  private shift = 0;
  private ended = false;

  private constructor(
    private readonly request: ProbeRequest,
    readonly protocol: 'icmp' | 'udp',
    /** Why ICMP was not used though it was wanted. */
    readonly icmpRefused: string | undefined,
    private readonly marker: number,
    private readonly baseSec: number,
    private readonly taps: readonly { readonly tap: Tap; readonly visit: 'client' | 'server' }[],
    private readonly client: AgentProcess,
    private readonly server: AgentProcess | undefined,
    private readonly ports: { readonly client: number; readonly server: number },
  ) {
    this.log = new ProbeLog(0, []);
  }

  /** Starts agents and taps. Throws an EnvironmentError for `icmp` where that cannot be sent. */
  static async open(world: LinkWorld, request: ProbeRequest): Promise<ProbeSession> {
    const marker = randomBytes(4).readUInt32BE();
    const baseSec = Math.floor(Date.now() / 1000);
    const agents: AgentProcess[] = [];
    const taps: { tap: Tap; visit: 'client' | 'server' }[] = [];
    const start = async (inside: LinkWorld['client'], peer: LinkPair, icmp: boolean): Promise<Ready> => {
      const { agent, ready } = await AgentProcess.start(inside, { marker, peer: bare(peer.ipv4), icmp });
      agents.push(agent);
      return ready;
    };
    try {
      const client = await start(world.client, SERVER, request.protocol !== 'udp');
      const { icmpRefused } = client;
      if (request.protocol === 'icmp' && icmpRefused !== undefined) {
        throw new EnvironmentError(
          `ICMP echo cannot be sent: ${icmpRefused}`,
          'use --protocol udp, or see hookline doctor',
        );
      }
      const protocol = request.protocol === 'udp' || icmpRefused !== undefined ? 'udp' : 'icmp';
      // ICMP is answered by the server's kernel.
      const server = protocol === 'udp' || request.rate ? await start(world.server, CLIENT, false) : undefined;
      taps.push({ tap: new Tap(world.client, CLIENT, baseSec), visit: 'client' });
      taps.push({ tap: new Tap(world.server, SERVER, baseSec), visit: 'server' });
      const ports = { client: client.port, server: server?.port ?? 0 };
      return new ProbeSession(request, protocol, icmpRefused, marker, baseSec, taps, agents[0]!, agents[1], ports);
    } catch (error) {
      for (const { tap } of taps) tap.close();
      await Promise.all(agents.map(agent => agent.stop()));
      throw error;
    }
  }

  /**
   * Sends everything, and waits for the answers: until all are there or the last one has been waited for long enough.
   * `origin` is CLOCK_MONOTONIC at the run's start. Resolves early after `end`.
   */
  async run(origin: number): Promise<void> {
    const { request } = this;
    this.shift = realtimeOffset(this.baseSec).offsetNs + origin;
    const now = (): number => monotonic() - origin;
    const plan = { start: now() + LEAD_NS, interval: request.interval, count: request.count, pauses: [] };
    if (request.rate) this.trains = planTrains(request.up.scenario, request.down.scenario, plan);
    const sending = { ...plan, pauses: this.trains.pauses };
    this.log = new ProbeLog(request.count, this.trains.trains);
    const failures = this.sendAll(origin, sending);
    let sent = false;
    let failure: unknown;
    failures.then(
      refused => {
        sent = true;
        this.sendFailures = refused;
      },
      error => {
        failure = error;
      },
    );
    let patience = Number.POSITIVE_INFINITY;
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, DRAIN_EVERY_MS));
      if (this.ended) return;
      if (failure !== undefined) throw failure;
      this.drain();
      if (!sent) continue;
      if (patience === Number.POSITIVE_INFINITY) patience = this.lastAnswer(now(), lastDeadline(sending)) + PATIENCE_NS;
      // Probes follow every train, so all trains have passed as well.
      if (this.log.answered === request.count) return;
      if (now() > Math.max(patience, this.log.lastArrival + PATIENCE_NS)) return;
    }
  }

  /** Makes `run` come back, and takes in what the taps still hold. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.drain();
  }

  /** Frames that the kernel could not keep for the taps: with any, what counts as lost may have arrived. */
  tapDrops(): number {
    return this.taps.reduce((sum, { tap }) => sum + tap.drops(), 0);
  }

  /** Ends the agents and closes the taps. */
  async close(): Promise<void> {
    this.ended = true;
    for (const { tap } of this.taps) tap.close();
    await Promise.all([this.client.stop(), this.server?.stop()]);
  }

  private async sendAll(origin: number, sending: Parameters<typeof lastDeadline>[0]): Promise<number> {
    const { frameBytes } = this.request;
    const pauses = sending.pauses.map(({ from, to }) => ({ from: from + origin, to: to + origin }));
    const probes = this.client.send({
      kind: 'probes',
      plan: { ...sending, start: sending.start + origin, pauses },
      frameBytes,
      ...(this.protocol === 'udp' ? { port: this.ports.server } : {}),
    });
    const trains = this.trains.trains.map(({ number, direction, start, frames, spacing }) => {
      const plan = { start: start + origin, interval: spacing, count: frames, pauses: [] };
      const [agent, port] = direction === 'up' ? [this.client, this.ports.server] : [this.server!, this.ports.client];
      return agent.send({ kind: 'train', number, port, plan, frameBytes: TRAIN_FRAME_BYTES });
    });
    const refused = await Promise.all([probes, ...trains]);
    return refused.reduce((sum, each) => sum + each, 0);
  }

  /** When the answer to a probe sent at `sent` should be back, on a link that will not stand still for ever. */
  private lastAnswer(now: number, sent: number): number {
    const { up, down, frameBytes } = this.request;
    const there = new ExpectedLink(up).leaves(sent, frameBytes);
    const back = there === Number.POSITIVE_INFINITY ? there : new ExpectedLink(down).leaves(there, frameBytes);
    return back === Number.POSITIVE_INFINITY ? now : Math.max(now, back);
  }

  private drain(): void {
    for (const { tap, visit: host } of this.taps) {
      const visit: Visit = (view, start, length, stamp, outgoing) => {
        this.log.see(host, outgoing, recognise(view, start, length, this.marker), stamp - this.shift);
      };
      tap.drain(visit);
    }
  }
}

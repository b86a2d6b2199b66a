import { addresses } from '../netns/host.js';
import type { Namespace } from '../netns/namespace.js';
import type { LinkWorld } from '../netns/world.js';
import { monotonic } from '../port/clock.js';
import type { RunRecord } from '../report/run-record.js';
import type { Told } from './programs/tell.js';
import { type ProgramName, type RunningProgram, startProgram } from './start-program.js';

const BULK_PORT = '5001';
const ECHO_PORT = '5002';

/** What the programs measured, on the run's logical time axis, in nanoseconds. */
export interface Measurements {
  /** Bytes that reached the receiving program since the entry before. */
  readonly received: readonly { readonly at: number; readonly bytes: number }[];
  readonly rtts: readonly { readonly at: number; readonly rttNs: number }[];
  /** Pings sent. */
  readonly requests: number;
}

/** The demo's own traffic: a bulk transfer over TCP and a ping over UDP, each between two programs. */
export class DemoTraffic {
  private readonly programs: RunningProgram[] = [];
  private readonly received: { at: number; bytes: number }[] = [];
  private readonly rtts: { at: number; rttNs: number }[] = [];
  private requests = 0;
  private origin = Number.POSITIVE_INFINITY;

  constructor(private readonly world: LinkWorld) {}

  /** Starts the two that answer; resolves when they listen. */
  async listen(): Promise<void> {
    const { server } = this.world;
    await this.start('bulk-receiver', server, [BULK_PORT], ({ at, bytes }) => {
      if (at !== undefined && bytes !== undefined && at > this.origin)
        this.received.push({ at: at - this.origin, bytes });
    });
    await this.start('echo-server', server, [ECHO_PORT], () => {});
    await this.unlessOneEnds(Promise.all(this.programs.map(({ ready }) => ready)));
  }

  /** Starts the two that ask, and lets them until logical time `until`. Round-trip times go into the record at once. */
  async run(origin: number, until: number, record: RunRecord): Promise<void> {
    this.origin = origin;
    const to = addresses()['HOOKLINE_SERVER']!;
    const { client } = this.world;
    await this.start('bulk-sender', client, [to, BULK_PORT], () => {});
    await this.start('pinger', client, [to, ECHO_PORT], ({ at, rttNs, sent }) => {
      if (at === undefined || rttNs === undefined) return;
      this.requests = sent ?? 0;
      this.rtts.push({ at: at - origin, rttNs });
      record.rtt(at - origin, rttNs);
    });
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>(resolve => {
      timer = setTimeout(resolve, (origin + until - monotonic()) / 1e6);
    });
    await this.unlessOneEnds(over).finally(() => clearTimeout(timer));
  }

  /** Ends all programs and gives what they measured. */
  async stop(): Promise<Measurements> {
    await Promise.all(this.programs.splice(0).map(({ command }) => command.stop()));
    return { received: this.received, rtts: this.rtts, requests: this.requests };
  }

  private async start(
    name: ProgramName,
    inside: Namespace,
    args: readonly string[],
    onTold: (told: Told) => void,
  ): Promise<void> {
    this.programs.push(await startProgram(inside, name, args, onTold));
  }

  /** Throws when a program ends before `work` is done: none of them does so by itself. */
  private async unlessOneEnds(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, ...this.programs.map(program => program.blame())]);
  }
}

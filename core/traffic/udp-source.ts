import { Frame } from '../../sdk/frame.js';
import type { Endpoint, Send } from './endpoint.js';
import type { Tuple } from './hosts.js';
import { L4, put16, put32, put64, seal, writeTemplate } from './packet.js';
import type { Schedule } from './schedule.js';

/** Headers of Ethernet, IPv4 and UDP. */
export const UDP_HEADERS = 42;
/** The payload begins with the frame's number (4 bytes) and the time it was sent in nanoseconds (8 bytes); then zeros. */
export const STAMP_BYTES = 12;

/**
 * Sends numbered UDP datagrams by a schedule, whatever comes back: the open loop of cbr, poisson and bursts.
 * `size` is the frame's length in bytes from the destination address on, without frame check sequence: what a stage
 * counts, so that a source of the link's rate fills the link exactly. The last frame leaves before `stop`.
 */
export class UdpSource implements Endpoint {
  private readonly memory: Uint8Array;
  private readonly frame: Frame;
  private sent = 0;

  constructor(
    tuple: Tuple,
    private readonly schedule: Schedule,
    private readonly size: number,
    private readonly stop: number,
  ) {
    this.memory = new Uint8Array(size);
    this.frame = Frame.of(this.memory);
    writeTemplate(this.memory, tuple);
    put16(this.memory, L4 + 4, size - L4);
  }

  nextDeadline(): number {
    return this.schedule.at < this.stop ? this.schedule.at : Number.POSITIVE_INFINITY;
  }

  fire(now: number, send: Send): void {
    const { memory, size, schedule } = this;
    while (schedule.at <= now && schedule.at < this.stop) {
      put32(memory, UDP_HEADERS, this.sent >>> 0);
      put64(memory, UDP_HEADERS + 4, now);
      seal(memory, 17, size - L4, 8 + STAMP_BYTES, this.sent, 0);
      send(this.frame.point(memory, 0, size, size, 0));
      this.sent += 1;
      schedule.step();
    }
  }

  receive(): void {}

  done(): boolean {
    return this.nextDeadline() === Number.POSITIVE_INFINITY;
  }

  summary(): Readonly<Record<string, number | string>> {
    return { framesSent: this.sent, bytesSent: this.sent * this.size };
  }
}

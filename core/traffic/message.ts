import { Frame } from '../../sdk/frame.js';
import type { Send } from './endpoint.js';
import type { Tuple } from './hosts.js';
import { L4, put16, put32, read32, seal, writeTemplate } from './packet.js';
import { UDP_HEADERS } from './udp-source.js';

/** Number of the exchange (4 bytes), this part (4), parts in all (4): the head of every datagram of a message. */
export const PART_HEAD = 12;
/** UDP payload that fits an Ethernet MTU of 1500. */
const PART_MOST = 1472;
/** 65536 parts: 96 MB, so that what is noted of a message stays small. */
const PARTS_MOST = 65536;

/** Payload bytes a message can have at most. */
export const MESSAGE_MOST = PARTS_MOST * PART_MOST;

/** Sends messages as one UDP datagram or, beyond 1472 bytes, as several back to back. */
export class MessageSender {
  private readonly memory = new Uint8Array(UDP_HEADERS + PART_MOST);
  private readonly frame = Frame.of(this.memory);
  private id = 0;

  constructor(
    tuple: Tuple,
    private readonly bytes: number,
  ) {
    writeTemplate(this.memory, tuple);
  }

  send(exchange: number, send: Send): void {
    const { memory } = this;
    const parts = Math.ceil(this.bytes / PART_MOST);
    for (let part = 0; part < parts; part++) {
      // A short last part still carries the head; a message of 1473 bytes is 1472 and 12.
      const payload = Math.max(PART_HEAD, Math.min(PART_MOST, this.bytes - part * PART_MOST));
      put16(memory, L4 + 4, 8 + payload);
      put32(memory, UDP_HEADERS, exchange);
      put32(memory, UDP_HEADERS + 4, part);
      put32(memory, UDP_HEADERS + 8, parts);
      seal(memory, 17, 8 + payload, 8 + PART_HEAD, this.id++, 0);
      send(this.frame.point(memory, 0, UDP_HEADERS + payload, memory.length, 0));
    }
  }
}

/** Notes the parts of the newest message; each message is complete once. */
export class MessageReceiver {
  private exchange = -1;
  private left = 0;
  private readonly seen = new Uint8Array(PARTS_MOST);

  /** The number of the exchange that this datagram (`memory[at, end)`, UDP header first) completes, or -1. */
  take(memory: Uint8Array, at: number, end: number): number {
    const head = at + 8;
    if (head + PART_HEAD > end) return -1;
    const exchange = read32(memory, head);
    const part = read32(memory, head + 4);
    const parts = read32(memory, head + 8);
    if (parts > PARTS_MOST || part >= parts || exchange < this.exchange) return -1;
    if (exchange > this.exchange) {
      this.exchange = exchange;
      this.left = parts;
      this.seen.fill(0, 0, parts);
    }
    if (this.seen[part] === 1) return -1;
    this.seen[part] = 1;
    this.left -= 1;
    return this.left === 0 ? exchange : -1;
  }
}

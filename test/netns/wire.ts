import type { Namespace } from '../../core/netns/namespace.js';
import { PacketReceiver } from '../../core/port/packet-receiver.js';
import { PacketSender } from '../../core/port/packet-sender.js';
import { closeFd, openPacketSocket, type PacketSocket } from '../../core/port/packet-socket.js';
import { Poller } from '../../core/port/poller.js';

const SLOT = 2048;
const HEADROOM = 64;
const BATCH = 64;
const PATIENCE = 200;

export interface Received {
  readonly hex: string;
  readonly wireLength: number;
  readonly truncated: boolean;
  readonly stampNs: number;
}

/** One packet socket with a small store of its own, for tests that speak in literal bytes. */
export class Tap {
  readonly socket: PacketSocket;
  readonly memory = new Uint8Array(new SharedArrayBuffer(2 * BATCH * SLOT));
  readonly receiver: PacketReceiver;
  readonly sender: PacketSender;
  readonly poller: Poller;

  constructor(inside: Namespace, interfaceName: string, baseSec = 0, bufferBytes = 1 << 20) {
    this.socket = inside.enter(() => openPacketSocket(interfaceName, { receive: true, send: true, bufferBytes }));
    this.receiver = new PacketReceiver(this.socket.fd, this.memory, BATCH, baseSec);
    this.sender = new PacketSender(this.socket.fd, this.memory, BATCH);
    this.poller = new Poller([this.socket.fd]);
  }

  /** Sends frames given in hexadecimal, blanks allowed. */
  send(...frames: string[]): void {
    for (const hex of frames) {
      const bytes = Buffer.from(hex.replace(/ /g, ''), 'hex');
      const at = (BATCH + this.sender.pending) * SLOT;
      this.memory.set(bytes, at);
      this.sender.push(at, bytes.length);
      if (this.sender.pending === BATCH) this.sender.flush();
    }
    this.sender.flush();
  }

  /** The next `count` frames, or fewer if they do not come within two seconds; throws on a socket error. */
  take(count: number, capacity = SLOT - HEADROOM): Received[] {
    const found: Received[] = [];
    for (let i = 0; i < PATIENCE && found.length < count; i++) {
      this.poller.wait(10e6);
      const want = Math.min(BATCH, count - found.length);
      for (let k = 0; k < want; k++) this.receiver.arm(k, k * SLOT + HEADROOM, capacity);
      const got = this.receiver.receive(want);
      if (got < 0) throw new Error(`receive failed: ${got}`);
      for (let k = 0; k < got; k++) {
        const start = this.receiver.start(k);
        found.push({
          hex: Buffer.from(this.memory.slice(start, start + this.receiver.length(k))).toString('hex'),
          wireLength: this.receiver.wireLength(k),
          truncated: this.receiver.truncated(k),
          stampNs: this.receiver.stampNs(k),
        });
      }
    }
    return found;
  }

  close(): void {
    closeFd(this.socket.fd);
  }
}

/** A frame of an experimental type: addresses, tags, number, zeros up to `length` bytes. */
export const frame = (to: string, tags: string, number: number, length = 60): string =>
  `${to}222222222222${tags}88b5${number.toString(16).padStart(8, '0')}`.padEnd(length * 2, '0');

export const CLIENT_MAC = '222222222222';
export const SERVER_MAC = '666666666666';

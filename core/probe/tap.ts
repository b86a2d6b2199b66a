import type { Namespace } from '../netns/namespace.js';
import type { Pair } from '../netns/pair.js';
import { PacketReceiver } from '../port/packet-receiver.js';
import { closeFd, openPacketSocket, packetStatistics } from '../port/packet-socket.js';
import { SNAP_BYTES } from './recognise.js';

/** Holds some 3,500 full frames, or 10,000 short ones: seconds of probes while this thread does something else. */
const BUFFER_BYTES = 8 * 2 ** 20;
const BATCH = 64;
const PLACE_BYTES = 128;
const TAG_ROOM = 4;

/** What a tap sees of one frame: its first bytes at `start` of `view`. */
export type Visit = (view: DataView, start: number, length: number, stamp: number, outgoing: boolean) => void;

/**
 * Looks at a host's own interface: every frame in and out, with the kernel's stamps. Outgoing frames are stamped as they
 * are handed to the interface, incoming ones as they come out of it; when they are read does not matter, as long as the
 * buffer holds them.
 */
export class Tap {
  private readonly fd: number;
  private readonly receiver: PacketReceiver;
  private readonly view: DataView;
  private dropped = 0;

  /** Stamps count nanoseconds of CLOCK_REALTIME from `baseSec` on. */
  constructor(inside: Namespace, { interfaceName }: Pair, baseSec: number) {
    const options = { receive: true, send: false, outgoing: true, bufferBytes: BUFFER_BYTES };
    this.fd = inside.enter(() => openPacketSocket(interfaceName, options)).fd;
    const memory = new Uint8Array(new ArrayBuffer(BATCH * PLACE_BYTES));
    this.view = new DataView(memory.buffer);
    this.receiver = new PacketReceiver(this.fd, memory, BATCH, baseSec, true);
  }

  /** Hands over everything that waits, in the order in which the kernel saw it. */
  drain(visit: Visit): void {
    const { receiver } = this;
    let got = BATCH;
    while (got === BATCH) {
      // A VLAN tag that was put back moved a place's start.
      for (let i = 0; i < BATCH; i++) receiver.arm(i, i * PLACE_BYTES + TAG_ROOM, SNAP_BYTES);
      got = receiver.receive(BATCH);
      for (let i = 0; i < got; i++) {
        visit(this.view, receiver.start(i), receiver.length(i), receiver.stampNs(i), receiver.outgoing(i));
      }
    }
  }

  /** Frames the kernel could not keep for this tap, so far. */
  drops(): number {
    this.dropped += packetStatistics(this.fd).drops;
    return this.dropped;
  }

  close(): void {
    closeFd(this.fd);
  }
}

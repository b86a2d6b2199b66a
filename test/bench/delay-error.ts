import { CLIENT, SERVER } from '../../core/netns/pair.js';
import type { LinkWorld } from '../../core/netns/world.js';
import { PacketReceiver } from '../../core/port/packet-receiver.js';
import { closeFd, openPacketSocket, packetStatistics } from '../../core/port/packet-socket.js';
import { emulated } from './emulated.js';
import { isBenchFrame, numberOf } from './forwarders/bench-frame.js';
import { program } from './forwarders/rivals.js';
import { quantile } from './machine.js';
import { runProgram } from './programs.js';

const SLOT = 2048;
const HEADROOM = 64;
const BATCH = 64;

/** Kernel stamps by frame number, of what a host's interface sends or receives. */
class StampTap {
  readonly stamps = new Map<number, number>();
  private readonly memory = new Uint8Array(new SharedArrayBuffer(BATCH * SLOT));
  private readonly receiver: PacketReceiver;
  private readonly fd: number;
  private readonly timer: NodeJS.Timeout;

  constructor(world: LinkWorld, where: 'client' | 'server', baseSec: number) {
    const name = where === 'client' ? CLIENT.interfaceName : SERVER.interfaceName;
    const options = { receive: true, send: false, outgoing: true, bufferBytes: 64 << 20 };
    this.fd = world[where].enter(() => openPacketSocket(name, options)).fd;
    this.receiver = new PacketReceiver(this.fd, this.memory, BATCH, baseSec);
    for (let i = 0; i < BATCH; i++) this.receiver.arm(i, i * SLOT + HEADROOM, SLOT - HEADROOM);
    // Only the kernel's stamps count: when they are read does not matter while the buffer holds.
    this.timer = setInterval(() => this.drain(), 20);
  }

  drain(): void {
    for (let got = BATCH; got === BATCH; ) {
      got = this.receiver.receive(BATCH);
      for (let i = 0; i < got; i++) {
        const start = this.receiver.start(i);
        if (isBenchFrame(this.memory, start)) this.stamps.set(numberOf(this.memory, start), this.receiver.stampNs(i));
      }
    }
  }

  close(): number {
    clearInterval(this.timer);
    this.drain();
    const { drops } = packetStatistics(this.fd);
    closeFd(this.fd);
    return drops;
  }
}

export interface DelayError {
  /** Receiver's kernel stamp minus (sender's kernel stamp + closed form), in nanoseconds. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly least: number;
  readonly frames: number;
  readonly lost: number;
}

/** The error of the delay through a link of 100 Mbit/s and 20 ms, at a steady 4000 frames of 1250 bytes a second. */
export const delayError = async (world: LinkWorld, seconds: number): Promise<DelayError> => {
  const rate = 100e6;
  const delay = 20e6;
  const size = 1250;
  const baseSec = Math.floor(Date.now() / 1000);
  const out = new StampTap(world, 'client', baseSec);
  const into = new StampTap(world, 'server', baseSec);
  await emulated(world, 'link: { rate: 100Mbit/s, delay: 20ms, queue: none }', async () => {
    const words = ['--rate', '4000', '--size', `${size}`, '--seconds', `${seconds}`];
    await runProgram(world.client, program('flood-sender', ...words));
    await new Promise(resolve => setTimeout(resolve, 200));
  });
  if (out.close() + into.close() > 0) throw new Error('the taps lost frames');
  const errors: number[] = [];
  let lost = 0;
  let free = 0;
  for (const [number, sent] of [...out.stamps].sort((a, b) => a[0] - b[0])) {
    free = Math.max(free, sent) + (size * 8 * 1e9) / rate;
    const came = into.stamps.get(number);
    if (came === undefined) lost++;
    else errors.push(came - free - delay);
  }
  const [p50, p90, p99, least] = [0.5, 0.9, 0.99, 0].map(p => Math.round(quantile(errors, p))) as [
    number,
    number,
    number,
    number,
  ];
  return { p50, p90, p99, least, frames: errors.length, lost };
};

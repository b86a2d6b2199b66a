import { readFileSync } from 'node:fs';
import type { LaneBind } from '../lane/lane-task.js';
import type { LanePart } from '../lane/partition.js';
import type { World } from '../netns/world.js';
import type { Plan } from '../plan/plan.js';
import { closeSockets, openPacketSocket, packetStatistics } from '../port/packet-socket.js';
import { graphOf, portsInto } from '../topology/graph.js';

/** Holds 8 MiB of frames while a lane is kept from running: 50 ms of 1 Gbit/s of full frames. */
const BUFFER_BYTES = 8 * 2 ** 20;

/** The sockets of one run's ports, opened at the emulator's ends; descriptors that any lane may use. */
export class LinkSockets {
  /** By port ordinal; ports at which nothing enters have none. */
  private readonly receive = new Map<number, number>();
  private readonly send: number[] = [];
  private readonly kernel: number[];
  private readonly droppedBefore: readonly number[];

  constructor(
    private readonly plan: Plan,
    private readonly world: World,
  ) {
    this.kernel = plan.ports.map(() => 0);
    this.droppedBefore = this.transmitDrops();
    try {
      plan.ports.forEach(({ enter }, port) => {
        if (enter.length > 0) this.receive.set(port, this.open(port, true));
        this.send.push(this.open(port, false));
      });
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  /** What each lane is bound to. */
  binds(parts: readonly LanePart[]): LaneBind[] {
    const baseSec = Math.floor(Date.now() / 1000);
    const graph = graphOf(this.plan);
    return parts.map(({ stages }) => ({
      kind: 'bind',
      baseSec,
      receive: [...new Set(stages.flatMap(stage => portsInto(graph, stage)))].map(port => ({
        port,
        fd: this.receive.get(port)!,
      })),
      // Any lane may send by any port: what is sent back leaves where it came in.
      send: this.send.map((fd, port) => ({ port, fd })),
    }));
  }

  /** Frames the kernel dropped before they could be read, by port ordinal, since the sockets were opened. */
  kernelDrops(): number[] {
    for (const [port, fd] of this.receive) this.kernel[port]! += packetStatistics(fd).drops;
    return [...this.kernel];
  }

  /** Frames the interfaces dropped after they were sent, by port ordinal, since the sockets were opened. */
  interfaceDrops(): number[] {
    return this.transmitDrops().map((count, port) => Math.max(0, count - this.droppedBefore[port]!));
  }

  close(): Promise<void> {
    return closeSockets([...this.receive.values(), ...this.send]);
  }

  private open(port: number, receive: boolean): number {
    const { inside, interfaceName } = this.world.ends[port]!;
    return inside.enter(
      () => openPacketSocket(interfaceName, { receive, send: !receive, bufferBytes: BUFFER_BYTES }).fd,
    );
  }

  private transmitDrops(): number[] {
    // Most ends are in one namespace.
    const texts = new Map<unknown, string>();
    return this.world.ends.map(({ inside, interfaceName }) => {
      const text = texts.get(inside) ?? inside.enter(() => readFileSync('/proc/thread-self/net/dev', 'latin1'));
      texts.set(inside, text);
      return transmitDrops(text, interfaceName);
    });
  }
}

/** The `drop` column of the transmit half of /proc/net/dev; 0 for an interface that is gone. */
const transmitDrops = (text: string, interfaceName: string): number => {
  const line = text.split('\n').find(each => each.trim().startsWith(`${interfaceName}:`));
  return line === undefined
    ? 0
    : Number(
        line
          .slice(line.indexOf(':') + 1)
          .trim()
          .split(/\s+/)[11],
      );
};

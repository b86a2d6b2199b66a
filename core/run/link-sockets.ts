import { readFileSync } from 'node:fs';
import type { LaneBind } from '../lane/lane-task.js';
import type { LanePart } from '../lane/partition.js';
import { CLIENT, SERVER } from '../netns/host.js';
import type { World } from '../netns/topology.js';
import type { Plan } from '../plan/plan.js';
import { closeFd, openPacketSocket, packetStatistics } from '../port/packet-socket.js';
import { graphOf, portsInto } from '../topology/graph.js';

/** Holds 8 MiB of frames while a lane is kept from running: 50 ms of 1 Gbit/s of full frames. */
const BUFFER_BYTES = 8 * 2 ** 20;

/** The link's interfaces by port name. */
const INTERFACES: Readonly<Record<string, string>> = { client: CLIENT.linkInterface, server: SERVER.linkInterface };

/** The sockets of one run's ports, opened in the link's namespace; descriptors that any lane may use. */
export class LinkSockets {
  private readonly receive = new Map<number, number>();
  private readonly send = new Map<number, number>();
  private readonly drops = new Map<number, number>();

  constructor(
    private readonly plan: Plan,
    private readonly world: World,
  ) {
    world.link.enter(() => {
      plan.ports.forEach(({ name }, port) => {
        const open = (receive: boolean): number =>
          openPacketSocket(INTERFACES[name]!, { receive, send: !receive, bufferBytes: BUFFER_BYTES }).fd;
        this.receive.set(port, open(true));
        this.send.set(port, open(false));
      });
    });
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
      send: [...this.send].map(([port, fd]) => ({ port, fd })),
    }));
  }

  /** Frames the kernel dropped before they could be read, by port ordinal, since the sockets were opened. */
  kernelDrops(): number[] {
    return this.plan.ports.map((_, port) => {
      const sum = (this.drops.get(port) ?? 0) + packetStatistics(this.receive.get(port)!).drops;
      this.drops.set(port, sum);
      return sum;
    });
  }

  /** Frames the interfaces dropped after they were sent, by port ordinal. */
  interfaceDrops(): number[] {
    const text = this.world.link.enter(() => readFileSync('/proc/thread-self/net/dev', 'latin1'));
    return this.plan.ports.map(({ name }) => Number(transmitDrops(text, INTERFACES[name]!)));
  }

  close(): void {
    for (const fd of [...this.receive.values(), ...this.send.values()]) closeFd(fd);
  }
}

/** The `drop` column of the transmit half of /proc/net/dev; 0 for an interface that is gone. */
const transmitDrops = (text: string, interfaceName: string): number => {
  const line = text.split('\n').find(each => each.trim().startsWith(`${interfaceName}:`));
  return line === undefined ? 0 : Number(line.split(':')[1]!.trim().split(/\s+/)[11]);
};

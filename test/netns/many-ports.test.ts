import { execFileSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import type { Namespace } from '../../core/netns/namespace.js';
import { startCommand } from '../../core/netns/process.js';
import { buildWorld, type World } from '../../core/netns/world.js';
import { ports } from './graph-ports.js';
import { inNamespaces } from './needs-namespaces.js';
import { Tap } from './wire.js';

const sh = (inside: Namespace, script: string): string =>
  inside.enter(() => execFileSync('sh', ['-c', script], { encoding: 'utf8' }));

/** A world that is closed whatever happens. */
const inWorld = async (world: World, work: () => void | Promise<void>): Promise<void> => {
  try {
    await work();
  } finally {
    world.close();
  }
};

const sixteen = Array.from({ length: 16 }, (_, i) => `p${i}@big`);

inNamespaces('a host with 16 interfaces sends from each address by its own', async () => {
  const world = buildWorld(ports(...sixteen, 'server'));
  await inWorld(world, () => {
    assert.equal([...world.hosts.keys()], ['big', 'server']);
    assert.is(world.ends.length, 17);
    assert.equal(world.notes, []);
    const big = world.hosts.get('big')!;
    const [to, to6] = ['192.168.116.2', 'fd00:0:0:116::2'];
    const way = (words: string): string => /dev (\S+)/.exec(sh(big, `ip route get ${words}`))![1]!;
    assert.is(way(to), 'veth1');
    assert.is(way(`${to6}`), 'veth1');
    assert.is(way(`${to} oif veth9`), 'veth9');
    for (const [i, from, from6] of [
      [0, '192.168.22.2', 'fd22::2'],
      [1, '192.168.66.2', 'fd66::2'],
      [5, '192.168.105.2', 'fd00:0:0:105::2'],
      [15, '192.168.115.2', 'fd00:0:0:115::2'],
    ] as const) {
      assert.is(way(`${to} from ${from}`), `veth${i + 1}`);
      assert.is(way(`${to6} from ${from6}`), `veth${i + 1}`);
    }
    assert.is(sh(big, 'cat /proc/sys/net/ipv4/conf/all/rp_filter /proc/sys/net/ipv4/conf/veth7/rp_filter'), '0\n0\n');
    // One of each family at every interface.
    assert.is(sh(big, 'ip neigh show nud permanent').trim().split('\n').length, 32);
  });
});

inNamespaces('four hosts know each other and nobody else, and have a namespace each', async () => {
  const world = buildWorld(ports('alice', 'bob', 'carol', 'dave'));
  await inWorld(world, () => {
    const insides = [...world.hosts.values()];
    assert.is(new Set([...insides, world.link].map(({ inode }) => inode)).size, 5);
    assert.equal(sh(world.hosts.get('carol')!, 'ip -o -4 neigh').match(/^\S+/gm)!.sort(), [
      '192.168.103.2',
      '192.168.22.2',
      '192.168.66.2',
    ]);
    assert.equal(
      world.ends.map(({ interfaceName }) => interfaceName),
      ['sim-veth1', 'sim-veth2', 'sim-veth3', 'sim-veth4'],
    );
    assert.is(sh(world.link, 'ip -o addr | grep -v " lo "; ip -o link | grep -c sim-').trim(), '4');
  });
});

inNamespaces('forty ports have a pair and a host each', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `p${i}`);
  const world = buildWorld(ports(...names));
  await inWorld(world, () => {
    assert.is(sh(world.link, 'ip -o link show up | grep -c sim-').trim(), '40');
    assert.is(sh(world.hosts.get('p39')!, 'ip -o -4 neigh | wc -l').trim(), '39');
  });
});

const ping = inNamespaces === test && findProgram('ping') === undefined ? test.skip : inNamespaces;

ping('a ping bound to an interface or to an address leaves by that one', async () => {
  const world = buildWorld(ports('a1@alice', 'a2@alice', 'a3@alice', 'bob'));
  await inWorld(world, async () => {
    const taps = world.ends.map(({ inside, interfaceName }) => new Tap(inside, interfaceName));
    const bob = taps[3]!;
    const macs = ['222222222222', '666666666666', '02484c000002'];
    /** Unicast frames that have come, in hexadecimal: group reports stay where they are. */
    const come = (tap: Tap): string[] => {
      for (let i = 0; i < tap.receiver.batch; i++) tap.receiver.arm(i, i * 2048 + 64, 1900);
      const got = Math.max(0, tap.receiver.receive(tap.receiver.batch));
      const all = Array.from({ length: got }, (_, i) => {
        const start = tap.receiver.start(i);
        return Buffer.from(tap.memory.slice(start, start + tap.receiver.length(i))).toString('hex');
      });
      return all.filter(hex => (Number.parseInt(hex.slice(0, 2), 16) & 1) === 0);
    };
    const reach = async (...words: readonly string[]): Promise<number[]> => {
      const seen = new Set<number>();
      const line = ['ping', '-c', '2', '-i', '0.2', '-W', '2', ...words];
      const command = await startCommand(world.hosts.get('alice')!, line, { output: 'ignore' });
      while (!command.ended) {
        for (const port of [0, 1, 2]) {
          const asked = come(taps[port]!);
          if (asked.length > 0) seen.add(port);
          bob.send(...asked);
        }
        for (const answer of come(bob)) taps[macs.indexOf(answer.slice(0, 12))]!.send(answer);
        await setImmediate();
      }
      assert.is((await command.exited).code, 0, words.join(' '));
      return [...seen];
    };
    assert.equal(await reach('192.168.103.2'), [0]);
    assert.equal(await reach('-I', 'veth3', '192.168.103.2'), [2]);
    assert.equal(await reach('-I', '192.168.66.2', '192.168.103.2'), [1]);
    assert.equal(await reach('-I', 'fd66::2', 'fd00:0:0:103::2'), [1]);
    for (const tap of taps) tap.close();
  });
});

test.run();

import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { isHarmful, offloads } from '../../core/netns/offloads.js';
import { startCommand } from '../../core/netns/process.js';
import { buildLink, type LinkWorld } from '../../core/netns/world.js';
import { inNamespaces } from './needs-namespaces.js';
import { Tap } from './wire.js';

const ends = (world: LinkWorld) =>
  [
    [world.client, 'veth1'],
    [world.link, 'sim-veth1'],
    [world.link, 'sim-veth2'],
    [world.server, 'veth2'],
  ] as const;

inNamespaces('has every harmful offload off at all four ends', () => {
  const world = buildLink();
  for (const [inside, name] of ends(world)) {
    const features = inside.enter(() => offloads(name));
    assert.ok(features.some(feature => feature.name === 'tx-udp-segmentation'));
    assert.equal(
      features.filter(feature => feature.on && isHarmful(feature.name)).map(feature => feature.name),
      [],
      name,
    );
  }
  world.close();
});

inNamespaces('sets phantomlink names, addresses and hardware addresses, and the MTU', () => {
  const world = buildLink({ mtu: 1400 });
  const read = (inside: LinkWorld['client']) =>
    JSON.parse(inside.enter(() => execFileSync('ip', ['-j', 'addr'], { encoding: 'utf8' }))) as {
      ifname: string;
      address: string;
      mtu: number;
      addr_info: { local: string }[];
    }[];
  const of = (inside: LinkWorld['client'], name: string) => read(inside).find(link => link.ifname === name)!;
  assert.is(of(world.client, 'veth1').address, '22:22:22:22:22:22');
  assert.is(of(world.client, 'veth1').mtu, 1400);
  assert.is(of(world.server, 'veth2').address, '66:66:66:66:66:66');
  assert.ok(of(world.server, 'veth2').addr_info.some(address => address.local === '192.168.66.2'));
  assert.ok(of(world.server, 'veth2').addr_info.some(address => address.local === 'fd66::2'));
  assert.is(of(world.link, 'sim-veth1').address, '44:22:22:22:22:22');
  assert.equal(of(world.link, 'sim-veth2').addr_info, [], 'the link has no address of its own');
  world.close();
});

inNamespaces('works below the MTU of IPv6', () => {
  const world = buildLink({ mtu: 576 });
  assert.equal(world.notes, []);
  world.close();
});

const carry = (from: Tap, to: Tap): void => {
  for (let i = 0; i < from.receiver.batch; i++) from.receiver.arm(i, i * 2048 + 64, 1900);
  const got = from.receiver.receive(from.receiver.batch);
  for (let i = 0; i < got; i++) {
    const start = from.receiver.start(i);
    const at = (64 + to.sender.pending) * 2048;
    to.memory.set(from.memory.subarray(start, start + from.receiver.length(i)), at);
    to.sender.push(at, from.receiver.length(i));
  }
  to.sender.flush();
};

const ping = inNamespaces === test && findProgram('ping') === undefined ? test.skip : inNamespaces;

for (const neighbours of ['static', 'dynamic'] as const) {
  for (const address of ['192.168.66.2', 'fd66::2']) {
    ping(`lets hosts reach ${address} across a bare wire with ${neighbours} neighbours`, async () => {
      const world = buildLink({ neighbours });
      const left = new Tap(world.link, 'sim-veth1');
      const right = new Tap(world.link, 'sim-veth2');
      const command = await startCommand(world.client, ['ping', '-c', '2', '-i', '0.2', '-W', '2', address], {
        output: 'ignore',
      });
      while (!command.ended) {
        carry(left, right);
        carry(right, left);
        await setImmediate();
      }
      assert.is((await command.exited).code, 0);
      left.close();
      right.close();
      world.close();
    });
  }
}

const heldNamespaces = (): number =>
  readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('net:');
    } catch {
      return false; // The descriptor that listed the folder.
    }
  }).length;

inNamespaces('lets go of every namespace when it is closed', () => {
  const before = heldNamespaces();
  const world = buildLink();
  assert.is(heldNamespaces(), before + 3);
  world.close();
  assert.is(heldNamespaces(), before);
});

test.run();

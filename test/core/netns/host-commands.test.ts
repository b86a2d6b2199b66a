import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Host } from '../../../core/netns/host.js';
import { hostCommands, linkCommands, sourceCommands } from '../../../core/netns/host-commands.js';
import { CLIENT, SERVER } from '../../../core/netns/pair.js';

const client: Host = { names: ['client'], pairs: [CLIENT] };
const server: Host = { names: ['server'], pairs: [SERVER] };
const both: Host = { names: ['both'], pairs: [CLIENT, SERVER] };
const other = { ...CLIENT, port: 2, ipv4: '10.0.0.9/24', ipv6: undefined, mac: '02:48:4c:00:00:02' };

test('gives a host phantomlink addresses, a default route into the link and a neighbour it need not ask for', () => {
  assert.equal(
    hostCommands(client, () => [SERVER], {}),
    [
      'addr add 192.168.22.2/24 dev veth1',
      'addr add fd22::2/64 dev veth1 nodad',
      'link set dev veth1 up',
      'route add default dev veth1',
      'route add ::/0 dev veth1',
      'neigh replace 192.168.66.2 lladdr 66:66:66:66:66:66 dev veth1 nud permanent',
      'neigh replace fd66::2 lladdr 66:66:66:66:66:66 dev veth1 nud permanent',
    ],
  );
});

test('leaves neighbours to be found when they are dynamic', () => {
  assert.not.ok(hostCommands(client, () => [SERVER], { neighbours: 'dynamic' }).some(line => line.includes('neigh')));
});

test('leaves IPv6 out below the MTU that it needs', () => {
  assert.not.ok(hostCommands(server, () => [CLIENT], { mtu: 1279 }).some(line => line.includes('::')));
  assert.ok(hostCommands(server, () => [CLIENT], { mtu: 1280 }).some(line => line.includes('::')));
});

test('makes room for two VLAN tags at the ends the emulator sends from', () => {
  assert.equal(linkCommands([client], { mtu: 9000 }), [
    'link add name sim-veth1 address 44:22:22:22:22:22 mtu 9008 type veth peer name veth1 address 22:22:22:22:22:22 mtu 9000 netns /proc/self/fd/3',
    'link set dev sim-veth1 addrgenmode none',
  ]);
});

test('puts the ends of one host into one namespace, and those of the next into the next', () => {
  const ends = linkCommands([both, { names: ['other'], pairs: [other] }], { mtu: 1000 }).map(line => line.slice(-16));
  assert.equal(
    ends,
    ['/proc/self/fd/3', '/proc/self/fd/3', '/proc/self/fd/4'].map(each => ` ${each}`),
  );
});

test('a host of several ports goes by the first unless it is asked for another, or for its address', () => {
  const lines = hostCommands(both, () => [other], {});
  assert.equal(
    lines.filter(line => line.startsWith('route')),
    [
      'route add default dev veth1',
      'route add ::/0 dev veth1',
      'route add default dev veth2 metric 1025',
      'route add ::/0 dev veth2 metric 1025',
    ],
  );
  assert.equal(
    lines.filter(line => line.startsWith('neigh')),
    ['veth1', 'veth2'].map(dev => `neigh replace 10.0.0.9 lladdr 02:48:4c:00:00:02 dev ${dev} nud permanent`),
  );
  assert.equal(sourceCommands(both, 'ipv6', 'add'), [
    'rule add from fd22::2 lookup 22200',
    'route add default dev veth1 table 22200',
    'rule add from fd66::2 lookup 22201',
    'route add default dev veth2 table 22201',
  ]);
  assert.equal(sourceCommands(both, 'ipv4', 'del'), [
    'rule del from 192.168.22.2 lookup 22200',
    'rule del from 192.168.66.2 lookup 22201',
  ]);
});

test('an attached namespace keeps its own default route, and finds the other ports by routes of their own', () => {
  const attached: Host = { ...client, attach: { kind: 'netns', name: 'lab' } };
  assert.equal(
    hostCommands(attached, () => [SERVER, other], { neighbours: 'dynamic' }).filter(line => line.startsWith('route')),
    [
      'route add default dev veth1 metric 4096',
      'route add ::/0 dev veth1 metric 4096',
      'route add 192.168.66.2/32 dev veth1 metric 4096',
      'route add fd66::2/128 dev veth1 metric 4096',
      'route add 10.0.0.9/32 dev veth1 metric 4096',
    ],
  );
});

test('a port without addresses is up and no more', () => {
  const silent: Host = { names: ['tap'], pairs: [{ ...CLIENT, ipv4: undefined, ipv6: undefined }] };
  assert.equal(
    hostCommands(silent, () => [], {}),
    ['link set dev veth1 up'],
  );
});

test.run();

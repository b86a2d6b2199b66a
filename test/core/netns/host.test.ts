import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CLIENT, hostCommands, linkCommands, SERVER } from '../../../core/netns/host.js';

test('gives a host phantomlink addresses, a default route into the link and a neighbour it need not ask for', () => {
  assert.equal(hostCommands(CLIENT, [SERVER], {}), [
    'addr add 192.168.22.2/24 dev veth1',
    'addr add fd22::2/64 dev veth1 nodad',
    'link set dev veth1 up',
    'route add default dev veth1',
    'route add ::/0 dev veth1',
    'neigh replace 192.168.66.2 lladdr 66:66:66:66:66:66 dev veth1 nud permanent',
    'neigh replace fd66::2 lladdr 66:66:66:66:66:66 dev veth1 nud permanent',
  ]);
});

test('leaves neighbours to be found when they are dynamic', () => {
  assert.not.ok(hostCommands(CLIENT, [SERVER], { neighbours: 'dynamic' }).some(line => line.includes('neigh')));
});

test('leaves IPv6 out below the MTU that it needs', () => {
  assert.not.ok(hostCommands(SERVER, [CLIENT], { mtu: 1279 }).some(line => line.includes('::')));
  assert.ok(hostCommands(SERVER, [CLIENT], { mtu: 1280 }).some(line => line.includes('::')));
});

test('makes room for two VLAN tags at the ends the emulator sends from', () => {
  assert.equal(linkCommands([CLIENT], { mtu: 9000 }), [
    'link add name sim-veth1 address 44:22:22:22:22:22 mtu 9008 type veth peer name veth1 address 22:22:22:22:22:22 mtu 9000 netns /proc/self/fd/3',
    'link set dev sim-veth1 addrgenmode none',
  ]);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addresses, clientHost, hostsOf, serverHost } from '../../../core/netns/host.js';
import { CLIENT, pairOf, SERVER } from '../../../core/netns/pair.js';
import { type AttachPlan, defaultAddresses, LINK_PORTS, type PortPlan } from '../../../core/plan/port-plan.js';

/** Ports as `name`, `name@host` or `name@host kind:name`. */
const ports = (...words: string[]): PortPlan[] =>
  words.map((word, i) => {
    const [, name = '', host = name, kind, place] = /^(\w[\w-]*)(?:@(\w+))?(?: (\w+):(\w+))?$/.exec(word)!;
    const attach = kind === undefined ? {} : { attach: { kind: kind as AttachPlan['kind'], name: place! } };
    return { name, host, ...defaultAddresses(i), enter: [], ...attach };
  });

test('the hosts of a link have what phantomlink’s have', () => {
  assert.equal(hostsOf(LINK_PORTS), [
    { names: ['client'], pairs: [CLIENT], attach: undefined },
    { names: ['server'], pairs: [SERVER], attach: undefined },
  ]);
  const { interfaceName, mac, ipv4, ipv6, linkInterface, linkMac } = SERVER;
  assert.equal(
    [interfaceName, mac, ipv4, ipv6, linkInterface, linkMac],
    ['veth2', '66:66:66:66:66:66', '192.168.66.2/24', 'fd66::2/64', 'sim-veth2', '44:66:66:66:66:66'],
  );
});

test('ports of one host share it, and an interface of this machine has none', () => {
  const hosts = hostsOf(ports('alice', 'bob', 'alice2@alice', 'wire if:eth1'));
  assert.equal(
    hosts.map(({ names, pairs }) => [...names, ...pairs.map(({ port, linkInterface }) => `${port} ${linkInterface}`)]),
    [
      ['alice', '0 sim-veth1', '2 sim-veth3'],
      ['bob', '1 sim-veth2'],
    ],
  );
});

test('hosts that are attached to one place are one, by all their names', () => {
  const [lab, carol] = hostsOf(ports('a netns:lab', 'carol', 'b netns:lab'));
  assert.equal(lab!.names, ['a', 'b']);
  assert.equal(lab!.attach, { kind: 'netns', name: 'lab' });
  assert.equal(
    lab!.pairs.map(({ port }) => port),
    [0, 2],
  );
  assert.equal([carol!.names, carol!.attach], [['carol'], undefined]);
});

test('the emulator’s end has another MAC than the host’s', () => {
  const [port] = ports('a');
  assert.is(pairOf({ ...port!, mac: '44:00:00:00:00:01' }, 0).linkMac, '46:00:00:00:00:01');
  assert.is(pairOf({ ...port!, mac: '02:48:4c:00:00:02' }, 2).linkMac, '44:48:4c:00:00:02');
});

test('the client’s command runs where the port client is, else at the first host; the server’s elsewhere', () => {
  const places = (...words: string[]) => [clientHost(ports(...words)), serverHost(ports(...words))];
  assert.equal(places('server', 'client'), ['client', 'server']);
  assert.equal(places('alice', 'bob', 'carol'), ['alice', 'bob']);
  assert.equal(places('alice', 'alice2@alice', 'bob'), ['alice', 'bob']);
  assert.equal(places('bob', 'client@alice'), ['alice', 'bob']);
  assert.equal(places('alice', 'alice2@alice'), ['alice', 'alice']);
  assert.equal(places('wire if:eth1', 'alice'), ['alice', 'alice']);
  assert.equal(places('wire if:eth1'), [undefined, undefined]);
});

test('every port has variables with its addresses, an interface of this machine none', () => {
  assert.equal(addresses(), {
    HOOKLINE_CLIENT: '192.168.22.2',
    HOOKLINE_CLIENT6: 'fd22::2',
    HOOKLINE_SERVER: '192.168.66.2',
    HOOKLINE_SERVER6: 'fd66::2',
  });
  assert.equal(addresses(ports('a', 'wire if:eth1', 'lan-2')), {
    HOOKLINE_A: '192.168.22.2',
    HOOKLINE_A6: 'fd22::2',
    HOOKLINE_LAN_2: '192.168.102.2',
    HOOKLINE_LAN_26: 'fd00:0:0:102::2',
  });
});

test.run();

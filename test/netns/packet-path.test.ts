import { constants } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ipBatch } from '../../core/netns/ip-command.js';
import { Namespace } from '../../core/netns/namespace.js';
import { buildLink, type LinkWorld } from '../../core/netns/world.js';
import { monotonic, realtimeOffset } from '../../core/port/clock.js';
import { createEvent, drainEvent, signalEvent } from '../../core/port/event-fd.js';
import { closeFd, interfaceHasGone, openPacketSocket, packetStatistics } from '../../core/port/packet-socket.js';
import { Poller } from '../../core/port/poller.js';
import { inNamespaces } from './needs-namespaces.js';
import { frame, SERVER_MAC, Tap } from './wire.js';

const { ENETDOWN, EMSGSIZE } = constants.errno;

/** client — tapA … tapB — server, the two taps at the link's ends. */
interface Path {
  readonly world: LinkWorld;
  readonly client: Tap;
  readonly left: Tap;
  readonly right: Tap;
  readonly server: Tap;
}

const BASE_SEC = 1_700_000_000;

const withPath = (work: (path: Path) => void): void => {
  const world = buildLink();
  const taps: Tap[] = [];
  const tap = (inside: Namespace, name: string): Tap => {
    const made = new Tap(inside, name, BASE_SEC);
    taps.push(made);
    return made;
  };
  try {
    work({
      world,
      client: tap(world.client, 'veth1'),
      left: tap(world.link, 'sim-veth1'),
      right: tap(world.link, 'sim-veth2'),
      server: tap(world.server, 'veth2'),
    });
  } finally {
    for (const one of taps) one.close();
    world.close();
  }
};

const FRAMES: Readonly<Record<string, string>> = {
  'a unicast frame addressed to the far host': frame(SERVER_MAC, '', 1),
  'a broadcast': frame('ffffffffffff', '', 2),
  'a multicast': frame('01005e000001', '', 3),
  'a full-size frame': frame(SERVER_MAC, '', 4, 1514),
  'an 802.1Q tag': frame(SERVER_MAC, '81006064', 5),
  'a priority tag with VLAN 0': frame(SERVER_MAC, '8100e000', 6),
  'a tag whose control is all zero': frame(SERVER_MAC, '81000000', 7),
  'an 802.1ad service tag over a customer tag': frame(SERVER_MAC, '88a8012381000007', 8),
  'two 802.1Q tags': frame(SERVER_MAC, '8100012381000007', 9),
  'a full-size tagged frame': frame(SERVER_MAC, '81000005', 10, 1518),
};

for (const [what, hex] of Object.entries(FRAMES)) {
  inNamespaces(`carries ${what} through receiver and sender unchanged`, () => {
    withPath(({ client, left, right, server }) => {
      client.send(hex);
      const [seen] = left.take(1);
      assert.is(seen?.hex, hex, 'as received');
      right.send(seen!.hex);
      assert.is(server.take(1)[0]?.hex, hex, 'as delivered');
    });
  });
}

inNamespaces('keeps the order over many batches, and nothing waits afterwards', () => {
  withPath(({ client, left }) => {
    const sent = Array.from({ length: 200 }, (_, i) => frame(SERVER_MAC, i % 3 === 0 ? '81000005' : '', i));
    client.send(...sent);
    assert.is(client.sender.sent, 200);
    assert.equal(
      left.take(200).map(one => one.hex),
      sent,
    );
    left.receiver.arm(0, 64, 1900);
    assert.is(left.receiver.receive(1), 0);
  });
});

inNamespaces('stamps frames in order, after they were sent and before they were read', () => {
  withPath(({ client, left }) => {
    const before = monotonic();
    client.send(frame(SERVER_MAC, '', 1), frame(SERVER_MAC, '81000005', 2), frame(SERVER_MAC, '', 3));
    const received = left.take(3);
    const after = monotonic();
    const { offsetNs, widthNs } = realtimeOffset(BASE_SEC);
    const times = received.map(one => one.stampNs - offsetNs);
    assert.is(times.length, 3);
    assert.ok(times[0]! >= before - widthNs && times[2]! <= after + widthNs, `${before} ${times} ${after}`);
    assert.ok(times[0]! <= times[1]! && times[1]! <= times[2]!);
    assert.ok(Number.isInteger(left.receiver.stampNs(0)));
  });
});

inNamespaces('marks a frame bigger than its place, keeps what fits and tells its length on the wire', () => {
  withPath(({ client, left }) => {
    const big = frame(SERVER_MAC, '', 1, 1514);
    client.send(big, frame(SERVER_MAC, '81000005', 2, 600));
    const [cut, tagged] = left.take(2, 100);
    assert.is(cut?.truncated, true);
    assert.is(cut?.wireLength, 1514);
    assert.is(cut?.hex, big.slice(0, 200));
    assert.is(tagged?.truncated, true);
    assert.is(tagged?.wireLength, 600);
    assert.is(tagged?.hex.length, 208, 'the tag takes its four bytes from the headroom');
  });
});

inNamespaces('does not receive what goes out of its own interface', () => {
  withPath(({ left, client }) => {
    left.send(frame('222222222222', '', 1));
    assert.is(client.take(1).length, 1);
    left.receiver.arm(0, 64, 1900);
    assert.is(left.receiver.receive(1), 0);
  });
});

inNamespaces('skips and counts a frame the interface refuses, and sends the others of the batch', () => {
  withPath(({ left, client }) => {
    left.send(frame('222222222222', '', 1), frame('222222222222', '', 2, 2000), frame('222222222222', '', 3));
    assert.is(client.take(2).length, 2);
    assert.is(left.sender.sent, 2);
    assert.is(left.sender.failed, 1);
    assert.is(left.sender.errors[EMSGSIZE], 1);
  });
});

inNamespaces('says when the batch is full', () => {
  withPath(({ left }) => {
    for (let i = 0; i < left.sender.batch; i++) assert.is(left.sender.push(0, 60), true);
    assert.is(left.sender.push(0, 60), false);
    assert.is(left.sender.pending, left.sender.batch);
  });
});

inNamespaces('counts what a full socket buffer drops, and starts again at every reading', () => {
  const world = buildLink();
  const client = new Tap(world.client, 'veth1');
  const { fd, receiveBufferBytes } = world.link.enter(() =>
    openPacketSocket('sim-veth1', { receive: true, send: false, bufferBytes: 4096 }),
  );
  try {
    assert.is(receiveBufferBytes, 4096);
    for (let i = 0; i < 100; i++) client.send(frame(SERVER_MAC, '', i));
    const { packets, drops } = packetStatistics(fd);
    assert.is(packets, 100);
    assert.ok(drops > 0 && drops < 100, `${drops} dropped`);
    assert.equal(packetStatistics(fd), { packets: 0, drops: 0 });
  } finally {
    closeFd(fd);
    client.close();
    world.close();
  }
});

const withPair = (work: (inside: Namespace) => void): void => {
  const inside = Namespace.create();
  try {
    // Without IPv6 neither end has anything to say of its own.
    const quiet = ['left', 'right'].flatMap(name => [`link set ${name} addrgenmode none`, `link set ${name} up`]);
    ipBatch(inside, ['link add left type veth peer name right', ...quiet]);
    work(inside);
  } finally {
    inside.close();
  }
};

inNamespaces('shows that the interface went down, once', () => {
  withPair(inside => {
    const tap = new Tap(inside, 'left');
    ipBatch(inside, ['link set left down']);
    assert.is(tap.poller.wait(10e6), 1);
    assert.is(tap.poller.failed(0), true);
    tap.receiver.arm(0, 64, 1900);
    assert.is(tap.receiver.receive(1), -ENETDOWN);
    assert.is(tap.receiver.receive(1), 0);
    tap.send(frame(SERVER_MAC, '', 1));
    assert.is(tap.sender.errors[ENETDOWN], 1);
    assert.is(interfaceHasGone(tap.socket.fd), false);
    tap.close();
  });
});

inNamespaces('shows that the interface has gone', () => {
  withPair(inside => {
    const tap = new Tap(inside, 'left');
    ipBatch(inside, ['link del left']);
    assert.is(tap.poller.wait(10e6), 1);
    assert.is(tap.poller.failed(0), true);
    tap.receiver.arm(0, 64, 1900);
    assert.is(tap.receiver.receive(1), -ENETDOWN);
    assert.is(interfaceHasGone(tap.socket.fd), true);
    tap.close();
  });
});

inNamespaces('names an interface that is not there', () => {
  withPair(inside => {
    assert.throws(
      () => inside.enter(() => openPacketSocket('nowhere', { receive: true, send: true, bufferBytes: 4096 })),
      /there is no network interface nowhere/,
    );
  });
});

inNamespaces('wakes a poller by an event until it is drained, and tells a bad descriptor', () => {
  const event = createEvent();
  const poller = new Poller([event, 9999]);
  assert.is(poller.wait(0), 1);
  assert.equal([poller.events(0), poller.failed(1)], [0, true]);
  signalEvent(event);
  signalEvent(event);
  assert.is(poller.wait(0), 2);
  assert.equal([poller.events(0) !== 0, poller.failed(0)], [true, false]);
  drainEvent(event);
  assert.is(poller.wait(0), 1);
  assert.is(poller.events(0), 0);
  closeFd(event);
});

inNamespaces('ends a wait at its time when nothing happens', () => {
  const event = createEvent();
  const poller = new Poller([event]);
  const before = monotonic();
  assert.is(poller.wait(2e6), 0);
  assert.ok(monotonic() - before >= 2e6);
  assert.is(poller.wait(-5), 0);
  closeFd(event);
});

inNamespaces('receives again when the interface comes back', () => {
  withPair(inside => {
    const near = new Tap(inside, 'left');
    const far = new Tap(inside, 'right');
    ipBatch(inside, ['link set left down']);
    near.receiver.arm(0, 64, 1900);
    assert.is(near.receiver.receive(1), -ENETDOWN);
    ipBatch(inside, ['link set left up']);
    const number = 77;
    // The pair finds its carrier a moment after it was set up: until then frames are lost on the way.
    let back = false;
    for (let i = 0; i < 100 && !back; i++) {
      far.send(frame(SERVER_MAC, '', number));
      back = near.take(8).some(one => one.hex === frame(SERVER_MAC, '', number));
    }
    assert.ok(back);
    near.close();
    far.close();
  });
});

test.run();

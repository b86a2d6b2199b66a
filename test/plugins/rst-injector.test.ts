import { test } from 'uvu';
import * as assert from 'uvu/assert';
import rstInjector from '../../plugins/rst-injector.js';
import { build, type FrameSpec } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, type Rig, rig } from '../../sdk/testing.js';
import { ms } from '../../sdk/units.js';
import { dissect, withTshark } from './tshark.js';

type Tcp = Partial<NonNullable<FrameSpec['tcp']>>;
/** 10.0.0.1:5000 opens, 10.0.0.2:80 answers; the link addresses are :01 and :02. */
const fromClient = (tcp: Tcp, payload = 0, srcPort = 5000): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort, dstPort: 80, ...tcp }, payload });
const fromServer = (tcp: Tcp, payload = 0): Frame =>
  build({
    eth: { src: '02:00:00:00:00:02', dst: '02:00:00:00:00:01' },
    ipv4: { src: '10.0.0.2', dst: '10.0.0.1' },
    tcp: { srcPort: 80, dstPort: 5000, ...tcp },
    payload,
  });
const said = (reset: Frame): unknown[] => {
  const { eth, ipv4, tcp } = reset;
  assert.equal(
    [reset.headerChecksumOk, reset.transportChecksumOk, tcp!.flags, tcp!.payloadLength],
    [true, true, 0x14, 0],
  );
  return [
    eth!.srcText.slice(-2),
    ipv4!.srcText,
    tcp!.srcPort,
    '>',
    ipv4!.dstText,
    tcp!.dstPort,
    tcp!.seq,
    tcp!.ackNumber,
  ];
};
const FROM_CLIENT = ['01', '10.0.0.1', 5000, '>', '10.0.0.2', 80];
const FROM_SERVER = ['02', '10.0.0.2', 80, '>', '10.0.0.1', 5000];

const opened = (options: OptionTexts<NonNullable<typeof rstInjector.options>>): Rig<unknown> => {
  const r = rig(rstInjector, { options });
  const handshake = [
    fromClient({ flags: 'S', seq: 999 }),
    fromServer({ flags: 'SA', seq: 7999, ackNumber: 1000 }),
    fromClient({ seq: 1000, ackNumber: 8000 }),
  ];
  for (const frame of handshake) {
    const { passed, back } = r.preamble(frame);
    assert.equal([passed.length, back.length], [1, 0]);
  }
  return r;
};

test('the first data resets both ends, each in the name of the other, with the number it expects', () => {
  const r = opened({});
  const { passed, back } = r.preamble(fromClient({ seq: 1000, ackNumber: 8000 }, 10));
  assert.is(passed.length, 2);
  assert.is(passed[0]!.tcp!.payloadLength, 10, 'the segment itself goes on, and before the reset');
  assert.equal(said(passed[1]!), [...FROM_CLIENT, 1010, 8000]);
  assert.equal(back.map(said), [[...FROM_SERVER, 8000, 1010]]);
  assert.equal(
    [...r.counters],
    [
      ['toward-client', 1],
      ['toward-server', 1],
    ],
  );
  assert.is(r.preamble(fromClient({ seq: 1010, ackNumber: 8000 }, 10)).passed.length, 1, 'once a connection');
  r.settle();
});

test('what is under way on the other side is counted in: its reset comes behind that', () => {
  const r = opened({ after: '3kB', toward: 'client' });
  r.preamble(fromServer({ seq: 8000, ackNumber: 1000 }, 1460));
  r.preamble(fromServer({ seq: 9460, ackNumber: 1000 }, 1460));
  r.preamble(fromServer({ seq: 8000, ackNumber: 1000 }, 0));
  const { passed, back } = r.preamble(fromClient({ seq: 1000, ackNumber: 8000 }, 80));
  assert.is(passed.length, 1);
  assert.equal(back.map(said), [[...FROM_SERVER, 10920, 1080]]);
  r.settle();
});

test('the client is whoever began, on whichever stage the hook stands', () => {
  const r = rig(rstInjector, { options: { toward: 'client' }, direction: 'down' });
  r.preamble(fromServer({ flags: 'SA', seq: 7999, ackNumber: 1000 }));
  const { passed, back } = r.preamble(fromServer({ seq: 8000, ackNumber: 1000 }, 100));
  assert.equal([passed.length, back.length], [2, 0]);
  assert.equal(said(passed[1]!), [...FROM_SERVER, 8100, 1000]);
  r.settle();
});

test('a SYN alone is refused, in words that a host accepts which waits for the answer', () => {
  const r = rig(rstInjector, { options: { after: '0B', segments: '0', toward: 'client' } });
  const { back } = r.preamble(fromClient({ flags: 'S', seq: 0xffffffff }));
  assert.equal(back.map(said), [[...FROM_SERVER, 0, 0]]);
  r.settle();
});

test('bytes and segments both have to have passed', () => {
  const r = opened({ after: '100B', segments: '3', toward: 'server' });
  const lengths = [200, 1, 0, 1].map((length, i) => r.preamble(fromClient({ seq: 1000 + i }, length)).passed.length);
  assert.equal(lengths, [1, 1, 1, 2]);
  const bytes = opened({ after: '100B', toward: 'server' });
  assert.equal(
    [99, 1].map(length => bytes.preamble(fromClient({ seq: 1000 }, length)).passed.length),
    [1, 2],
  );
});

test('sequence numbers can be off, and several at even steps; they wrap around', () => {
  const r = rig(rstInjector, { options: { toward: 'server', offset: '-20', resets: '3', step: '65535', wait: '2ms' } });
  assert.is(r.preamble(fromClient({ seq: 0xfffffff0 }, 20)).passed.length, 1);
  const { passed, times } = r.advance(ms(2));
  assert.equal(
    passed.map(({ tcp }) => tcp!.seq),
    [0xfffffff0, 65519, 131054],
  );
  assert.equal(
    passed.map(frame => frame.transportChecksumOk),
    [true, true, true],
  );
  assert.equal(times, [ms(2), ms(2), ms(2)]);
  assert.equal(r.events[0]!.fields, { toward: 'server', seq: 0xfffffff0, expected: 4, afterBytes: 20 });
  r.settle();
});

test('over IPv6 and under a tag it is the same', () => {
  const r = rig(rstInjector, {});
  const spec = { vlan: [{ vid: 7 }], ipv6: { src: '2001:db8::1', dst: '2001:db8::2' } };
  const { passed, back } = r.preamble(
    build({ ...spec, tcp: { srcPort: 1, dstPort: 2, seq: 5, ackNumber: 9 }, payload: 3 }),
  );
  for (const [reset, src, seq] of [
    [passed[1]!, '2001:db8::1', 8],
    [back[0]!, '2001:db8::2', 9],
  ] as const) {
    assert.equal(
      [reset.vlan!.vid, reset.ipv6!.srcText, reset.tcp!.seq, reset.transportChecksumOk],
      [7, src, seq, true],
    );
  }
  r.settle();
});

test('chance draws once a connection, a port that is used again is another, and the own reset is not looked at', () => {
  const r = rig(rstInjector, { seed: 4, options: { chance: '30%', toward: 'server' } });
  let reset = 0;
  for (let i = 0; i < 1000; i++) {
    r.preamble(fromClient({ flags: 'S', seq: i }));
    reset += r.preamble(fromClient({ seq: i + 1 }, 10)).passed.length - 1;
    assert.is(r.preamble(fromClient({ seq: i + 11 }, 10)).passed.length, 1);
  }
  // Binomial with p = 0.3: sigma = 14.5; five of them.
  assert.ok(Math.abs(reset - 300) < 73, `${reset}`);
  assert.is(r.preamble(fromClient({ flags: 'RA', seq: 0 })).passed.length, 1);
  assert.throws(() => rig(rstInjector, { options: { resets: 0 } }), /'resets' can be 1 to 65536/);
  r.settle();
});

withTshark('tshark takes the reset for what it is', () => {
  const r = opened({});
  const { passed, back } = r.preamble(fromClient({ seq: 1000, ackNumber: 8000 }, 10));
  const fields = ['ip.checksum.status', 'tcp.checksum.status', 'tcp.flags.str', 'ip.src', 'tcp.seq_raw'];
  const rows = dissect([passed[1]!, back[0]!], ...fields);
  assert.equal(rows, [
    ['1', '1', '·······A·R··', '10.0.0.1', '1010'],
    ['1', '1', '·······A·R··', '10.0.0.2', '8000'],
  ]);
});

test.run();

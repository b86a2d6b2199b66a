import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dumpRequest, parseReply } from '../../../core/port/tcp-diag.js';

// Taken from Linux 6.18: nlmsghdr, inet_diag_msg, attributes, the head of the next one, tcp_info (five lines of 56
// bytes), congestion control.

/** iperf3's control connection, idle, by BBR. */
const CONTROL = [
  'a0010000140002000700000003000000',
  '02010000c2b21451c0a81602000000000000000000000000c0a8420200000000000000000000000000000000111000000000000000000000000000000000000000000000c0910a00',
  '050008000000000008000f00000000000c00150001000000000000000600160052000000',
  '1c010200',
  '010000000007aa0120b90300409c0000a8050000180200000000000000000000000000000000000000000000c8010000000000004c010000',
  '4c010000dc05000058fa00000aa200005b2f0000ffffff7f0d000000a8050000030000000000000090380000000000002a230f0000000000',
  'ffffffffffffffffba000000000000000400000000000000090000000700000000000000bc9e000004000000030000004f16010000000000',
  '8038010000000000000000000000000000000000000000000400000000000000b90000000000000000000000000000000000000000000000',
  '000000000000010000fc00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
  '0800040062627200',
].join('');
/** Its data connection in the middle of fast recovery, by CUBIC. */
const DATA = [
  'a4010000140002000700000003000000',
  '02010100d4311451c0a81602000000000000000000000000c0a842020000000000000000000000000000000012100000000000001801000000000000304205000000000004960a00',
  '050008000000000008000f00000000000c00150001000000000000000600160052000000',
  '1c010200',
  '010300000007aa00c045040000000000a805000018020000790000003a0000000e0000000e00000000000000000000000000000078010000',
  '00000000dc05000058fa000023300100160500003f0000003f000000a80500000300000000000000903800001800000026dd280000000000',
  'ffffffffffffffff4e34030000000000000000000000000025010000c2000000c8950200ea9e000000000000230100000ea7100000000000',
  '20ad05000000000000000000000000000000000000000000cd000000000000007568060000000000c0870000000000000000000000000000',
  '0000000000ec040000fc00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
  '0a0004006375626963000000',
].join('');
/** By IPv6, idle. */
const OVER_IPV6 = [
  'a00100001400020007000000e25c21b1',
  '0a010000d4321388fd220000000000000000000000000002fd22000000000000000000000000006600000000141000000000000000000000000000000000000000000000579a0a00',
  '050008000000000008000f00000000000c00150001000000000000000600160012000000',
  '1c010200',
  '010000000007aa01402928000000000094050000180200000000000000000000000000000000000000000000d400000000000000f8000000',
  'd4000000dc0500006cfa0000dfea0600e6370800ffffff7fde000000940500000300000000000000c837000000000000917790ad01000000',
  'ffffffffffffffffe1930400000000000000000000000000d600000011000000000000000900000000000000d4000000626b4f9600000000',
  'a08c00000000000000000000000000000000000000000000d500000000000000e09304000000000000000000000000000000000000000000',
  '0000000000f40600000001000100000001000100000000000000000000000000000000000000000000000000000000000000000000000000',
  '0800040062627200',
].join('');
/** A server that listens by IPv6 and is reached by IPv4. */
const MAPPED = [
  'a00100001400020007000000aff94e81',
  '0a0100001388d43100000000000000000000ffffc0a8420200000000000000000000ffffc0a81602000000001610000000000000000000000000000000000000000000008a930a00',
  '050008000000000008000f00000000000c00150001000000000000000600160012000000',
  '1c010200',
  '010000000007aa01e01c0300409c0000a8050000a805000000000000000000000000000000000000000000000005000000000000fc040000',
  'fc040000dc050000883408001f0000000f000000ffffff7f0a000000a805000003000000ae000000281501000000000096da904f00000000',
  'ffffffffffffffff0000000000000000e0930400000000000b000000d3000000000000001f000000d1000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000',
  '0000000000fc0000003808000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
  '0800040062627200',
].join('');
/** NLMSG_DONE with 0. */
const DONE = '1400000003000200070000000300000000000000';
/** NLMSG_ERROR with -ENOENT, and the head of the request. */
const REFUSED = '24000000020000000700000003000000feffffff48000000140001030700000000000000';
const SEQUENCE = 7;

const bytes = (...hex: string[]): Uint8Array => Uint8Array.from(Buffer.from(hex.join(''), 'hex'));
const hexOf = (some: Uint8Array): string => Buffer.from(some).toString('hex');
const only = (hex: string) => {
  const { sockets } = parseReply(bytes(hex), SEQUENCE);
  assert.is(sockets.length, 1);
  return sockets[0]!;
};

test('asks for the established TCP sockets of a family, with tcp_info and congestion control', () => {
  const id = '00'.repeat(48);
  assert.is(hexOf(dumpRequest('ipv4', 7)), `48000000140001030700000000000000${'02060a00'}02000000${id}`);
  assert.is(hexOf(dumpRequest('ipv6', 0x01020304)), `48000000140001030403020100000000${'0a060a00'}02000000${id}`);
});

test('reads every figure of a socket in the middle of a recovery', () => {
  assert.equal(only(DATA), {
    family: 'ipv4',
    cookie: '1012',
    localAddress: '192.168.22.2',
    localPort: 54321,
    peerAddress: '192.168.66.2',
    peerPort: 5201,
    congestionControl: 'cubic',
    info: {
      caState: 'TCP_CA_RECOVERY',
      rtoUs: 280_000,
      sndMss: 1448,
      unacked: 121,
      lost: 14,
      rttUs: 77_859,
      rttvarUs: 1302,
      sndSsthresh: 63,
      sndCwnd: 63,
      totalRetrans: 24,
      pacingRate: 2_678_054,
      bytesAcked: 209_998,
      bytesReceived: 0,
      notsentBytes: 169_416,
      minRttUs: 40_682,
      deliveryRate: 1_091_342,
      appLimited: false,
      busyUs: 372_000,
      rwndLimitedUs: 0,
      sndbufLimitedUs: 0,
      dsackDups: 0,
    },
  });
});

test('reads all sockets of one datagram, and goes on until the answer is done', () => {
  const reply = parseReply(bytes(CONTROL, DATA), SEQUENCE);
  assert.equal(
    reply.sockets.map(({ localPort, congestionControl }) => [localPort, congestionControl]),
    [
      [49842, 'bbr'],
      [54321, 'cubic'],
    ],
  );
  assert.not.ok(reply.done);
  const last = parseReply(bytes(DATA, DONE), SEQUENCE);
  assert.is(last.sockets.length, 1);
  assert.ok(last.done);
  assert.is(last.error, 0);
});

test('tells whether a socket has had less to send than its path takes', () => {
  assert.ok(only(OVER_IPV6).info.appLimited);
  assert.not.ok(only(DATA).info.appLimited);
});

test('reads IPv6 addresses, and IPv4 ones in IPv6 sockets', () => {
  const { family, localAddress, localPort, peerAddress, peerPort } = only(OVER_IPV6);
  assert.equal([family, localAddress, localPort], ['ipv6', 'fd22::2', 54322]);
  assert.equal([peerAddress, peerPort], ['fd22::66', 5000]);
  assert.equal([only(MAPPED).localAddress, only(MAPPED).peerAddress], ['::ffff:192.168.66.2', '::ffff:192.168.22.2']);
});

/** The socket in recovery with other bytes at an offset of its tcp_info. */
const changed = (offset: number, value: string): string => {
  const at = 256 + 2 * offset;
  return DATA.slice(0, at) + value + DATA.slice(at + value.length);
};

test('figures of more than 32 bits are whole', () => {
  assert.is(only(changed(104, '8877665544332211')).info.pacingRate, undefined);
  assert.is(only(changed(104, 'a277627a01000000')).info.pacingRate, 0x17a6277a2);
  assert.is(only(changed(120, 'ffffffffffff0f00')).info.bytesAcked, 0xfffffffffffff);
});

test('a kernel that tells less leaves the newer figures out', () => {
  // tcp_info as it was in Linux 2.6: 104 bytes, and 4 before them.
  const short = `${DATA.slice(0, 248)}6c000200${DATA.slice(256, 256 + 2 * 104)}`;
  const { info } = only(`${(short.length / 2).toString(16)}000000${short.slice(8)}`);
  assert.is(info.rttUs, 77_859);
  assert.is(info.totalRetrans, 24);
  for (const name of ['minRttUs', 'bytesAcked', 'deliveryRate', 'pacingRate', 'busyUs', 'dsackDups'] as const) {
    assert.is(info[name], undefined, name);
  }
});

test('a smallest round trip and a pacing rate that the kernel does not know are none', () => {
  assert.is(only(changed(148, 'ffffffff')).info.minRttUs, undefined);
  assert.is(only(changed(104, 'ffffffffffffffff')).info.pacingRate, undefined);
});

test('names each state of congestion control', () => {
  const states = [0, 1, 2, 3, 4, 9].map(state => only(changed(1, `0${state}`)).info.caState);
  assert.equal(states, ['TCP_CA_OPEN', 'TCP_CA_DISORDER', 'TCP_CA_CWR', 'TCP_CA_RECOVERY', 'TCP_CA_LOSS', 'TCP_CA_9']);
});

test('the kernel’s refusal is an errno, and ends the answer', () => {
  assert.equal(parseReply(bytes(REFUSED), SEQUENCE), { sockets: [], done: true, error: 2 });
});

test('answers to another question are passed over', () => {
  assert.equal(parseReply(bytes(DATA, DONE), SEQUENCE + 1), { sockets: [], done: false, error: 0 });
});

test('an answer that is cut off anywhere gives the sockets that are whole', () => {
  const whole = bytes(CONTROL, DATA, DONE);
  for (let length = 0; length < whole.length; length++) {
    const { sockets, done } = parseReply(whole.subarray(0, length), SEQUENCE);
    assert.is(sockets.length, length < 416 ? 0 : length < 836 ? 1 : 2);
    assert.not.ok(done);
  }
});

test('a socket without tcp_info is left out', () => {
  const bare = `58000000${DATA.slice(8, 176)}`;
  assert.equal(parseReply(bytes(bare, DONE), SEQUENCE), { sockets: [], done: true, error: 0 });
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import mutator from '../../plugins/mutator.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, rig } from '../../sdk/testing.js';

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
const v4 = (payload = text('hello hello')): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.7.2', ttl: 9 }, tcp: { srcPort: 5000, dstPort: 80 }, payload });
const v6 = (): Frame =>
  build({ ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, udp: { srcPort: 1, dstPort: 2 }, payload: 3 });

const rewritten = (given: Frame, options: OptionTexts<NonNullable<typeof mutator.options>>): Frame => {
  const r = rig(mutator, { options });
  const [frame] = r.episode(given).passed;
  r.settle();
  assert.is.not(frame.headerChecksumOk, false);
  assert.is.not(frame.transportChecksumOk, false);
  return frame;
};

test('nothing is rewritten unless asked', () => {
  assert.equal([...rewritten(v4(), {}).bytes], [...v4().bytes]);
});

test('header fields are rewritten, checksums following', () => {
  const ip = rewritten(v4(), { ttl: '3', dscp: '46', ecn: '3', newSrcPort: '1', newDstPort: '65535', window: '1000' });
  assert.equal([ip.ipv4!.ttl, ip.ipv4!.dscp, ip.ipv4!.ecn], [3, 46, 3]);
  assert.equal([ip.tcp!.srcPort, ip.tcp!.dstPort, ip.tcp!.window], [1, 65535, 1000]);
  assert.is(rewritten(v4(), { window: '65535' }).tcp!.window, 65535);
  const six = rewritten(v6(), { ttl: '3', dscp: '1', newDstPort: '9' });
  assert.equal([six.ipv6!.hopLimit, six.ipv6!.dscp, six.udp!.dstPort], [3, 1, 9]);
});

test('addresses are replaced whole, or by their network prefix', () => {
  const whole = rewritten(v4(), { newSrc: '192.168.1.1', newDst: '172.16.0.0/12' }).ipv4!;
  assert.equal([whole.srcText, whole.dstText], ['192.168.1.1', '172.16.7.2']);
  const six = rewritten(v6(), { newSrc: 'fd00::/8', newDst: 'fe80::7' }).ipv6!;
  assert.equal([six.srcText, six.dstText], ['fd01:db8::1', 'fe80::7']);
  assert.is(rewritten(v6(), { newSrc: '10.0.0.1' }).ipv6!.srcText, '2001:db8::1', 'of the other version');
});

test('bytes are replaced wherever they stand in the payload', () => {
  const frame = rewritten(v4(), { find: '6c6c', replace: '4c4c' });
  assert.is(Buffer.from(frame.payload!).toString(), 'heLLo heLLo');
  assert.is(Buffer.from(rewritten(v4(text('aaa')), { find: '6161', replace: '6262' }).payload!).toString(), 'bba');
});

test('a frame that was damaged stays damaged', () => {
  const frame = v4();
  frame.bytes[60] ^= 1;
  const r = rig(mutator, { options: { ttl: '1', newDst: '1.1.1.1' } });
  const [damaged] = r.episode(frame).passed;
  assert.equal([damaged.headerChecksumOk, damaged.transportChecksumOk], [true, false]);
});

test('only chosen frames on the chosen side are rewritten and counted', () => {
  const r = rig(mutator, { options: { side: 'preamble', protocol: 'tcp', ttl: '1' } });
  assert.is(r.preamble(v4()).passed[0].ipv4!.ttl, 1);
  assert.is(r.episode(v4()).passed[0].ipv4!.ttl, 9);
  assert.is(r.preamble(v6()).passed[0].ipv6!.hopLimit, 64);
  const arp = build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' } });
  assert.is(r.preamble(arp).passed.length, 1);
  assert.is(r.counters.get('rewritten'), 1);
});

test('values that do not fit their fields are refused at the start', () => {
  assert.throws(() => rig(mutator, { options: { ttl: 256 } }), /'ttl' can be 255 at most/);
  assert.throws(() => rig(mutator, { options: { ecn: 4 } }), /'ecn' can be 3/);
  assert.throws(() => rig(mutator, { options: { find: '61', replace: '6162' } }), /'find' has 1 bytes and 'replace' 2/);
});

test.run();

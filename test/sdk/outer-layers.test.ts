import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { Frame } from '../../sdk/frame.js';
import { outerLayers } from '../../sdk/outer-layers.js';
import { parseMac } from '../../sdk/wire/address.js';

const eth = { src: '02:00:00:00:00:0a', dst: '02:00:00:00:00:0b' };

test('onward is in the name of the sender, back in that of the receiver', () => {
  const query = build({ eth, ipv4: { src: '10.0.0.1', dst: '10.0.0.2', ttl: 3 }, udp: { srcPort: 5000, dstPort: 53 } });
  const ends = (way: 'onward' | 'back') => {
    const frame = build({ ...outerLayers(query, way), udp: { srcPort: 1, dstPort: 2 } });
    return [frame.eth!.srcText, frame.eth!.dstText, frame.ipv4!.srcText, frame.ipv4!.dstText, frame.ipv4!.ttl];
  };
  assert.equal(ends('onward'), [eth.src, eth.dst, '10.0.0.1', '10.0.0.2', 64]);
  assert.equal(ends('back'), [eth.dst, eth.src, '10.0.0.2', '10.0.0.1', 64]);
});

test('tags are kept in their order, and IPv6 has IPv6', () => {
  const vlan = [
    { vid: 7, tpid: 0x88a8, pcp: 3 },
    { vid: 9, dei: true },
  ];
  const segment = build({
    eth,
    vlan,
    ipv6: { src: '2001:db8::1', dst: '2001:db8::2' },
    tcp: { srcPort: 1, dstPort: 2 },
  });
  const forged = build({ ...outerLayers(segment, 'back'), tcp: { srcPort: 2, dstPort: 1, flags: 'R' } });
  assert.equal([forged.ipv6!.srcText, forged.ipv6!.dstText], ['2001:db8::2', '2001:db8::1']);
  const { vlan: outer } = forged;
  assert.equal([outer!.tpid, outer!.vid, outer!.pcp, outer!.dei], [0x88a8, 7, 3, false]);
  assert.equal([outer!.inner!.tpid, outer!.inner!.vid, outer!.inner!.dei], [0x8100, 9, true]);
  assert.is(forged.transportChecksumOk, true);
});

test('it outlives the frame that it was read from', () => {
  const frame = build({ eth, ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, udp: { srcPort: 1, dstPort: 2 } });
  const layers = outerLayers(frame, 'onward');
  frame.bytes.fill(0xff);
  assert.is(build({ ...layers, udp: { srcPort: 1, dstPort: 2 } }).ipv6!.srcText, '2001:db8::1');
});

test('of a frame that is not IP there are the link layers, of none that is too short', () => {
  const arp = build({
    eth,
    vlan: [{ vid: 7 }],
    arp: { senderMac: eth.src, senderIp: '10.0.0.1', targetIp: '10.0.0.2' },
  });
  const { eth: link, vlan, ...others } = outerLayers(arp, 'back');
  assert.equal(link, { src: parseMac(eth.dst), dst: parseMac(eth.src) });
  assert.equal(vlan, [{ vid: 7, pcp: 0, dei: false, tpid: 0x8100 }]);
  assert.equal(others, {});
  assert.equal(outerLayers(Frame.of(new Uint8Array(13)), 'onward'), {});
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../sdk/build.js';
import { optionValues } from '../../sdk/option.js';
import { selection, selects } from '../../sdk/selection.js';

const FRAMES = {
  syn: build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort: 80, flags: 'S' } }),
  data: build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 5000, dstPort: 80 }, payload: 9 }),
  dns: build({ ipv6: { src: '2001:db8::1', dst: '2001:db8::2' }, udp: { srcPort: 53, dstPort: 999 }, payload: 3 }),
  ping: build({ ipv4: { src: '10.0.1.1', dst: '10.0.0.2' }, icmp: { type: 8 } }),
  arp: build({ arp: { senderMac: '02:00:00:00:00:01', senderIp: '10.0.0.1', targetIp: '10.0.0.2' } }),
};

test('each option lets through what it names and nothing else', () => {
  const names = Object.keys(FRAMES) as (keyof typeof FRAMES)[];
  for (const [given, chosen] of [
    [{}, names],
    [{ protocol: 'tcp' }, ['syn', 'data']],
    [{ protocol: 'ipv4' }, ['syn', 'data', 'ping']],
    [{ protocol: 'arp' }, ['arp']],
    [{ src: '10.0.0.0/24' }, ['syn', 'data']],
    [{ dst: '10.0.0.2' }, ['syn', 'data', 'ping']],
    [{ src: '2001:db8::/64' }, ['dns']],
    [{ dst: '2001:db8::1' }, []],
    [{ dstPort: '80' }, ['syn', 'data']],
    [{ srcPort: '1-100' }, ['dns']],
    [{ flags: 'syn' }, ['syn']],
    [{ flags: '!syn' }, ['data']],
    [{ payload: 'some' }, ['data', 'dns']],
    [{ payload: 'none' }, ['syn', 'ping']],
    [{ protocol: 'tcp', payload: 'none', dst: '10.0.0.2', srcPort: '5000' }, ['syn']],
  ] as const) {
    const values = optionValues(selection, given);
    assert.equal(
      names.filter(name => selects(FRAMES[name], values)),
      [...chosen],
      JSON.stringify(given),
    );
  }
});

test.run();

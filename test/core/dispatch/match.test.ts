import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MatchChooser } from '../../../core/dispatch/match.js';
import { build } from '../../../sdk/build.js';
import { all, ForkHost } from './arcs.js';

const ipv4 = { src: '10.0.0.1', dst: '10.0.0.2' };

test('the first arc whose filter fits is taken, one without a filter takes what comes to it', () => {
  const host = new ForkHost();
  const udp = host.put(build({ ipv4, udp: { srcPort: 1, dstPort: 2 } }).bytes);
  const tcp = host.put(build({ ipv4, tcp: { srcPort: 1, dstPort: 2 } }).bytes);
  const icmp = host.put(build({ ipv4, icmp: { type: 8 } }).bytes);
  const chooser = new MatchChooser(host, [
    frame => frame.udp !== undefined,
    frame => frame.udp !== undefined || frame.tcp !== undefined,
    undefined,
    () => true,
  ]);
  assert.equal(
    [udp, tcp, icmp].map(slot => chooser.choose(all(4), 4, slot)),
    [0, 1, 2],
  );
  assert.is(chooser.choose(Int32Array.of(1, 3), 2, udp), 1);
  assert.is(host.rng.draws, 0);
});

test('no arc is taken when none fits', () => {
  const host = new ForkHost();
  const slot = host.put(build({ ipv4, udp: { srcPort: 1, dstPort: 2 } }).bytes);
  const chooser = new MatchChooser(host, [frame => frame.tcp !== undefined, () => false]);
  assert.is(chooser.choose(all(2), 2, slot), -1);
});

test.run();

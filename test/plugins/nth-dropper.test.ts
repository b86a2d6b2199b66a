import { test } from 'uvu';
import * as assert from 'uvu/assert';
import nthDropper from '../../plugins/nth-dropper.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, type Rig, rig } from '../../sdk/testing.js';

type Texts = OptionTexts<NonNullable<typeof nthDropper.options>>;
const datagram = (srcPort = 5000, payload = 4): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort, dstPort: 53 }, payload });
const answer = (dstPort = 5000): Frame =>
  build({ ipv4: { src: '10.0.0.2', dst: '10.0.0.1' }, udp: { srcPort: 53, dstPort }, payload: 4 });
const syn = (): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, tcp: { srcPort: 1, dstPort: 80, flags: 'S' } });

/** A letter for each frame: `x` for those dropped. */
const fates = (r: Rig<unknown>, frames: readonly Frame[]): string =>
  frames.map(frame => (r.preamble(frame).dropped.length > 0 ? 'x' : '.')).join('');
const fatesOf = (options: Texts, frames = Array.from({ length: 12 }, () => datagram())): string => {
  const r = rig(nthDropper, { options });
  const said = fates(r, frames);
  r.settle();
  return said;
};

test('exactly the frames of the list are dropped, counted from 1', () => {
  assert.is(fatesOf({}), 'x...........');
  assert.is(fatesOf({ nth: '3' }), '..x.........');
  assert.is(fatesOf({ nth: '3-5' }), '..xxx.......');
  assert.is(fatesOf({ nth: '1,4,10-' }), 'x..x.....xxx');
});

test('every so-manieth is dropped instead', () => {
  assert.is(fatesOf({ every: '5' }), '....x....x..');
  assert.is(fatesOf({ every: '1' }), 'xxxxxxxxxxxx');
  assert.is(fatesOf({ every: '5', nth: '1' }), '....x....x..', 'it stands for nth');
});

test('each flow is counted by itself, both of its directions as one', () => {
  const frames = [1, 1, 2, 1, 2, 2].map(port => datagram(port));
  assert.is(fatesOf({ nth: '2 of flow' }, frames), '.x..x.');
  assert.is(fatesOf({ every: '3 of flow' }, frames), '...x.x');
  assert.is(fatesOf({ nth: '2' }, frames), '.x....', 'and without, all together');
  assert.is(fatesOf({ nth: '2 of flow' }, [datagram(7), answer(7), datagram(8), answer(7)]), '.x..');
});

test('only chosen frames are counted, and dropped', () => {
  const frames = [datagram(), syn(), datagram(), syn(), syn()];
  assert.is(fatesOf({ protocol: 'tcp', flags: 'syn !ack', nth: '2' }, frames), '...x.');
});

test('it stands on the side that is asked for, and says why frames died', () => {
  const r = rig(nthDropper, { options: { side: 'episode' } });
  assert.equal(r.preamble(datagram()).dropped, []);
  assert.equal(r.episode(datagram()).dropped, ['nth']);
  r.settle();
});

test('positions and steps that say nothing are refused', () => {
  assert.throws(() => rig(nthDropper, { options: { nth: '0' } }), /no positions: '0'/);
  assert.throws(() => rig(nthDropper, { options: { nth: '5-3' } }), /no positions/);
  assert.throws(() => rig(nthDropper, { options: { every: '0' } }), /no step: '0'/);
});

test.run();

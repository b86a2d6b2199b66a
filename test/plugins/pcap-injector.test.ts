import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import pcapInjector from '../../plugins/pcap-injector.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, type Outcome, rig } from '../../sdk/testing.js';
import { ms, s } from '../../sdk/units.js';
import { pcapOf } from './tshark.js';

type Texts = OptionTexts<NonNullable<typeof pcapInjector.options>>;
const numbered = (n: number, dstPort = 9): Frame =>
  build({ ipv4: { src: '10.0.0.7', dst: '10.0.0.2' }, udp: { srcPort: 7, dstPort }, payload: Uint8Array.of(n) });
const numbers = (frames: readonly Frame[]): number[] => frames.map(frame => frame.payload![0]);
const timed = ({ passed, times }: Outcome): [number, number][] => passed.map((f, i) => [times[i], f.payload![0]]);

let home: string;
let file: string;
const write = (name: string, bytes: Uint8Array): string => {
  const path = join(home, name);
  writeFileSync(path, bytes);
  return path;
};
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  // An hour into some day: only what lies between them counts.
  const times = [0, 10, 10, 40].map(at => s(3600) + ms(at));
  file = write(
    'three.pcap',
    pcapOf(
      [1, 2, 3, 4].map(n => numbered(n)),
      times,
    ),
  );
});
test.after(() => rmSync(home, { recursive: true }));
const rigged = (options: Texts) => rig(pcapInjector, { options: { file, ...options } });

test('the frames of the capture come at their times, byte for byte', () => {
  const r = rigged({});
  const came = r.advance(s(1));
  assert.equal(timed(came), [
    [0, 1],
    [ms(10), 2],
    [ms(10), 3],
    [ms(40), 4],
  ]);
  assert.equal([...came.passed[3].bytes], [...numbered(4).bytes]);
  assert.equal([r.settle().born, r.counters.get('due')], [4, 4]);
});

test('later, faster or slower', () => {
  const at = (options: Texts): number[] => rigged(options).advance(s(1)).times;
  assert.equal(at({ start: '5ms', speed: '10' }), [ms(5), ms(6), ms(6), ms(9)]);
  assert.equal(at({ speed: '0.5' }), [0, ms(20), ms(20), ms(80)]);
});

test('again and again, a gap between the rounds', () => {
  const r = rigged({ loop: '2', gap: '60ms' });
  assert.equal(numbers(r.advance(ms(99)).passed), [1, 2, 3, 4]);
  assert.equal(timed(r.advance(s(9))), [
    [ms(100), 1],
    [ms(110), 2],
    [ms(110), 3],
    [ms(140), 4],
  ]);
  const endless = rigged({ loop: '0', gap: '60ms' });
  assert.is(endless.advance(ms(9999)).passed.length, 400);
});

test('the first chosen frame begins it, once, and goes on before', () => {
  const r = rigged({ on: 'frame', dstPort: '80', start: '0s' });
  assert.equal(numbers(r.advance(s(1)).passed), []);
  assert.equal(numbers(r.preamble(numbered(50)).passed), [50]);
  assert.equal(numbers(r.preamble(numbered(60, 80)).passed), [60, 1]);
  assert.equal(numbers(r.preamble(numbered(70, 80)).passed), [70]);
  assert.equal(timed(r.advance(s(1))), [
    [s(1) + ms(10), 2],
    [s(1) + ms(10), 3],
    [s(1) + ms(40), 4],
  ]);
  r.settle();
});

test('frames go back where that is asked for', () => {
  const { back, passed } = rigged({ toward: 'back' }).advance(s(1));
  assert.equal([numbers(back), passed], [[1, 2, 3, 4], []]);
});

test('link addresses are written over, and nothing else', () => {
  const [frame] = rigged({ dstMac: '66:66:66:66:66:66', srcMac: '02:00:00:00:00:99' }).advance(0 as never).passed;
  assert.equal([frame.eth!.dstText, frame.eth!.srcText], ['66:66:66:66:66:66', '02:00:00:00:00:99']);
  assert.equal([...frame.bytes.subarray(12)], [...numbered(1).bytes.subarray(12)]);
});

test('a capture that goes back in time goes on at once', () => {
  const back = write(
    'back.pcap',
    pcapOf(
      [1, 2, 3].map(n => numbered(n)),
      [s(5), s(4), s(6)],
    ),
  );
  assert.equal(timed(rigged({ file: back }).advance(s(9))), [
    [0, 1],
    [0, 2],
    [s(1), 3],
  ]);
});

test('what cannot be injected is told at once', () => {
  assert.throws(() => rigged({ file: join(home, 'none.pcap') }), /cannot read '.*none\.pcap': ENOENT/);
  assert.throws(
    () => rigged({ file: write('text.pcap', Buffer.from('no capture at all, but long enough')) }),
    /cannot read/,
  );
  assert.throws(() => rigged({ file: write('empty.pcap', pcapOf([])) }), /there are no frames/);
  assert.throws(() => rigged({ loop: '0', gap: '0s' }), /needs a 'gap'/);
  assert.throws(() => rigged({ speed: '0' }), /not a factor: '0'/);
});

test.run();

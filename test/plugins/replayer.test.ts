import { test } from 'uvu';
import * as assert from 'uvu/assert';
import replayer from '../../plugins/replayer.js';
import { build } from '../../sdk/build.js';
import type { Frame } from '../../sdk/frame.js';
import { type OptionTexts, type Outcome, rig } from '../../sdk/testing.js';
import { ms, s } from '../../sdk/units.js';

type Texts = OptionTexts<NonNullable<typeof replayer.options>>;
/** A frame that carries its number. */
const numbered = (n: number, dstPort = 1194): Frame =>
  build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, udp: { srcPort: 5000, dstPort }, payload: Uint8Array.of(n) });
const numbers = ({ passed }: Outcome): number[] => passed.map(frame => frame.payload![0]);
const rigged = (options: Texts) => rig(replayer, { options });
/** Frames 1 to `count` go through one by one: their numbers in the order in which they come out. */
const through = (options: Texts, count: number): number[] => {
  const r = rigged(options);
  const out = Array.from({ length: count }, (_, i) => numbers(r.episode(numbered(i + 1)))).flat();
  r.settle();
  return out;
};

test('copies follow the n-th further frame, byte for byte', () => {
  assert.equal(through({ frames: '2', nth: '1' }, 5), [1, 2, 3, 1, 4, 5]);
  const r = rigged({ frames: '1' });
  r.episode(numbered(1));
  const { passed } = r.episode(numbered(2));
  assert.equal([...passed[1].bytes], [...numbered(1).bytes]);
  assert.is(r.settle().born, 1);
});

test('each of several copies follows as many further frames', () => {
  assert.equal(through({ frames: '2', times: '2', nth: '1' }, 6), [1, 2, 3, 1, 4, 5, 1, 6]);
  assert.equal(through({ frames: '1', times: '2' }, 4), [1, 2, 1, 3, 2, 1, 4, 3, 2]);
});

test('only the frames whose turn it is are copied', () => {
  assert.equal(through({ frames: '1', nth: '2-', every: '2' }, 6), [1, 2, 3, 4, 3, 5, 6, 5]);
});

test('copies come after a time where no number of frames is said', () => {
  const r = rigged({ after: '50ms', times: '2' });
  assert.equal(numbers(r.episode(numbered(7))), [7]);
  const later = r.advance(s(1));
  assert.equal(
    [numbers(later), later.times],
    [
      [7, 7],
      [ms(50), ms(100)],
    ],
  );
  assert.is(r.counters.get('copies due'), 2);
  r.settle();
});

test('exactly as many frames as are asked for overtake one', () => {
  assert.equal(through({ action: 'reorder', frames: '3', nth: '2' }, 6), [1, 3, 4, 5, 2, 6]);
  assert.equal(through({ action: 'reorder', frames: '1', every: '2' }, 6), [1, 3, 2, 5, 4]);
});

test('a frame that is not overtaken in time goes on by itself, once', () => {
  const r = rigged({ action: 'reorder', frames: '2', nth: '1', after: '30ms' });
  assert.equal(numbers(r.episode(numbered(1))), []);
  assert.equal(numbers(r.episode(numbered(2))), [2]);
  assert.is(r.settle().kept, 1);
  const late = r.advance(ms(40));
  assert.equal([numbers(late), late.times], [[1], [ms(30)]]);
  assert.equal(numbers(r.episode(numbered(3))), [3]);
  assert.equal([r.counters.get('overtaken'), r.counters.get('not overtaken in time')], [1, 1]);
  r.settle();
});

test('a frame that was overtaken is not released a second time', () => {
  const r = rigged({ action: 'reorder', frames: '1', nth: '1', after: '30ms' });
  r.episode(numbered(1));
  assert.equal(numbers(r.episode(numbered(2))), [2, 1]);
  assert.equal(numbers(r.advance(s(1))), []);
  r.settle();
});

test('frames that are not chosen are neither counted nor copied, nor is the other side', () => {
  const r = rigged({ frames: '1', dstPort: '1194', side: 'preamble' });
  assert.equal(numbers(r.preamble(numbered(1))), [1]);
  assert.equal(numbers(r.preamble(numbered(9, 53))), [9]);
  assert.equal(numbers(r.episode(numbered(8))), [8]);
  assert.equal(numbers(r.preamble(numbered(2))), [2, 1]);
  r.settle();
});

test('what cannot be is refused at once', () => {
  assert.throws(() => rigged({ action: 'reorder' }), /'frames' must be 1 or more/);
  assert.throws(() => rigged({ every: '0' }), /'every' counts from 1/);
  assert.throws(() => rigged({ times: '1001' }), /1000 at most/);
  assert.throws(() => rigged({ frames: '65537' }), /65536 at most/);
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Pacer } from '../../../../core/effects/pace.js';
import { JiffyPacing } from '../../../../core/effects/pacing/jiffy.js';
import { Line, shareOf } from './line.js';

const NEVER = Number.POSITIVE_INFINITY;
const MINUTE = 60e9;

/** Per cent of the rate at frames of 1500 bytes, HZ 100, without carry-over: floor(rate / HZ / frame) frames a tick. */
const HISTORY: [rate: number, share: string][] = [
  [64e3, '0.0'],
  [1e6, '0.0'],
  [1.199e6, '0.0'],
  [1.2e6, '100.0'],
  [2e6, '60.0'],
  [10e6, '96.0'],
  [45e6, '98.7'],
  [100e6, '99.6'],
];
for (const [rate, share] of HISTORY) {
  test(`without carry-over ${rate / 1e6} Mbit/s become ${share} %`, () => {
    assert.is((shareOf(new JiffyPacing(100, false), rate, 1500, MINUTE) * 100).toFixed(1), share);
  });
}

for (const rate of [64e3, 128e3, 500e3, 1e6, 1.2e6, 1.5e6, 2e6, 7e6, 10e6, 34e6, 45e6, 99.9e6, 100e6]) {
  test(`with carry-over ${rate / 1e6} Mbit/s become at least 97.5 %, and 100 % by the virtual clock`, () => {
    const carried = shareOf(new JiffyPacing(100, true), rate, 1500, MINUTE);
    assert.ok(carried >= 0.975 && carried <= 1, `${carried}`);
    // All but the frame that the end cuts off.
    assert.ok(shareOf(new Pacer(), rate, 1500, MINUTE) > 1 - (1500 * 8e9) / (rate * MINUTE) - 1e-9);
  });
}

test('frames leave at ticks, as many as the credit covers, and an idle link keeps none', () => {
  const line = new Line(new JiffyPacing(100, true));
  line.setRate(3e6, 0); // 3750 bytes a tick
  for (let i = 0; i < 5; i++) line.arrive(1500, 5e6);
  line.arrive(1500, 95e6);
  line.run(1e9);
  assert.equal(line.left, [10e6, 10e6, 20e6, 20e6, 20e6, 100e6]);
});

test('a frame that comes to an idle link at the instant of a tick waits for the next', () => {
  const line = new Line(new JiffyPacing(100, false));
  line.setRate(12e6, 0);
  line.arrive(1500, 20e6);
  line.run(1e9);
  assert.equal(line.left, [30e6]);
});

test('ticks that divide no second evenly lie at whole nanoseconds, 300 of them a second', () => {
  const line = new Line(new JiffyPacing(300, false));
  line.setRate(3.6e6, 0);
  for (let i = 0; i < 300; i++) line.arrive(1500, 0);
  line.run(1e9);
  assert.equal(line.left.slice(0, 4), [3_333_334, 6_666_667, 10e6, 13_333_334]);
  assert.is(line.left.at(-1), 1e9);
});

test('a rate too small for the frame stands for ever without carry-over, until it grows', () => {
  const pacing = new JiffyPacing(100, false);
  pacing.setRate(1e6, 0);
  pacing.begin(1, 1500, 0);
  assert.is(pacing.finishAt, NEVER);
  pacing.setRate(2e6, 5e9 + 1);
  assert.is(pacing.finishAt, 5e9 + 10e6);
});

test('a rate change keeps the credit of the ticks that were; 0 stands still and Infinity takes no time', () => {
  const pacing = new JiffyPacing(100, true);
  pacing.setRate(400e3, 0); // 4000 bits a tick of 12000
  pacing.begin(1, 1500, 0);
  assert.is(pacing.finishAt, 30e6);
  pacing.setRate(0, 15e6);
  assert.is(pacing.finishAt, NEVER);
  pacing.setRate(800e3, 100e6 + 5);
  assert.is(pacing.finishAt, 110e6, '4000 bits there, 8000 to come');
  pacing.setRate(NEVER, 105e6);
  assert.is(pacing.finishAt, 105e6);
  pacing.end();
  pacing.setRate(800e3, 105e6);
  pacing.begin(2, 1500, 105e6);
  assert.is(pacing.finishAt, 120e6);
});

test('departures are those of a link stepped tick by tick', () => {
  const property = fc.property(
    fc.constantFrom(1, 24, 100, 250, 300, 1000, 1024),
    fc.boolean(),
    fc.integer({ min: 1000, max: 1e8 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 3e7 }), fc.integer({ min: 1, max: 3000 })), { maxLength: 40 }),
    (hz, carry, rate, frames) => {
      const line = new Line(new JiffyPacing(hz, carry));
      line.setRate(rate, 0);
      const arrivals: [number, number][] = [];
      let now = 0;
      for (const [wait, length] of frames) {
        // Never at a tick itself.
        now += wait;
        if (Number.isInteger(((now % 1e9) * hz) / 1e9)) now++;
        arrivals.push([now, length]);
        line.arrive(length, now);
      }
      const end = now + 2e9;
      line.run(end);

      const left: number[] = [];
      let next = 0;
      let credit = 0;
      for (let tick = 1; ; tick++) {
        const at = Number((BigInt(tick) * 1_000_000_000n + BigInt(hz) - 1n) / BigInt(hz));
        if (at > end) break;
        credit = carry ? credit + rate : rate;
        while (next < arrivals.length && arrivals[next]![0] < at && credit >= arrivals[next]![1] * 8 * hz) {
          credit -= arrivals[next++]![1] * 8 * hz;
          left.push(at);
        }
        if (next === arrivals.length || arrivals[next]![0] >= at) credit = 0;
      }
      assert.equal(line.left, left);
    },
  );
  fc.assert(property, { seed: 1, numRuns: 200 });
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LastSecond } from '../../../core/run/last-second.js';
import { METER, METER_LENGTH } from '../../../core/stage/stage-meter.js';

const meters = (...bytes: number[]): Float64Array => {
  const cells = new Float64Array(bytes.length * METER_LENGTH);
  bytes.forEach((each, stage) => {
    cells[stage * METER_LENGTH + METER.bytesOut] = each;
  });
  return cells;
};

test('the rate is that of the last second, however long the run', () => {
  const recent = new LastSecond(2);
  assert.equal(recent.rates(5e8, meters(100, 0)), [0, 0]);
  // A megabyte a tenth for two seconds, then nothing.
  for (let tenth = 0; tenth <= 40; tenth++) recent.sample(tenth * 1e8, meters(Math.min(tenth, 20) * 1e6, tenth));
  assert.equal(recent.rates(4e9, meters(20e6, 40)), [0, 80]);
  const busy = new LastSecond(1);
  for (let tenth = 0; tenth <= 20; tenth++) busy.sample(tenth * 1e8, meters(tenth * 1e6));
  assert.equal(busy.rates(2e9, meters(20e6)), [80e6]);
});

test('before a second has passed it is the rate since the start, and a lane that begins anew has none below 0', () => {
  const recent = new LastSecond(1);
  recent.sample(0, meters(0));
  assert.equal(recent.rates(5e8, meters(1000)), [16_000]);
  recent.sample(5e8, meters(1000));
  assert.equal(recent.rates(6e8, meters(-5)), [0]);
});

test.run();

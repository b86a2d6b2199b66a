import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Ledger } from '../../../core/frame/ledger.js';
import { LaneControl } from '../../../core/lane/control.js';
import { METER, METER_LENGTH, readMeter } from '../../../core/stage/stage-meter.js';
import { READING } from '../../../core/time/driver-readings.js';

test('both sides of a lane’s control block read what the other wrote', () => {
  const shared = LaneControl.memory(3);
  const lane = new LaneControl(shared, 3);
  const main = new LaneControl(shared, 3);
  assert.not(lane.stopped);
  main.stop();
  assert.ok(lane.stopped);
  main.countChange();
  assert.is(lane.changes, 1);
  lane.cells[READING.received] = 12;
  assert.is(main.get('received'), 12);
  lane.marker.enter(1, 2, 0, 99);
  assert.equal([main.marker.inside, main.marker.stage, main.marker.seat, main.marker.slot], [true, 1, 2, 99]);
  new Ledger(lane.ledgerCells).entered();
  assert.is(new Ledger(main.ledgerCells).in, 1);
  lane.meters[2 * METER_LENGTH + METER.bytesOut] = 1e12;
  assert.is(readMeter(main.meters, 2).bytesOut, 1e12);
  lane.lateness.record(1500);
  assert.equal([main.lateness.count, main.clamps.count], [1, 0]);
});

test('the regions of a control block do not overlap: each is written full and leaves the others alone', () => {
  const control = new LaneControl(LaneControl.memory(2), 2);
  const regions = {
    cells: control.cells,
    ledger: control.ledgerCells,
    overflow: control.overflow,
    meters: control.meters,
  };
  Object.values(regions).forEach((region, i) => {
    region.fill(i + 1);
  });
  Object.values(regions).forEach((region, i) => {
    assert.ok(region.every(cell => cell === i + 1));
  });
  assert.equal(
    [control.lateness.count, control.clamps.count, control.marker.inside, control.stopped],
    [0, 0, false, false],
  );
  assert.is(control.meters.length, 2 * METER_LENGTH);
});

test('every reading has a cell of its own within the block', () => {
  const cells = Object.values(READING);
  assert.is(new Set(cells).size, cells.length);
  const control = new LaneControl(LaneControl.memory(1), 1);
  assert.ok(cells.every(cell => Number.isInteger(cell) && cell >= 0 && cell < control.cells.length));
});

test.run();

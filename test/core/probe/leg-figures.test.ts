import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AT_ONCE, constant } from '../../../core/plan/plan.js';
import type { Payload } from '../../../core/probe/payload.js';
import { probeCsv } from '../../../core/probe/probe-csv.js';
import { type ProbeFigures, probeFigures } from '../../../core/probe/probe-figures.js';
import { ProbeLog } from '../../../core/probe/probe-log.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';

/** 98 B take 78.4 us. */
const LINK = { scenario: constant(10e6 as BitRate, 20e6 as Nanos), reconfiguration: AT_ONCE, effects: {} };
const DUE = 20_078_400;

const request = (sequence: number): Payload => ({ kind: 'request', train: 0, sequence });
const reply = (sequence: number): Payload => ({ kind: 'reply', train: 0, sequence });

const figures = (log: ProbeLog, until = 100e9): ProbeFigures =>
  probeFigures(log, { up: LINK, down: LINK, frameBytes: 98, without: [], until });

/** A probe sent at `at`, there `late` after it was due, answered 10 us later and back in due time. */
const there = (log: ProbeLog, sequence: number, at: number, late = 1000): void => {
  log.see('client', true, request(sequence), at);
  log.see('server', false, request(sequence), at + DUE + late);
};
const back = (log: ProbeLog, sequence: number, at: number): void => {
  log.see('server', true, reply(sequence), at);
  log.see('client', false, reply(sequence), at + DUE);
};

test('each direction is measured from its own host’s interface to the other’s', () => {
  const log = new ProbeLog(2, []);
  there(log, 0, 0);
  back(log, 0, DUE + 11_000);
  there(log, 1, 50e6, 3000);
  back(log, 1, 90e6);
  const { up, down, rtt, turnaround, rows } = figures(log);
  assert.equal([up.sent, up.received, up.lost, up.underWay, up.duplicates, up.early], [2, 2, 0, 0, 0, 0]);
  assert.equal([up.error!.min, up.error!.p50, up.error!.max], [1000, 1000, 3000]);
  assert.equal([up.delay!.min, up.expected!.max], [DUE + 1000, DUE]);
  assert.equal([down.sent, down.received, down.error!.max], [2, 2, 0]);
  assert.is(rtt!.min, 2 * DUE + 11_000);
  assert.is(turnaround!.min, 10_000);
  assert.equal(
    rows.map(({ direction, at, probes }) => [direction, at, probes]),
    [
      ['up', 0, 2],
      ['down', 0, 2],
    ],
  );
  assert.is(log.answered, 2);
});

test('a probe counts as lost a second after it was due, and is under way until then', () => {
  const log = new ProbeLog(3, []);
  log.see('client', true, request(0), 0);
  log.see('client', true, request(1), 10e6);
  assert.equal([figures(log, DUE + 1e9).up.lost, figures(log, DUE + 1e9).up.underWay], [1, 1]);
  const { up, down } = figures(log);
  assert.equal([up.sent, up.received, up.lost, up.lostShare, up.underWay], [2, 0, 2, 1, 0]);
  assert.equal([down.sent, down.lost, down.delay], [0, 0, undefined]);
});

test('copies made on the link are duplicates there, and their answers none on the way back', () => {
  const log = new ProbeLog(1, []);
  there(log, 0, 0);
  log.see('server', false, request(0), DUE + 2000);
  back(log, 0, DUE + 11_000);
  back(log, 0, DUE + 12_000);
  const { up, down } = figures(log);
  assert.equal([up.received, up.duplicates], [1, 1]);
  assert.equal([down.sent, down.received, down.duplicates], [1, 1, 0]);
  assert.is(up.delay!.max, DUE + 1000);
});

test('reordering is by the order in which the sending host let the frames go', () => {
  const log = new ProbeLog(3, []);
  for (const [sequence, at] of [0, 1e6, 2e6].entries()) log.see('client', true, request(sequence), at);
  for (const sequence of [0, 2, 1]) log.see('server', false, request(sequence), 40e6 + sequence);
  for (const sequence of [0, 2, 1]) back(log, sequence, 41e6 + (3 - sequence) * 1e6);
  const { up, down } = figures(log);
  assert.equal([up.reordered, up.reorderedExtent], [1, 1]);
  assert.ok(Math.abs(up.reorderedShare - 1 / 3) < 1e-12);
  // The answers left as 2, 1, 0 and arrived as 0, 2, 1.
  assert.equal([down.reordered, down.reorderedExtent], [2, 2]);
});

test('a probe behind another is expected behind it; a lost one has not used the link', () => {
  const log = new ProbeLog(3, []);
  there(log, 0, 0, 0);
  log.see('client', true, request(1), 0);
  there(log, 2, 0, 78_400);
  const { up, expected } = figures(log);
  assert.equal([...expected.up], [DUE, DUE, DUE + 78_400]);
  assert.equal([up.lost, up.error!.max], [1, 0]);
});

test('an early arrival shows as one', () => {
  const log = new ProbeLog(1, []);
  there(log, 0, 0, -1);
  assert.equal([figures(log).up.early, figures(log).up.error!.min], [1, -1]);
});

test('where jitter moves arrivals, the difference to the expectation is no error, and nothing is early', () => {
  const log = new ProbeLog(2, []);
  there(log, 0, 0, -5000);
  there(log, 1, 50e6, 3000);
  back(log, 0, 90e6);
  const jitter = { span: 1e6, distribution: 'normal', shape: 0, correlation: 0, order: 'keep' } as const;
  const measured = probeFigures(log, {
    up: { ...LINK, effects: { jitter } },
    down: LINK,
    frameBytes: 98,
    without: [],
    until: 100e9,
  });
  const { up, down, rows } = measured;
  assert.equal([up.unexpected, up.early, up.error], [['jitter'], 0, undefined]);
  assert.equal([up.beyond!.min, up.beyond!.max, up.expected!.max], [-5000, 3000, DUE]);
  assert.equal([down.unexpected, down.beyond, down.error!.max], [[], undefined, 0]);
  assert.equal(
    rows.map(({ direction, error }) => [direction, error === undefined]),
    [
      ['up', true],
      ['down', false],
    ],
  );
  assert.match(probeCsv(log, measured), /^0,0\.000000,20\.073400,90\.000000,110\.078400,20\.073400,20\.078400,,20/m);
});

test('frames of others and turned-round requests that enter the link are counted, not measured', () => {
  const log = new ProbeLog(2, []);
  log.see('client', true, undefined, 0);
  log.see('client', false, undefined, 0);
  log.see('client', false, request(0), 0);
  log.see('server', true, request(1), 0);
  log.see('client', true, request(2), 0);
  assert.is(log.others, 3);
  const { up, down } = figures(log);
  assert.equal([up.sent, down.sent, down.received], [0, 0, 0]);
});

test('probe.csv has a line a probe, and an empty cell for what was not seen', () => {
  const log = new ProbeLog(3, []);
  there(log, 0, 1_234_567);
  back(log, 0, 30e6);
  log.see('client', true, request(2), 50e6);
  assert.is(
    probeCsv(log, figures(log)).split('\n').slice(1).join('\n'),
    '0,1.234567,21.313967,30.000000,50.078400,20.079400,20.078400,1.000,20.078400,20.078400,0.000,48.843833,1,1\n' +
      '2,50.000000,,,,,20.078400,,,,,,0,0\n',
  );
});

test.run();

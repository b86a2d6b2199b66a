import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planTrains } from '../../../core/probe/train-plan.js';
import type { Scenario } from '../../../core/scenario/scenario.js';
import type { BitRate, Nanos } from '../../../sdk/units.js';

const scenario = (...rows: readonly (readonly [at: number, rate: number])[]): Scenario => ({
  rows: rows.map(([at, rate]) => ({ at: at as Nanos, route: 0, delay: 20e6 as Nanos, rate: rate as BitRate })),
});
const sending = { start: 10e6, interval: 10e6, count: 100, pauses: [] };

test('each row in force gets a train in each direction, one after the other, while the probes pause', () => {
  const both = scenario([0, 10e6], [500e6, 100e6]);
  const { trains, without, pauses } = planTrains(both, both, sending);
  assert.equal(
    trains.map(({ number, direction, frames }) => [number, direction, frames]),
    [
      [1, 'up', 41],
      [2, 'down', 41],
      [3, 'up', 413],
      [4, 'down', 413],
    ],
  );
  assert.equal(without, []);
  const end = ({ start, frames, row }: (typeof trains)[number]): number => start + (frames * 1514 * 8e9) / row.rate;
  assert.ok(trains[1]!.start >= end(trains[0]!));
  assert.is(pauses[0]!.from, 10e6);
  assert.ok(pauses[0]!.to > end(trains[1]!) && pauses[0]!.to < 500e6);
  assert.is(pauses[1]!.from, 500e6);
});

test('frames enter twice as fast as the link takes them', () => {
  const { trains } = planTrains(scenario([0, 10e6]), scenario([0, 10e6]), sending);
  assert.is(trains[0]!.spacing, 605_600);
});

test('rows without a rate, and rows too short, get none, and it is said why', () => {
  const up = scenario([0, 0], [200e6, Number.POSITIVE_INFINITY], [400e6, 1e6], [420e6, 10e6]);
  const { trains, without } = planTrains(up, scenario([0, 10e6]), sending);
  assert.equal(
    without.map(({ direction, why }) => `${direction} ${why}`),
    ['up the link stands still', 'up no rate is asked for', 'up the row is too short for one'],
  );
  assert.equal(
    trains.map(({ direction, row }) => [direction, row.at]),
    [
      ['down', 0],
      ['up', 420e6],
    ],
  );
});

test('rows that come into force after the last probe get none', () => {
  const { trains } = planTrains(scenario([0, 10e6], [20e9, 20e6]), scenario([0, 10e6]), sending);
  assert.is(trains.length, 2);
});

test.run();

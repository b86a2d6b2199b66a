import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pressureCycle } from '../../../core/topology/pressure-cycle.js';
import { exitAt, graphPlan, portOf, stageOf, topologyOf } from '../stage/graph-lab.js';

const HOLD = { onFull: 'backpressure' } as const;

/** a before b in one topology, b before a in another. */
const crossed = (first: object, second: object) =>
  graphPlan({
    stages: [stageOf('a'), stageOf('b')],
    ports: [portOf('p', 0, 'ab'), portOf('q', 1, 'ba')],
    topologies: [
      topologyOf(
        'ab',
        ['in', 'mid', 'out'],
        [
          ['a', 'in', 'mid'],
          ['b', 'mid', 'out'],
        ],
        { out: exitAt('q') },
        { mid: first },
      ),
      topologyOf(
        'ba',
        ['in', 'mid', 'out'],
        [
          ['b', 'in', 'mid'],
          ['a', 'mid', 'out'],
        ],
        { out: exitAt('p') },
        { mid: second },
      ),
    ],
  });

test('stages that wait for each other by way of two topologies are a circle', () => {
  assert.equal(pressureCycle(crossed(HOLD, HOLD)), [0, 1]);
});

test('where one of them drops instead of waiting there is none', () => {
  assert.is(pressureCycle(crossed(HOLD, {})), undefined);
  assert.is(pressureCycle(crossed({}, { policy: 'flood' })), undefined);
});

test('a stage twice in one topology waits for itself', () => {
  const plan = graphPlan({
    stages: [stageOf('a')],
    ports: [portOf('p', 0, 't'), portOf('q', 1)],
    topologies: [
      topologyOf(
        't',
        ['in', 'mid', 'out'],
        [
          ['a', 'in', 'mid'],
          ['a', 'mid', 'out'],
        ],
        { out: exitAt('q') },
        { mid: { policy: 'back-pressure' } },
      ),
    ],
  });
  assert.equal(pressureCycle(plan), [0]);
});

test.run();

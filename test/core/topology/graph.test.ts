import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BY_TABLE, graphOf, INNER, isBefore, portsBehind, portsInto } from '../../../core/topology/graph.js';
import { exitAt, graphPlan, portOf, stageOf, topologyOf } from '../stage/graph-lab.js';

/** a and b enter; one topology ends at c, the other by the MAC table; they share the stage `common`. */
const graph = graphOf(
  graphPlan({
    stages: ['first', 'common', 'last'].map(name => stageOf(name)),
    ports: [portOf('a', 0, 'one'), portOf('b', 1, 'two'), portOf('c', 2)],
    topologies: [
      topologyOf(
        'one',
        ['in', 'mid', 'out'],
        [
          ['first', 'in', 'mid'],
          ['common', 'mid', 'out'],
        ],
        { out: exitAt('c') },
      ),
      topologyOf(
        'two',
        ['in', 'mid', 'out'],
        [
          ['common', 'in', 'mid'],
          ['last', 'mid', 'out'],
        ],
        { out: exitAt('learn') },
      ),
    ],
  }),
);

test('all topologies are numbered through: arcs by stage, vertices by exit', () => {
  assert.equal(
    graph.arcs.map(({ stage, tail, head }) => [stage, tail, head]),
    [
      [0, 0, 1],
      [1, 1, 2],
      [1, 3, 4],
      [2, 4, 5],
    ],
  );
  assert.equal(
    graph.vertices.map(({ exit }) => exit),
    [INNER, INNER, 2, INNER, INNER, BY_TABLE],
  );
  assert.equal(graph.entries, [0, 3]);
  assert.equal(graph.ways, [[{ entry: 0 }], [{ entry: 3 }], []]);
});

test('a stage knows the ports whose frames come first to it, and those right behind it', () => {
  assert.equal(
    [0, 1, 2].map(stage => portsInto(graph, stage)),
    [[0], [1], []],
  );
  assert.equal(
    [0, 1, 2].map(stage => portsBehind(graph, stage)),
    [[], [2], [BY_TABLE]],
  );
});

test('what learns stands before every port', () => {
  assert.equal(
    [0, 1, 2].map(port => [0, 1, 2].filter(stage => isBefore(graph, stage, port))),
    [[2], [2], [1, 2]],
  );
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AT_RANDOM, type TopologyPlan } from '../../../core/plan/topology-plan.js';
import { copiesOf } from '../../../core/topology/copies.js';

type Shape = Pick<TopologyPlan, 'vertices' | 'arcs'>;

/** Vertices in order, `F` for a flood and `r` for another choice, and arcs as pairs of places. */
const shape = (vertices: string, ...arcs: [from: number, to: number][]): Shape => ({
  vertices: [...vertices].map((letter, i) => ({
    name: `v${i}`,
    dispatch: { ...AT_RANDOM, policy: letter === 'F' ? 'flood' : 'random' },
  })),
  arcs: arcs.map(([from, to]) => ({ stage: 's', from, to, weight: 1 })),
});

/** All copies of one frame, counted one by one; other choices take what is worst. */
const walked = ({ vertices, arcs }: Shape, at = 0): number => {
  const behind = arcs.filter(({ from }) => from === at).map(({ to }) => walked({ vertices, arcs }, to));
  if (behind.length === 0) return 1;
  return vertices[at]!.dispatch.policy === 'flood' ? behind.reduce((a, b) => a + b) : Math.max(...behind);
};

test('without a flood a frame stays one, whatever the forks', () => {
  assert.is(copiesOf(shape('rrr', [0, 1], [0, 1], [1, 2], [0, 2])), 1);
});

test('a flood makes as many as arcs leave it, floods behind each other multiply', () => {
  assert.is(copiesOf(shape('Fr', [0, 1], [0, 1], [0, 1])), 3);
  assert.is(copiesOf(shape('FFr', [0, 1], [0, 1], [1, 2], [1, 2], [1, 2])), 6);
});

test('only the arcs that lead into the second flood are multiplied by it', () => {
  assert.is(copiesOf(shape('FFr', [0, 1], [0, 2], [1, 2], [1, 2])), 3);
});

test('behind another choice the worst way counts', () => {
  assert.is(copiesOf(shape('rFrr', [0, 1], [0, 2], [1, 3], [1, 3], [2, 3])), 2);
});

test('it is what counting each copy gives', () => {
  const graph = fc
    .tuple(
      fc.array(fc.constantFrom('F', 'r'), { minLength: 2, maxLength: 7 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 10 }),
    )
    .map(([letters, pairs]) => {
      const count = letters.length;
      const arcs = pairs.map(([a, b]): [number, number] => [a % count, b % count]).filter(([a, b]) => a < b);
      return shape(letters.join(''), ...arcs);
    });
  fc.assert(
    fc.property(graph, any => assert.is(copiesOf(any), walked(any))),
    { seed: 1, numRuns: 500 },
  );
});

test('a thousand floods behind each other are too many, and quickly counted', () => {
  const arcs = Array.from({ length: 1000 }, (_, i): [number, number][] => [
    [i, i + 1],
    [i, i + 1],
  ]).flat();
  assert.is(copiesOf(shape(`${'F'.repeat(1000)}r`, ...arcs)), 2 ** 1000);
  const more = Array.from({ length: 2000 }, (_, i): [number, number][] => [
    [i, i + 1],
    [i, i + 1],
  ]).flat();
  assert.is(copiesOf(shape(`${'F'.repeat(2000)}r`, ...more)), Number.POSITIVE_INFINITY);
});

test.run();

import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cubeRoot } from '../../../../core/traffic/tcp/cube-root.js';

test('cubes of whole numbers have exact roots', () => {
  for (const n of [0, 1, 2, 3, 10, 100, 1000]) assert.is(cubeRoot(n * n * n), n);
});

test('it is the cube root to a few units of the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), x => {
      const root = cubeRoot(x);
      assert.ok(Math.abs((root * root * root) / x - 1) < 4e-15, `${x}`);
    }),
    { seed: 30, numRuns: 2000 },
  );
});

test('zero and what is below have the root 0', () => {
  assert.is(cubeRoot(0), 0);
  assert.is(cubeRoot(-8), 0);
});

test.run();

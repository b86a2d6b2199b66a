import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Timeline } from '../../../core/time/timeline.js';

test('a timeline without stages never has a deadline', () => {
  assert.is(new Timeline(0).nextAt, Number.POSITIVE_INFINITY);
});

test('against a plain scan: the earliest deadline is next, ties go to the lower stage', () => {
  const time = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 12 }));
  const changes = fc.array(fc.tuple(fc.nat(), time), { maxLength: 200 });
  const property = fc.property(fc.integer({ min: 1, max: 17 }), changes, (stages, steps) => {
    const timeline = new Timeline(stages);
    const keys = new Array<number>(stages).fill(Number.POSITIVE_INFINITY);
    for (const [stage, at] of steps) {
      timeline.set(stage % stages, at);
      keys[stage % stages] = at;
      const least = Math.min(...keys);
      assert.is(timeline.nextAt, least);
      if (least !== Number.POSITIVE_INFINITY) assert.is(timeline.nextStage, keys.indexOf(least));
    }
  });
  fc.assert(property, { seed: 6, numRuns: 300 });
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Agenda } from '../../../core/time/agenda.js';

test('an empty agenda has nothing to do, ever', () => {
  assert.is(new Agenda().nextAt, Number.POSITIVE_INFINITY);
});

test('against a sorted list: entries come out by time, then sequence, with what they carry', () => {
  const step = fc.record({
    pops: fc.integer({ min: 0, max: 3 }),
    time: fc.integer({ min: 0, max: 20 }),
    // Orders far below zero put an entry in front of its instant.
    ahead: fc.boolean(),
  });
  const property = fc.property(fc.array(step, { maxLength: 300 }), steps => {
    const agenda = new Agenda();
    const list: { time: number; order: number; kind: number }[] = [];
    const pop = (): void => {
      list.sort((a, b) => a.time - b.time || a.order - b.order);
      const first = list.shift()!;
      assert.equal(
        [agenda.nextAt, agenda.nextOrder, agenda.nextKind, agenda.nextFirst, agenda.nextSecond],
        [first.time, first.order, first.kind, first.kind + 1, -first.kind],
      );
      agenda.pop();
    };
    steps.forEach(({ pops, time, ahead }, i) => {
      const order = ahead ? i - 2 ** 52 : i;
      agenda.push(time, order, i, i + 1, -i);
      list.push({ time, order, kind: i });
      for (let n = 0; n < pops && list.length > 0; n++) if (i % 2 === 0) pop();
      assert.is(agenda.size, list.length);
    });
    while (list.length > 0) pop();
    assert.is(agenda.nextAt, Number.POSITIVE_INFINITY);
  });
  fc.assert(property, { seed: 5, numRuns: 200 });
});

test.run();

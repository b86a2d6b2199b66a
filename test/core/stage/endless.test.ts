import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineHook } from '../../../sdk/hook.js';
import { type Nanos, ns } from '../../../sdk/units.js';
import { drop } from '../../../sdk/verdict.js';
import { Lab } from './lab.js';

test('a timer that sets itself again for the same instant ends the run with a word, and not never', () => {
  const hook = defineHook({
    name: 'ticker',
    setup({ after }) {
      const tick = (): void => after(ns(0), tick);
      after(ns(5), tick);
    },
  });
  const { engine } = new Lab({ hooks: [hook] });
  engine.advance(1e9);
  assert.match(String(engine.failure?.error), /lets no time pass/);
  assert.equal([engine.failure?.stage, engine.failure?.hook, engine.failure?.phase], ['up', 'ticker', 'after']);
  assert.is(engine.now(), 5);
});

test('so do frames that are sent back and forth for ever', () => {
  const hook = defineHook({
    name: 'mirror',
    preamble(frame, { inject }) {
      inject(frame, { toward: 'back' });
      return drop('reflected');
    },
  });
  const lab = new Lab({ hooks: [{ hook, stages: ['up', 'down'] }] });
  lab.arrive(7, 60);
  lab.engine.advance(1e9);
  assert.match(String(lab.engine.failure?.error), /lets no time pass/);
  assert.is(lab.engine.failure?.hook, 'mirror');
  lab.engine.audit();
});

test('much that happens at one instant and comes to an end is no fault', () => {
  let calls = 0;
  const hook = defineHook({
    name: 'burst',
    setup({ after }) {
      const tick = (now: Nanos): void => {
        if (++calls < 500_000) after(ns(0), tick);
        else assert.is(now, 5);
      };
      after(ns(5), tick);
    },
  });
  const { engine } = new Lab({ hooks: [hook] });
  engine.advance(1e9);
  assert.is(engine.failure, undefined);
  assert.is(calls, 500_000);
});

test.run();

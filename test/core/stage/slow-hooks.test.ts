import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseControl } from '../../../core/report/control-record.js';
import { defineHook } from '../../../sdk/hook.js';
import { us } from '../../../sdk/units.js';
import { Lab } from './lab.js';

/** A lab whose hook takes `took` of a pretended clock for each call, 50 us being allowed. */
const slowLab = (took: number, onSlow?: 'warn' | 'detach'): { lab: Lab; calls: () => number } => {
  let clock = 0;
  let calls = 0;
  const hook = defineHook({
    name: 'thinker',
    preamble() {
      calls++;
      clock += took;
    },
  });
  const plan = { hook, timeBudget: us(50), ...(onSlow ? { onSlow } : {}) };
  return { lab: new Lab({ hooks: [plan], stopwatch: () => clock }), calls: () => calls };
};

const feed = (lab: Lab, frames: number): void => {
  for (let i = 0; i < frames; i++) {
    lab.arrive(i * 1e6, 100);
    // What a lane does at every pass.
    for (const { stage, hook } of lab.engine.slow.splice(0)) lab.engine.change(stage, { detach: hook });
  }
};

test('a hook that takes longer than it may is told of once, and goes on', () => {
  const { lab, calls } = slowLab(us(80));
  feed(lab, 5000);
  assert.equal(
    lab.events.map(({ event, fields }) => ({ event, ...fields })),
    [{ event: 'slow', meanNs: 80_000, budgetNs: 50_000, onSlow: 'warn' }],
  );
  assert.is(calls(), 5000);
});

test('or it is detached, as a change that the journal has, and frames go on without it', () => {
  const { lab, calls } = slowLab(us(80), 'detach');
  feed(lab, 5000);
  lab.run();
  // The 16th timed call, of one in 64 from the 8th on, is call 968.
  assert.is(calls(), 968);
  assert.is(lab.sent.length, 5000);
  assert.equal(
    lab.events.map(({ event }) => event),
    ['slow', 'set'],
  );
  assert.ok(lab.arrivals.includes(`${967 * 1e6} set: stage 0`));
});

test('a hook within its time hears nothing', () => {
  const { lab } = slowLab(us(49), 'detach');
  feed(lab, 5000);
  assert.equal(lab.events, []);
});

test('a detached hook reads back from the journal', () => {
  assert.equal(parseControl('set 1 {"detach":"thinker"}'), { kind: 'set', stage: 1, change: { detach: 'thinker' } });
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Reconfiguration } from '../../../core/plan/plan.js';
import type { ScenarioRow } from '../../../core/scenario/scenario.js';
import { type AnyHook, defineHook } from '../../../sdk/hook.js';
import { mbps, ms, type Nanos } from '../../../sdk/units.js';
import { Lab } from './lab.js';

/** 8 Mbit/s: a frame of 1000 bytes takes 1 ms. Route 0 has 10 ms, route 1 from 20 ms on has 4 ms. */
const ROWS: readonly ScenarioRow[] = [
  { at: 0 as Nanos, route: 0, delay: ms(10), rate: mbps(8) },
  { at: ms(20), route: 1, delay: ms(4), rate: mbps(8) },
];

const lab = (reconfiguration: Reconfiguration, rows = ROWS, hooks: readonly AnyHook[] = []): Lab =>
  new Lab({ scenario: { rows }, reconfiguration, hooks });

/** A frame whose first byte names it; the times in ms at which they left. */
const arrive = (on: Lab, at: number, name: number): void => on.arrive(at * 1e6, new Uint8Array(1000).fill(name));
const left = (on: Lab): string[] => on.run().sent.map(({ at, bytes }) => `${at / 1e6} #${bytes[0]}`);

test('without a delay a route change costs nothing: the frame being sent takes the new route', () => {
  const on = lab({ delay: ms(0), mode: 'gsl' });
  arrive(on, 15, 1);
  arrive(on, 19.5, 2);
  assert.equal(left(on), ['24.5 #2', '26 #1']);
});

test('gsl: nothing is sent for the delay, the part already sent counts, what is due meanwhile waits at the end', () => {
  const on = lab({ delay: ms(8), mode: 'gsl' });
  // Under way at 20 ms and due at 26 and 29; the change lasts until 28.
  arrive(on, 15, 1);
  arrive(on, 18, 2);
  // Half sent at 20 ms: the other half ends at 28.5, and takes route 1.
  arrive(on, 19.5, 3);
  arrive(on, 22, 4);
  assert.equal(left(on), ['28 #1', '29 #2', '32.5 #3', '33.5 #4']);
});

test('all: what is under way is held for the delay as well', () => {
  const on = lab({ delay: ms(8), mode: 'all' });
  arrive(on, 15, 1);
  arrive(on, 18, 2);
  arrive(on, 19.5, 3);
  arrive(on, 22, 4);
  // 26 and 29 become 34 and 37: those of the new route overtake.
  assert.equal(left(on), ['32.5 #3', '33.5 #4', '34 #1', '37 #2']);
});

test('arrivals meanwhile wait, and drop at the tail of a full queue', () => {
  const on = new Lab({
    scenario: { rows: ROWS },
    reconfiguration: { delay: ms(8), mode: 'gsl' },
    queue: { limit: 'frames', frames: 2 },
  });
  for (const name of [1, 2, 3, 4]) arrive(on, 21, name);
  assert.equal(left(on), ['33 #1', '34 #2', '35 #3']);
  assert.is(on.fates.filter(fate => fate.endsWith('queue:tail')).length, 1);
});

test('a frame due at the very instant of the change waits; one due just before it does not', () => {
  const on = lab({ delay: ms(8), mode: 'gsl' });
  arrive(on, 7, 1);
  arrive(on, 9, 2);
  assert.equal(left(on), ['18 #1', '28 #2']);
});

test('another route change meanwhile begins the delay anew, and a row of the same route does not end it', () => {
  const rows = [
    ...ROWS,
    { at: ms(24), route: 1, delay: ms(4), rate: mbps(80) },
    { at: ms(25), route: 0, delay: ms(10), rate: mbps(16) },
  ];
  const on = lab({ delay: ms(8), mode: 'gsl' }, rows);
  arrive(on, 21, 1);
  // From 33 ms on at 16 Mbit/s, over route 0.
  assert.equal(left(on), ['43.5 #1']);
});

test('an unlimited rate stands still as well, and the backlog leaves at once when it is over', () => {
  const unlimited = ROWS.map(row => ({ ...row, rate: mbps(Number.POSITIVE_INFINITY) }));
  const on = lab({ delay: ms(8), mode: 'gsl' }, unlimited);
  arrive(on, 20, 1);
  arrive(on, 23, 2);
  assert.equal(left(on), ['32 #1', '32 #2']);
});

test('what a hook sets meanwhile is in force afterwards', () => {
  const hook = defineHook({
    name: 'faster',
    setup: ({ after, stage }) => after(ms(22), () => stage.set({ rate: mbps(16), delay: ms(1) })),
  });
  const on = lab({ delay: ms(8), mode: 'gsl' }, ROWS, [hook]);
  arrive(on, 21, 1);
  assert.equal(left(on), ['29.5 #1']);
});

test.run();

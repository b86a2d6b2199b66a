import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { warningsOf } from '../../../core/check/warnings.js';
import { pathText } from '../../../core/plan/plan-source.js';
import { defineHook } from '../../../sdk/index.js';
import { planOf } from './many-effects.js';

const warned = (text: string): string[] =>
  warningsOf(planOf(text), []).map(({ path, message }) => `${pathText(path)}: ${message}`);

const rows = (...lines: string[]): string =>
  ['scenario: |', '    Time[ms],RouteID,Delay[ms],Btldr[Mbps]', ...lines.map(line => `    ${line}`)].join('\n');

const TABLE: readonly [name: string, plan: string, ...warnings: string[]][] = [
  ['a usual link', 'link: { rate: 10Mbit/s, delay: 20ms }'],
  ['a rate without end and no delay', 'link: { rate: unlimited }'],
  [
    'a delayTrace without a delay under an auto queue',
    'link: { rate: 10Mbit/s, delayTrace: radio.delays }',
    'link.queue: auto goes by rate x delay, and the first row has no delay (it does not know the delayTrace): one full frame may wait',
  ],
  ['the same with a limit', 'link: { rate: 10Mbit/s, delayTrace: radio.delays, queue: 64KiB }'],
  [
    'a first row that stands still',
    `link:\n  ${rows('0,0,20,0', '1000,0,20,10')}`,
    'link.queue: auto goes by rate x delay, and the first row has a rate of 0: one full frame may wait',
  ],
  [
    'a queue smaller than a full frame in one direction',
    'link: { rate: 10Mbit/s, delay: 20ms, down: { queue: 1500B } }',
    'link.down.queue: 1,500 B are less than a full frame of 1514 B: large frames never wait, small ones do',
  ],
  ['the same where the MTU has no larger frames', 'link: { rate: 10Mbit/s, delay: 20ms, queue: 1500B, mtu: 1400 }'],
  [
    'a queue of no frames',
    'link: { rate: 10Mbit/s, delay: 20ms, queue: 0 frames }',
    'link.queue: no frame may wait: all but the one being sent are dropped',
  ],
  [
    'a capacity below the bandwidth-delay product',
    'link: { rate: 10Mbit/s, delay: 20ms, capacity: 24999B }',
    'link.capacity: 24,999 B at most, and at its full rate the link has 25,000 B under way: it never gets there',
  ],
  ['a capacity of just that', 'link: { rate: 10Mbit/s, delay: 20ms, capacity: 25000B }'],
  [
    'a peakRate below the rate',
    'link: { rate: 10Mbit/s, delay: 20ms, pacing: { model: token-bucket, burst: 4KiB, peakRate: 9Mbit/s } }',
    'link.pacing: the peakRate of 9 Mbit/s is below the rate of 10 Mbit/s, which is never reached',
  ],
  [
    'ticks too short for a full frame',
    'link: { rate: 1Mbit/s, delay: 20ms, pacing: jiffy }',
    'link.pacing: at 1 Mbit/s a tick of 100 a second has no room for a full frame, which never leaves',
  ],
  ['the same with credit carried over', 'link: { rate: 1Mbit/s, delay: 20ms, pacing: { model: jiffy, carry: yes } }'],
  [
    'an auto queue before recorded deliveries',
    'link: { rate: 10Mbit/s, delay: 20ms, pacing: { model: trace, file: "1\\n2\\n" } }',
    'link.queue: a trace does not use the rate, but an auto queue goes by it',
  ],
  [
    'loss of everything',
    'link: { rate: 1Mbit/s, delay: 20ms, up: { loss: 100% } }',
    'link.up.loss: every frame is lost',
  ],
  [
    'rows that are all the same',
    `link:\n  ${rows('0,0,20,10', '1000,0,20,10')}`,
    'link.scenario: its 2 rows all say the same: nothing ever changes',
  ],
  ['rows of which only the route differs', `link:\n  ${rows('0,0,20,10', '1000,1,20,10')}`],
  [
    'a run shorter than its scenario',
    `duration: 1s\nlink:\n  ${rows('0,0,20,10', '1000,0,20,20', '2000,0,20,30')}`,
    'link.scenario: the run ends after 1 s, and it goes on for 2 s: 2 of 3 rows are never in force',
  ],
  [
    'a run shorter than a round',
    `duration: 1s\nlink:\n  ${rows('0,0,20,10', '500,0,20,20', '2000,loop')}`,
    'link.scenario: the run ends after 1 s, and its first round takes 2 s',
  ],
  ['a run as long as its scenario', `duration: 2s\nlink:\n  ${rows('0,0,20,10', '500,0,20,20', '2000,end')}`],
  [
    'memory for less than queues and link hold',
    'link: { rate: 1Gbit/s, delay: 20ms }\nstore: { memory: 1MiB }',
    'store.memory: 1 MiB are less than the 19.4 MiB that full frames take in queues and under way',
  ],
];

for (const [name, plan, ...expected] of TABLE)
  test(`${name}: ${expected.length === 0 ? 'nothing to warn of' : 'a warning'}`, () =>
    assert.equal(warned(plan), expected));

test('an impure hook is told where it was put', () => {
  const plan = planOf('link: { rate: 1Mbit/s, delay: 20ms }\nhooks:\n  - ./log.ts\n  - ./thief.ts');
  const hook = defineHook({ name: 'clock-reader', impure: true, preamble() {} });
  const [warning, ...others] = warningsOf(plan, [{ hook, plan: plan.hooks[1]! }]);
  assert.equal(warning!.path, ['hooks', 1]);
  assert.equal(warning!.place, { file: 'lab/plan.yaml', line: 4, column: 5 });
  assert.is(others.length, 0);
});

test('a hook of a link that stands at one direction only is named, others are not', () => {
  const told = (scope: 'stage' | 'link' | 'run', at: string): string[] => {
    const plan = planOf(`link: { rate: 10Mbit/s, delay: 20ms }\nhooks: [ { use: ./thief.ts${at} } ]`);
    const hook = defineHook({ name: 'strip', scope, preamble() {} });
    return warningsOf(plan, [{ hook, plan: plan.hooks[0]! }]).map(
      ({ path, message }) => `${pathText(path)}: ${message}`,
    );
  };
  assert.equal(told('link', ', at: up'), [
    'hooks[0]: hook strip has one state for both directions and stands at up only: it sees one of them',
  ]);
  assert.equal([...told('link', ''), ...told('stage', ', at: up'), ...told('run', ', at: down')], []);
});

test.run();

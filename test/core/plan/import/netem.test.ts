import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../../core/fault.js';
import { netemLink } from '../../../../core/plan/import/netem.js';
import { sameAsNative } from './native.js';

const same: [options: string, native: string][] = [
  // Without options of its own each part of netem is off; 1000 packets is its limit.
  ['delay 0', 'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames }'],
  ['delay 100ms', 'link: { rate: unlimited, delay: 100ms, queue: none, capacity: 1000 frames }'],
  // tc: a bare number is microseconds.
  ['latency 1500', 'link: { rate: unlimited, delay: 1500us, queue: none, capacity: 1000 frames }'],
  [
    'delay 20ms 5ms',
    'link: { rate: unlimited, delay: 20ms, queue: none, capacity: 1000 frames, jitter: { span: 5ms, distribution: uniform, order: free } }',
  ],
  [
    'delay 20ms 5ms 25% distribution normal',
    'link: { rate: unlimited, delay: 20ms, queue: none, capacity: 1000 frames, jitter: { span: 5ms, distribution: normal, correlation: 25%, order: free } }',
  ],
  [
    'delay 1s 0.5s distribution pareto',
    'link: { rate: unlimited, delay: 1s, queue: none, capacity: 1000 frames, jitter: { span: 500ms, distribution: netem-pareto, order: free } }',
  ],
  [
    'delay 1sec 200msecs distribution paretonormal',
    'link: { rate: unlimited, delay: 1s, queue: none, capacity: 1000 frames, jitter: { span: 200ms, distribution: pareto-normal, order: free } }',
  ],
  ['loss 0.3%', 'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, loss: 0.3% }'],
  // tc: a bare number is a percentage, too.
  ['loss random 2 0%', 'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, loss: 2% }'],
  [
    'drop 1% ecn',
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, loss: { chance: 1%, ecn: yes } }',
  ],
  [
    'loss gemodel 1%',
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, loss: { model: gilbert-elliott, p: 1%, r: 99%, 1-h: 100%, 1-k: 0% } }',
  ],
  [
    'loss gemodel 1% 10% 70% 0.1%',
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, loss: { model: gilbert-elliott, p: 1%, r: 10%, 1-h: 70%, 1-k: 0.1% } }',
  ],
  [
    'loss state 1%',
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, loss: { model: four-state, p13: 1%, p31: 99%, p32: 0%, p23: 100%, p14: 0% } }',
  ],
  [
    'loss state 1% 20% 30% 40% 5%',
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, loss: { model: four-state, p13: 1%, p31: 20%, p32: 30%, p23: 40%, p14: 5% } }',
  ],
  [
    'corrupt 0.1% duplicate 1%',
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, corrupt: 0.1%, duplicate: 1% }',
  ],
  [
    'delay 10ms reorder 25% 50%',
    'link: { rate: unlimited, delay: 10ms, queue: none, capacity: 1000 frames, reorder: { gap: 1, chance: 25%, correlation: 50% } }',
  ],
  [
    'delay 10ms reorder 100% gap 5',
    'link: { rate: unlimited, delay: 10ms, queue: none, capacity: 1000 frames, reorder: { gap: 5, chance: 100% } }',
  ],
  ['rate 10mbit limit 200', 'link: { rate: 10Mbit/s, delay: 0s, queue: none, capacity: 200 frames }'],
  // tc: kbps are kilobytes a second, and every k of a size is 1024.
  ['rate 256kbps limit 2k', 'link: { rate: 2048kbit/s, delay: 0s, queue: none, capacity: 2048 frames }'],
  ['rate 1mibit', 'link: { rate: 1048576bit/s, delay: 0s, queue: none, capacity: 1000 frames }'],
  [
    'rate 5kbit 20 100 5',
    'link: { rate: 5kbit/s, delay: 0s, queue: none, capacity: 1000 frames, pacing: { model: clock, overhead: 20, cell: { size: 100, overhead: 5 } } }',
  ],
  [
    'rate 1mbit -14',
    'link: { rate: 1Mbit/s, delay: 0s, queue: none, capacity: 1000 frames, pacing: { model: clock, overhead: -14 } }',
  ],
  ['slot 800us', 'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, slot: 800us }'],
  [
    'slot 800us 1ms bytes 64k packets 42'.replace('bytes 64k packets 42', 'packets 42 bytes 64k'),
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, slot: { min: 800us, max: 1ms, packets: 42, bytes: 64KiB } }',
  ],
  [
    'slot distribution normal 10ms 2ms packets 20',
    'link: { rate: unlimited, delay: 0s, queue: none, capacity: 1000 frames, slot: { delay: 10ms, jitter: 2ms, distribution: normal, packets: 20 } }',
  ],
  // Words cut short as far as tc lets them be.
  [
    'del 5ms lo 1% du 2% lim 9',
    'link: { rate: unlimited, delay: 5ms, queue: none, capacity: 9 frames, loss: 1%, duplicate: 2% }',
  ],
  [
    'tc qdisc add dev eth0 root handle 1: netem delay 20ms \\\n  5ms distribution normal loss gemodel 1% 10%',
    'link: { rate: unlimited, delay: 20ms, queue: none, capacity: 1000 frames, jitter: { span: 5ms, order: free }, loss: { model: gilbert-elliott, p: 1%, r: 10% } }',
  ],
];
for (const [options, native] of same) {
  test(`netem ${options.replaceAll(/\s+/g, ' ')} is the native form`, () => {
    const { link, faults } = netemLink(options, 'netem');
    assert.equal(faults.map(faultText), []);
    sameAsNative(link, native);
  });
}

test('another distribution is a table of tc’s, by its path', () => {
  const { link } = netemLink('delay 9ms 2ms distribution experimental', 'netem');
  assert.equal(link!['jitter'], { span: '2ms', table: '/usr/lib/tc/experimental.dist', order: 'free' });
});

test('the seed is the run’s', () => {
  assert.is(netemLink('delay 5ms seed 42', 'netem').seed, 42);
});

const wrong: [options: string, ...faults: string[]][] = [
  ['', 'netem: no options of netem (as in delay 20ms 5ms loss 1%)'],
  ['tc qdisc add dev eth0 root tbf rate 1mbit', 'netem:1:1: no netem in this line of tc'],
  ['delay', 'netem:1:1: delay: expected a time, as in 20ms behind it'],
  ['delay 20 ms', "netem:1:10: netem has no option 'ms'"],
  [
    'dealy 20ms',
    "netem:1:1: netem has no option 'dealy' (did you mean delay?)",
    "netem:1:7: netem has no option '20ms'",
  ],
  ['delay -5ms', "netem:1:7: delay: expected a time, as in 20ms, found '-5ms'"],
  ['delay 5ms delay 6ms', 'netem:1:11: delay appears twice'],
  ['loss 101%', "netem:1:6: loss: expected a percentage from 0 to 100, found '101%'"],
  ['loss often', "netem:1:6: loss: expected a percentage, random, state or gemodel, found 'often'"],
  [
    'loss 5% 25%',
    "netem:1:9: loss: netem's correlation misbehaves (netem(8)) and is not offered here (losses in bursts: loss gemodel)",
  ],
  ['duplicate 5% 25%', "netem:1:14: duplicate: netem's correlation misbehaves (netem(8)) and is not offered here"],
  ['delay 5ms 1ms 100%', "netem:1:15: delay: expected a correlation below 100%, found '100%'"],
  ['distribution normal', 'netem:1:1: distribution: expected a delay with a jitter'],
  ['reorder 5%', 'netem:1:1: reorder: those that are out of order skip the delay: expected a delay'],
  ['delay 5ms gap 5', 'netem:1:11: gap: expected a reorder'],
  ['ecn', 'netem:1:1: ecn: expected a loss'],
  ['rate 10%', 'netem:1:6: rate: a share of a device’s rate means nothing here (as in 10mbit)'],
  ['rate 1mbit 0 48 -5', "netem:1:17: rate: expected a cell overhead of 0 to 65535, found '-5'"],
  ['limit 0', "netem:1:7: limit: expected a number of packets above 0, found '0'"],
  ['slot 2ms 1ms', "netem:1:10: slot: expected a time no shorter than the first, found '1ms'"],
  ['slot 0', 'netem:1:1: slot: a gap of 0 makes no slots'],
  ['slot often', "netem:1:6: slot: expected a time or distribution, found 'often'"],
  ['delay 5ms\nlos 200%', "netem:2:5: los: expected a percentage from 0 to 100, found '200%'"],
];
for (const [options, ...expected] of wrong) {
  test(`a fault is placed: netem ${options.replaceAll('\n', ' ')}`, () => {
    const { link, faults } = netemLink(options, 'netem');
    assert.equal(faults.map(faultText), expected);
    assert.is(link, undefined);
  });
}

test.run();

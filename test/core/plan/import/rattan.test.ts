import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../../core/fault.js';
import { rattanLink } from '../../../../core/plan/import/rattan.js';
import { sameAsNative } from './native.js';

const NOTHING = '{ rate: unlimited, delay: 0s, queue: none }';
const same: [flags: string, up: string, down: string][] = [
  ['--uplink-delay 20ms', '{ rate: unlimited, delay: 20ms, queue: none }', NOTHING],
  [
    '--uplink-delay=1s200ms --downlink-delay "1m 5s"',
    '{ rate: unlimited, delay: 1200ms, queue: none }',
    '{ rate: unlimited, delay: 65s, queue: none }',
  ],
  [
    'rattan link --downlink-loss 0.01 -- ping -c 3 --uplink-loss',
    NOTHING,
    '{ rate: unlimited, delay: 0s, queue: none, loss: 1% }',
  ],
  ['--uplink-loss 1', '{ rate: unlimited, delay: 0s, queue: none, loss: 100% }', NOTHING],
  // An infinite queue without one named, and bytes of IP packets.
  [
    '--uplink-bandwidth 10Mbps',
    '{ rate: 10Mbit/s, delay: 0s, queue: none, pacing: { model: clock, overhead: -14 } }',
    NOTHING,
  ],
  [
    '--uplink-bandwidth "1Gbps 200Mbps" --uplink-queue infinite --downlink-bandwidth 2000000',
    '{ rate: 1200Mbit/s, delay: 0s, queue: none, pacing: { model: clock, overhead: -14 } }',
    '{ rate: 2Mbit/s, delay: 0s, queue: none, pacing: { model: clock, overhead: -14 } }',
  ],
  [
    `--uplink-bandwidth 5Mb/s --uplink-queue droptail --uplink-queue-args '{"packet_limit":100}' --downlink-bandwidth 20mbps --downlink-queue=codel --downlink-queue-args="{\\"byte_limit\\":100000,\\"target\\":\\"50ms\\",\\"interval\\":\\"200ms\\",\\"mtu\\":1500}"`,
    '{ rate: 5Mbit/s, delay: 0s, queue: 100 frames, pacing: { model: clock, overhead: -14 } }',
    '{ rate: 20Mbit/s, delay: 0s, queue: { discipline: codel, limit: 100kB, target: 50ms, interval: 200ms }, pacing: { model: clock, overhead: -14 } }',
  ],
  [
    `--uplink-bandwidth 1kbps --uplink-queue drophead --uplink-queue-args '{"packet_limit":null,"byte_limit":3000,"bw_type":"NetworkLayer"}'`,
    '{ rate: 1kbit/s, delay: 0s, queue: { discipline: drop-head, limit: 3kB }, pacing: { model: clock, overhead: -14 } }',
    NOTHING,
  ],
  [
    '--uplink-trace traces/a.up --uplink-queue droptail',
    '{ rate: unlimited, delay: 0s, queue: none, pacing: { model: trace, file: traces/a.up } }',
    NOTHING,
  ],
];
for (const [flags, up, down] of same) {
  test(`${flags} is the native form`, () => {
    const { link, faults } = rattanLink(flags, 'rattan');
    assert.equal(faults.map(faultText), []);
    sameAsNative(link, `link: { up: ${up}, down: ${down} }`);
  });
}

const wrong: [flags: string, ...faults: string[]][] = [
  ['', 'rattan: no flags of rattan link (as in --uplink-delay 20ms --uplink-bandwidth 10Mbps)'],
  [
    '--uplink-dealy 20ms',
    "rattan:1:1: rattan link has no flag of the link '--uplink-dealy' (did you mean --uplink-delay?)",
    "rattan:1:16: rattan link has no flag of the link '20ms'",
    'rattan: no flags of rattan link (as in --uplink-delay 20ms --uplink-bandwidth 10Mbps)',
  ],
  ['--uplink-delay', 'rattan:1:1: --uplink-delay: expected a value behind it'],
  ['--uplink-delay 1ms --uplink-delay=2ms', 'rattan:1:20: --uplink-delay appears twice'],
  ['--uplink-delay 20', "rattan:1:16: expected a duration, as in 20ms, found '20'"],
  ['--uplink-delay 2M', "rattan:1:16: expected a duration, as in 20ms, found '2M'"],
  ['--uplink-loss 1%', "rattan:1:15: expected a share from 0 to 1, found '1%'"],
  ['--uplink-loss=1.5', "rattan:1:15: expected a share from 0 to 1, found '1.5'"],
  ['--uplink-bandwidth fast', "rattan:1:20: expected a bandwidth, as in 10Mbps, found 'fast'"],
  ['--uplink-bandwidth 1Mbps --uplink-trace x', 'rattan:1:41: a bandwidth and a trace: expected one of the two'],
  ['--uplink-queue droptail', 'rattan:1:16: a queue without a bandwidth or a trace never fills'],
  [
    '--uplink-bandwidth 1Mbps --uplink-queue dropttail',
    "rattan:1:41: no queue 'dropttail': expected infinite, droptail, drophead, codel (did you mean droptail?)",
  ],
  [
    '--uplink-bandwidth 1Mbps --uplink-queue droptail --uplink-queue-args packet_limit=1',
    `rattan:1:70: expected arguments as JSON, found 'packet_limit=1' (as in '{"packet_limit":100}')`,
  ],
  [
    `--uplink-bandwidth 1Mbps --uplink-queue droptail --uplink-queue-args '{"packet_limit":1,"byte_limit":2,"target":"5ms"}'`,
    "rattan:1:70: a queue droptail has no argument 'target'",
    'rattan:1:70: packet_limit and byte_limit: a queue has one limit here',
  ],
  [
    `--uplink-bandwidth 1Mbps --uplink-queue codel --uplink-queue-args '{"target":5,"mtu":9000}'`,
    'rattan:1:67: mtu: CoDel leaves one full frame in the queue here, 1500 B',
    'rattan:1:67: target: expected a duration, as in "5ms"',
  ],
];
for (const [flags, ...expected] of wrong) {
  test(`a fault is placed: ${flags}`, () => {
    const { link, faults } = rattanLink(flags, 'rattan');
    assert.equal(faults.map(faultText), expected);
    assert.is(link, undefined);
  });
}

test.run();

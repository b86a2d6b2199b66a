import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LegFigures } from '../../../core/probe/leg-figures.js';
import type { ProbeReport } from '../../../core/probe/probe-report.js';
import { probeText } from '../../../core/probe/probe-text.js';
import type { Spread } from '../../../core/probe/spread.js';

const spread = (min: number, p50: number, max: number): Spread => ({
  count: 1000,
  mean: p50,
  min,
  p50,
  p90: p50,
  p99: max,
  max,
});

const leg: LegFigures = {
  direction: 'up',
  sent: 1000,
  received: 990,
  lost: 10,
  lostShare: 0.01,
  underWay: 0,
  duplicates: 2,
  reordered: 5,
  reorderedShare: 5 / 990,
  reorderedExtent: 3,
  delay: spread(20_090_000, 20_150_000, 21_000_000),
  expected: spread(20_078_400, 20_078_400, 20_078_400),
  error: spread(11_600, 71_600, 921_600),
  unexpected: [],
  early: 0,
};

const report: ProbeReport = {
  hookline: '0.1.0',
  plan: 'link.csv',
  seed: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  protocol: 'icmp',
  count: 1000,
  interval: 1e6,
  frameBytes: 98,
  validity: { verdict: 'valid', reasons: [] },
  notes: ['UDP would have done'],
  directions: [leg, { ...leg, direction: 'down', sent: 0, received: 0, lost: 0, reordered: 0 }],
  rows: [
    {
      direction: 'up',
      at: 0,
      route: 0,
      delay: 20e6,
      rate: 10e6,
      probes: 990,
      error: leg.error!,
      train: { asked: 10e6, offered: 20e6, achieved: 9_990_000, sent: 41, received: 41 },
    },
    {
      direction: 'down',
      at: 0,
      route: 0,
      delay: 20e6,
      rate: 0,
      probes: 0,
      train: { asked: 0, sent: 0, received: 0, why: 'the link stands still' },
    },
  ],
  files: {},
};

test('a probe is told in tables, the figures with their units', () => {
  const text = probeText({ ...report, directions: [leg] });
  assert.is(
    text,
    `link.csv  1,000 ICMP echo probes of 98 B, 1 ms apart, seed 1: valid
  - UDP would have done

direction   sent  received      lost  under way  duplicates   reordered  max extent
up         1,000       990  10 (1 %)          0           2  5 (0.51 %)           3

one-way delay        min        p50        p90        p99        max
up, measured    20.09 ms   20.15 ms   20.15 ms      21 ms      21 ms
up, expected   20.078 ms  20.078 ms  20.078 ms  20.078 ms  20.078 ms
up, error        11.6 us    71.6 us    71.6 us   921.6 us   921.6 us

row   direction       rate  delay  probes  error p50       p99       max     achieved     off
0 ms  up         10 Mbit/s  20 ms     990    71.6 us  921.6 us  921.6 us  9.99 Mbit/s  -0.1 %
0 ms  down         0 bit/s  20 ms       0          -         -         -            -       -  the link stands still

delays run from the sending host's own interface to the receiving host's, by kernel stamps of one clock
expected: 8 x length / rate + delay, by the rows in force, on a link with nothing but the probes
`,
  );
});

test('with effects that no expectation has, a difference is not called an error, nor a rate off', () => {
  const { error, ...rest } = leg;
  const train = {
    asked: 10e6,
    offered: 20e6,
    achieved: 9_500_000,
    sent: 41,
    received: 39,
    unexpected: ['loss', 'jitter'],
  };
  const { error: _, ...row } = { ...report.rows[0]!, train };
  const text = probeText({
    ...report,
    directions: [{ ...rest, unexpected: ['jitter'], beyond: error! }],
    rows: [row],
  });
  assert.match(text, /^up, nominal +20\.078 ms/m);
  assert.match(text, /^up, beyond +11\.6 us/m);
  assert.not.match(text, /up, expected|up, error/);
  assert.match(text, / 990 +- +- +- +9\.5 Mbit\/s +- +with loss, jitter$/m);
  assert.match(text, /^nominal: the same, which leaves out effects of the plan that move arrivals/m);
});

test('a long scenario is cut short, and it is said where the rest is', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ ...report.rows[0]!, at: i * 1e9 }));
  const lines = probeText({ ...report, rows }).split('\n');
  assert.ok(lines.includes('and 6 more in probe.json'));
  assert.ok(lines.some(line => line.startsWith('23 s')));
  assert.not.ok(lines.some(line => line.startsWith('24 s')));
});

test('colour is only where it is asked for', () => {
  assert.not.ok(probeText(report).includes('\x1b['));
  assert.ok(probeText(report, { colour: true }).includes('\x1b['));
});

test.run();

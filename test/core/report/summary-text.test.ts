import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunReport } from '../../../core/report/run-report.js';
import { summaryText } from '../../../core/report/summary-text.js';

const report: RunReport = {
  hookline: '0.1.0',
  plan: 'ack-thief',
  seed: 7,
  driver: 'real',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:01:00.000Z',
  duration: 60e9,
  clock: { startup: 'app-start', startedAt: 0 },
  validity: {
    verdict: 'suspect',
    reasons: ['the host took 3.4 % of the processor time away (steal; the limit is 1 %)'],
  },
  ledger: {
    in: 81_234,
    born: 12,
    out: 79_112,
    dropped: { 'queue:tail': 120, 'hook:ack-thief:ack-stolen': 2004 },
    absorbed: {},
    inFlight: 10,
    kept: 0,
  },
  stages: [
    {
      name: 'up',
      direction: 'up',
      framesIn: 30_000,
      bytesIn: 2e6,
      framesOut: 27_996,
      bytesOut: 1_847_736,
      marked: 0,
      dropped: 0,
      queuePeakFrames: 3,
      queuePeakBytes: 198,
    },
    {
      name: 'down',
      direction: 'down',
      framesIn: 51_246,
      bytesIn: 77e6,
      framesOut: 51_116,
      bytesOut: 74_100_000,
      marked: 0,
      dropped: 0,
      queuePeakFrames: 66,
      queuePeakBytes: 100_000,
    },
  ],
  ports: [],
  hooks: [
    {
      stage: 'up',
      name: 'ack-thief',
      counters: { bursts: 501, seen: 1 },
      drops: { 'ack-stolen': 2004 },
      errors: 0,
      calls: 30_000,
      did: { dropped: 2004 },
      refused: {},
      reloads: 0,
    },
  ],
  traffic: [
    {
      kind: 'tcp',
      from: 'server',
      to: 'client',
      figures: {
        goodputBps: 9_400_000,
        segmentsSent: 64_000,
        congestion: 'cubic',
        retransmits: 1234,
        srttNs: 41_200_000,
        completionNs: -1,
      },
    },
  ],
  measured: {
    lateness: { count: 79_112, mean: 30_000, p50: 25_000, p90: 60_000, p99: 400_000, p999: 900_000, max: 2_100_000 },
  },
  files: { capture: 'down.pcapng', run: 'run.json' },
};

test('a summary tells first whether the run may be trusted, then what it carried and lost, with the headline figures', () => {
  assert.is(
    summaryText(report),
    `ack-thief  60 s of real time, seed 7: suspect
  - the host took 3.4 % of the processor time away (steal; the limit is 1 %)

traffic
  tcp  server -> client  goodput 9.4 Mbit/s, congestion cubic, retransmits 1,234, srtt 41.2 ms

stage   throughput  frames in  frames out   longest queue
up      246 kbit/s     30,000      27,996      198 B in 3
down   9.88 Mbit/s     51,246      51,116  97.7 KiB in 66

frames  in 81,234, born 12, out 79,112, dropped 2,124, in flight 10

dropped by                 frames  of all
hook:ack-thief:ack-stolen   2,004   2.5 %
queue:tail                    120  0.15 %

hook       stage  dropped  errors  counters
ack-thief  up       2,004       0  bursts 501, seen 1

lateness  p50 25 us, p90 60 us, p99 400 us, p999 900 us, max 2.1 ms

files
  capture  down.pcapng
  run      run.json
`,
  );
});

test('several traffic programs are numbered as expectations name them', () => {
  const [tcp] = report.traffic;
  const figures = { goodputBps: 2_000_000 };
  assert.match(
    summaryText({ ...report, traffic: [tcp!, { ...tcp!, figures }] }),
    `
traffic
  0  tcp  server -> client  goodput 9.4 Mbit/s, congestion cubic, retransmits 1,234, srtt 41.2 ms
  1  tcp  server -> client  goodput 2 Mbit/s
`,
  );
});

test('what the plan refused hooks is told where there is any', () => {
  const [thief] = report.hooks;
  const text = summaryText({
    ...report,
    hooks: [
      { ...thief!, refused: { budget: 3, modify: 12_000 } },
      { ...thief!, stage: 'down', drops: {}, counters: {} },
    ],
  });
  assert.match(
    text,
    `
hook       stage  dropped  errors  refused                  counters
ack-thief  up       2,004       0  modify 12,000, budget 3  bursts 501, seen 1
ack-thief  down         0       0  0
`,
  );
});

test('a bare virtual run has no empty headings', () => {
  const { measured: _, ...rest } = report;
  const text = summaryText({
    ...rest,
    driver: 'virtual',
    duration: 0,
    validity: { verdict: 'valid', reasons: [] },
    ledger: { in: 0, born: 0, out: 0, dropped: {}, absorbed: {}, inFlight: 0, kept: 0 },
    stages: [],
    hooks: [],
    traffic: [],
    files: {},
  });
  assert.is(text, 'ack-thief  0 ms of virtual time, seed 7: valid\n\nframes  in 0, out 0, dropped 0\n');
});

test('colours come only when asked for, and change nothing but the colours', () => {
  const esc = String.fromCharCode(27);
  assert.not.ok(summaryText(report).includes(esc));
  const coloured = summaryText(report, { colour: true });
  assert.ok(coloured.includes(`${esc}[33msuspect`));
  assert.is(coloured.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), ''), summaryText(report));
});

test.run();

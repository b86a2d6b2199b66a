import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ledgerOff, type RunReport, runReportJson } from '../../../core/report/run-report.js';

const ledger = {
  in: 10,
  born: 2,
  out: 7,
  dropped: { 'queue:tail': 1, mtu: 1 },
  absorbed: { replaced: 1 },
  inFlight: 1,
  kept: 1,
};
const quiet = { calls: 3, did: { held: 2, dropped: 1 }, refused: {}, reloads: 0 };
const report: RunReport = {
  hookline: '0.1.0',
  plan: 'p.yaml',
  seed: 7,
  driver: 'virtual',
  duration: 1e9,
  clock: { startup: 'first-packet', startedAt: null },
  validity: { verdict: 'valid', reasons: [] },
  ledger,
  stages: [
    {
      name: 'up',
      direction: 'up',
      framesIn: 1,
      bytesIn: 2,
      framesOut: 3,
      bytesOut: 4,
      marked: 0,
      dropped: 0,
      queuePeakFrames: 5,
      queuePeakBytes: 6,
    },
  ],
  ports: [{ name: 'client', framesIn: 1, bytesIn: 2, framesOut: 3, bytesOut: 4 }],
  hooks: [{ stage: 'up', name: 'thief', counters: { b: 1, a: 2 }, drops: {}, errors: 0, ...quiet }],
  traffic: [{ kind: 'tcp', from: 'client', to: 'server', figures: { goodputBps: 9e6, rttP50Ns: 4e7 } }],
  files: { journal: 'journal.bin', capture: 'up.pcapng' },
};

test('a ledger is off by the frames that nobody accounts for', () => {
  assert.is(ledgerOff(ledger), 0);
  assert.is(ledgerOff({ ...ledger, out: 5 }), 2);
  assert.is(ledgerOff({ ...ledger, dropped: { mtu: 5 } }), -3);
});

test('run.json reads back as the report', () => {
  assert.equal(JSON.parse(runReportJson(report)), report);
});

test('run.json is the same bytes in whatever order its parts were filled in', () => {
  const turn = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(turn)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, turn(inner)]),
          )
        : value;
  const figures = report.traffic;
  assert.is(runReportJson({ ...(turn(report) as RunReport), traffic: figures }), runReportJson(report));
});

test('run.json starts with what identifies the run and keeps a name before its figures', () => {
  const text = runReportJson(report);
  assert.ok(
    text.startsWith(
      '{\n  "hookline": "0.1.0",\n  "plan": "p.yaml",\n  "seed": 7,\n  "driver": "virtual",\n  "duration": 1000000000,',
    ),
  );
  assert.match(text, /"dropped": \{\s+"mtu": 1,\s+"queue:tail": 1\s+\}/);
  assert.match(text, /"name": "up",\s+"direction": "up",\s+"bytesIn": 2,/);
  assert.not.match(text, /"startedAt": "|measured/);
});

test('what a real run measured is in its report, its lateness in rising order', () => {
  const lateness = { max: 6, p999: 5, p99: 4, p90: 3, p50: 2, mean: 2, count: 9 };
  const text = runReportJson({
    ...report,
    driver: 'real',
    startedAt: '2026-01-01T00:00:00.000Z',
    measured: { steal: 0.1, lateness },
  });
  assert.match(text, /"startedAt": "2026-01-01T00:00:00.000Z"/);
  assert.equal(JSON.parse(text).measured, { steal: 0.1, lateness });
  assert.match(text, /"count": 9,\s+"mean": 2,\s+"p50": 2,/);
});

test.run();

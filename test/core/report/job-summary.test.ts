import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { jobSummary } from '../../../core/report/job-summary.js';
import type { RunReport } from '../../../core/report/run-report.js';

const report = {
  plan: 'plan.yaml',
  seed: 7,
  driver: 'virtual',
  duration: 2.5e9,
  validity: { verdict: 'valid', reasons: [] },
  ledger: { in: 1200, born: 3, out: 1100, dropped: { 'queue:tail': 100, 'hook:a:b': 3 } },
  expectations: [
    { expectation: 'stages.up.lost <= 1%', met: true, found: '0.5 %, 1 of 200' },
    { expectation: 'hooks.a|b.dropped > 0', met: false, found: '0' },
  ],
} as unknown as RunReport;

test('a run is a heading, a line of figures and a table of what was expected', () => {
  assert.is(
    jobSummary({ report }),
    `### ❌ plan.yaml: 1 of 2 expectations not met; the run is valid

2.5 s of virtual time, seed 7. Frames: in 1,200, born 3, out 1,100, dropped 103.

| | expected | found |
|---|---|---|
| ✅ | \`stages.up.lost <= 1%\` | 0.5 %, 1 of 200 |
| ❌ | \`hooks.a\\|b.dropped > 0\` | 0 |

`,
  );
});

test('a run that meets what is expected is told so, a suspect one with its reasons', () => {
  const { expectations: _, ...rest } = report;
  const reasons = ['a lane stood still for 60 ms', 'rate <asked> for'];
  const text = jobSummary({ report: { ...rest, validity: { verdict: 'suspect', reasons } } as RunReport });
  assert.match(text, /^### ✅ plan\.yaml: suspect\n/);
  assert.match(text, '\n- a lane stood still for 60 ms\n- rate \\<asked\\> for\n');
  assert.not.match(text, '| expected |');
});

test('a client that failed and a hook that threw are told, and make it a bad one', () => {
  const good = { ...report, expectations: [] } as RunReport;
  const client = jobSummary({ report: good, client: { command: 'curl `x`', code: 7 } });
  assert.match(client, /^### ❌ plan\.yaml: the client failed; the run is valid\n/);
  assert.match(client, "The client ended with exit code 7: `curl 'x'`");
  const hook = jobSummary({ report: good, failures: [{ hook: 'a', text: 'a.ts:1:1: no\n' }] });
  assert.match(hook, /^### ❌ plan\.yaml: a hook failed; the run is valid\n/);
  const invalid = jobSummary({ report: { ...good, validity: { verdict: 'invalid', reasons: [] } } as RunReport });
  assert.match(invalid, /^### ❌ plan\.yaml: invalid\n/);
  assert.match(hook, '```text\na.ts:1:1: no\n```\n');
});

test.run();

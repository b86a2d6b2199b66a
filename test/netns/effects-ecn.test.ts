import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sideBySide } from '../side-by-side.js';
import { jsonLines, program, runPlan } from './live-plan.js';
import { inNamespaces } from './needs-namespaces.js';

const BYTES = 2_000_000;
// Reno fills every queue until it is told, by a mark or a loss; every kernel has it and lets any namespace choose it.
const ecn = 'cd /proc/sys/net/ipv4; echo 1 > tcp_ecn; echo reno > tcp_congestion_control; ';

const QUEUES: Readonly<Record<string, string>> = {
  codel: '{ discipline: codel, target: 1ms, interval: 20ms, ecn: yes }',
  red: '{ discipline: red, min: 6kB, max: 18kB, weight: 0.02, limit: 2MB, ecn: yes, markOnly: yes }',
  'fq-codel': '{ discipline: fq-codel, target: 1ms, interval: 20ms }',
};

const beside = sideBySide();

for (const [discipline, queue] of Object.entries(QUEUES)) {
  beside(inNamespaces)(
    `${discipline} marks what TCP sends with ECN instead of dropping it, and the kernel sees it`,
    async () => {
      const run = {
        plan: `link: { delay: 5ms, up: { rate: 20Mbit/s, queue: ${queue} } }`,
        server: `${ecn} exec ${program('tcp-sink', BYTES)}`,
        client: `${ecn} exec ${program('tcp-upload', BYTES)}`,
      };
      await runPlan(run, ({ report, said }) => {
        const { marked } = report.stages[0]!;
        const counters = jsonLines<Record<string, number>>(said)[0]!;
        assert.ok(marked > 0);
        assert.is(counters['IpExtInCEPkts'], marked);
        assert.equal(report.ledger.dropped, {});
      });
    },
  );
}

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { sideBySide } from '../side-by-side.js';
import { hookline } from './hookline.js';
import { runPlan } from './live-plan.js';
import { inNamespaces } from './needs-namespaces.js';

const PLANS: Readonly<Record<string, string>> = {
  'jitter and slots over CoDel': `
seed: 11
link:
  rate: 20Mbit/s
  delay: 5ms
  queue: { discipline: codel, ecn: yes }
  mtu: 1280
  capacity: 200 frames
  loss: { model: gilbert, chance: 1%, burst: 2 }
  ber: { rate: 1e-6, mode: residual }
  corrupt: 0.2%
  duplicate: { chance: 1%, spacing: 200us }
  jitter: { span: 1ms, distribution: pareto-normal, correlation: 25%, order: free }
  slot: { min: 200us, max: 800us, packets: 4 }
  reorder: 1%
`,
  'a changing route over PIE': `
seed: 5
startup: first-packet
link:
  scenario: |
    Time[ms],RouteID,Delay[ms],Btldr[Mbps]
    0,0,5,20
    300,1,3,30
    600,2,8,12
    900,3,6,15
  reconfiguration: { delay: 30ms, mode: all }
  queue: { discipline: pie, ecn: yes }
  mtu: 1000
  loss: { outages: { up: { mean: 300ms }, down: { mean: 5ms } } }
  ber: { rate: 1e-6, mode: fcs }
  duplicate: { chance: 2%, copies: 3, spacing: 300us }
  jitter: { span: 2ms, distribution: gamma, order: free }
  slot: { delay: 500us, jitter: 200us, distribution: normal, packets: 6 }
  reorder: { chance: 1%, wait: 4ms }
`,
  'a token bucket behind FQ-CoDel': `
seed: 6
link:
  rate: 15Mbit/s
  delay: 5ms
  queue: { discipline: fq-codel, flows: 8 }
  pacing: { model: token-bucket, burst: 8kB, peakRate: 60Mbit/s, overhead: ethernet }
  mtu: 1400
  capacity: 60kB
  loss: { model: four-state, p13: 1%, p31: 30%, p14: 0.1% }
  ber: { rate: 1e-6, mode: deliver }
  duplicate: 2%
  jitter: { span: 2ms, distribution: weibull, correlation: 80% }
  reorder: { gap: 7, chance: 60%, correlation: 30% }
`,
};
/** Both directions at once; datagrams that are fragmented. */
const CLIENTS: Readonly<Record<string, string>> = {
  TCP: 'iperf3 -c $HOOKLINE_SERVER -t 1 --bidir',
  UDP: 'iperf3 -c $HOOKLINE_SERVER -t 1 -u -b 6M -l 2500 --bidir',
};

const withIperf = findProgram('iperf3') === undefined ? test.skip : inNamespaces;

const beside = sideBySide();

for (const [what, plan] of Object.entries(PLANS)) {
  for (const [protocol, client] of Object.entries(CLIENTS)) {
    beside(withIperf)(`${protocol} over ${what} and every other effect is replayed to the nanosecond`, async () => {
      // An iperf3 whose last words were lost must not wait for ever.
      const run = { plan, server: 'iperf3 -s -1', client: `timeout 20 ${client} > /dev/null; true` };
      await runPlan(run, async ({ report, folder }) => {
        const { in: came, born, dropped } = report.ledger;
        console.log(what, protocol, came, born, dropped);
        assert.ok(came > 500 && born > 10, `${came} came, ${born} born`);
        assert.ok(Object.keys(dropped).some(cause => cause.startsWith('loss:')));
        const { code, out } = await hookline('replay', folder);
        assert.match(out, /^[\d,]{3,} frames: same fate, same order, same nanosecond/);
        assert.is(code, 0);
      });
    });
  }
}

test.run();

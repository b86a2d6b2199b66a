import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import type { RunReport } from '../../core/report/run-report.js';
import { hookline } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const withIperf = inNamespaces === test && findProgram('iperf3') === undefined ? test.skip : inNamespaces;

const COUNT = 16;
const all = Array.from({ length: COUNT }, (_, i) => i);
const POLICIES = [
  'random',
  'weighted',
  'shortest-queue',
  'greatest-free',
  'lowest-drop-rate',
  'greatest-adjusted-free',
];

/** As on the emulator of 2000: topology i leads from interface i to its neighbour, over stages i, i+1, i+2 (and i+3). */
const topology = (i: number): string[] => {
  const stage = (k: number): string => `s${(i + k) % COUNT}`;
  const to = `p${i ^ 1}`;
  if (i % 4 === 0) return [`    path: [${stage(0)}, ${stage(1)}, ${stage(2)}]`, `    to: ${to}`];
  const arms = i % 4 === 3 ? [1, 2, 3] : [1, 2];
  return [
    '    arcs:',
    `      - { stage: ${stage(0)}, from: in, to: fork }`,
    ...arms.map(k => `      - { stage: ${stage(k)}, from: fork, to: out, weight: ${k} }`),
    `    dispatch: { fork: { policy: ${POLICIES[i % POLICIES.length]}, sticky: 2s } }`,
    `    exits: { out: ${to} }`,
  ];
};

const PLAN = [
  'ports:',
  ...all.map(i => `  p${i}: { host: ${i % 2 === 0 ? 'left' : 'right'} }`),
  'stages:',
  ...all.map(i => `  s${i}: { rate: ${20 + i}Mbit/s, delay: ${1 + (i % 4)}ms, queue: 256KiB }`),
  'topologies:',
  ...all.flatMap(i => [`  t${i}:`, `    from: p${i}`, ...topology(i)]),
  'hooks:',
  '  - { use: ./counter.ts, at: all }',
].join('\n');

const COUNTER = `import { defineHook } from 'hookline/sdk';

export default defineHook({
  name: 'counter',
  preamble(frame, { count }) {
    count('seen');
    if (frame.icmp) count('echoes');
  },
});
`;

/** A server for each interface on the right. */
const SERVERS =
  'for i in 1 3 5 7 9 11 13 15; do eval "a=\\$HOOKLINE_P$i"; iperf3 -s -1 -p $((5200 + i)) -B $a >/dev/null & done; wait';

/** Ten echoes over each pair of interfaces at once; then a transfer over each, all at once. */
const CLIENT = `
each() {
  for i in 0 2 4 6 8 10 12 14; do
    j=$((i + 1)); eval "a=\\$HOOKLINE_P$i b=\\$HOOKLINE_P$j"
    "$1" & pids="$pids $!"
  done
  for pid in $pids; do wait $pid || exit 1; done
  pids=
}
echoes() { ping -q -c 10 -i 0.05 -I $a $b; }
transfer() {
  for try in 1 2 3 4 5 6 7 8 9 10; do
    iperf3 -n 500K -B $a -c $b -p $((5200 + j)) && return
    sleep 0.3
  done
  return 1
}
each echoes && each transfer`;

withIperf(
  'sixteen stages, interfaces and topologies at once: every pair of interfaces talks over shared stages, a hook on each',
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
    try {
      writeFileSync(join(home, 'plan.yaml'), PLAN);
      writeFileSync(join(home, 'counter.ts'), COUNTER);
      const words = ['run', join(home, 'plan.yaml'), '--json', '--out', join(home, 'run'), '--at', `right=${SERVERS}`];
      const { code, out, err } = await hookline(...words, '--', 'sh', '-c', CLIENT);
      assert.is(code, 0, err);
      assert.is(err.match(/10 packets transmitted, 10 received/g)?.length, COUNT / 2, err);
      assert.is(err.match(/receiver/g)?.length, COUNT / 2);
      const report = JSON.parse(out) as RunReport;
      assert.is(report.ports.length, COUNT);
      assert.ok(report.ports.every(({ framesIn, framesOut }) => framesIn > 10 && framesOut > 10));
      assert.is(
        report.ledger.in + report.ledger.born,
        report.ledger.out + report.ledger.inFlight + Object.values(report.ledger.dropped).reduce((a, b) => a + b, 0),
      );
      for (const [i, { name, framesIn }] of report.stages.entries()) {
        const seen = report.hooks.find(each => each.stage === name)!.counters;
        assert.is(seen['seen'], framesIn, name);
        // Its own topology sends all its frames over stage i: ten echoes of one side.
        assert.ok(seen['echoes']! >= 10, `${name}: ${seen['echoes']} echoes, stage ${i}`);
      }
      const again = await hookline('replay', join(home, 'run'));
      assert.is(again.code, 0, again.err);
      assert.match(again.out, /same fate, same order, same nanosecond/);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
);

test.run();

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { capturedFrame } from '../../core/report/capture.js';
import { openCapture } from '../../core/report/pcap-file.js';
import { Frame } from '../../sdk/frame.js';
import { hookline } from './hookline.js';
import { runPlan } from './live-plan.js';
import { inNamespaces } from './needs-namespaces.js';

const withIperf = findProgram('iperf3') === undefined ? test.skip : inNamespaces;

/** Decides by numbers in the segments alone, so that a test can tell from the journal what it does. */
const THIEF = `
import { defineHook, drop, option } from 'hookline/sdk';
export default defineHook({
  name: 'thief',
  options: { acks: option.count('steals those it divides', '97'), data: option.count('sends back those it divides', '61') },
  preamble(frame, { inject, direction, options }) {
    const { tcp } = frame;
    if (!tcp) return;
    if (direction === 'up' && tcp.payloadLength > 0 && tcp.seq % options.data === 0) inject(frame, { toward: 'back' });
    if (direction === 'down' && tcp.payloadLength === 0 && !tcp.syn && tcp.ackNumber % options.acks === 0)
      return drop('ack-stolen');
  },
});
`;

interface Counted {
  frames: number;
  /** Ids of acknowledgements that exactly one of the two numbers divides. */
  readonly stolen: Set<number>;
  /** Data that the first number divides and the second does not, and the other way round. */
  gone: number;
  fresh: number;
}

/** What changes when other numbers divide, from the bytes in the journal. */
const count = (folder: string, acks: readonly [number, number], data: readonly [number, number]): Counted => {
  const counted: Counted = { frames: 0, stolen: new Set(), gone: 0, fresh: 0 };
  for (const lane of [0, 1]) {
    const file = openCapture(join(folder, 'journal', `lane-${lane}.pcapng`));
    const record = capturedFrame();
    const numbers = [0, 0];
    while (file.next(record)) {
      const port = record.interface;
      if (port > 1) continue;
      counted.frames++;
      const id = numbers[port]!++ * 4 + port;
      const { tcp } = Frame.of(record.bytes);
      if (!tcp) continue;
      const [a, b] = acks.map(each => tcp.ackNumber % each === 0);
      if (port === 1 && tcp.payloadLength === 0 && !tcp.syn && a !== b) counted.stolen.add(id);
      const [c, d] = data.map(each => tcp.seq % each === 0);
      if (port === 0 && tcp.payloadLength > 0) {
        if (c && !d) counted.gone++;
        if (d && !c) counted.fresh++;
      }
    }
    file.close();
  }
  return counted;
};

withIperf(
  'twenty thousand live frames have the same fates again, and a changed hook shows exactly those it changes',
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
    writeFileSync(join(home, 'thief.ts'), THIEF);
    const plan = `
link: { rate: 50Mbit/s, delay: 5ms, queue: 4MB }
hooks: [{ use: ${join(home, 'thief.ts')} }]
`;
    // An iperf3 whose last words were lost must not wait for ever.
    const client = 'timeout 20 iperf3 -c $HOOKLINE_SERVER -n 4M -M 300 -b 20M > /dev/null';
    try {
      await runPlan({ plan, server: 'iperf3 -s -1', client }, async ({ report, folder }) => {
        const again = await hookline('replay', folder);
        assert.match(again.out, /^[\d,]+ frames: same fate, same order, same nanosecond\n$/);
        assert.is(again.code, 0);

        const csv = join(home, 'changed.csv');
        const changed = await hookline(
          'replay',
          folder,
          '--set',
          'thief.acks=89',
          '--set',
          'thief.data=59',
          '--csv',
          csv,
        );
        assert.is(changed.code, 0, changed.err);
        assert.match(
          changed.out,
          'with the hooks of the run: the same fates, in the same order, at the same nanosecond\n',
        );
        const { frames, stolen, gone, fresh } = count(folder, [97, 89], [61, 59]);
        assert.ok(frames > 15_000, `${frames} frames`);
        assert.is(frames, report.ledger.in);
        const rows = readFileSync(csv, 'utf8')
          .split('\n')
          .slice(1, -1)
          .map(line => line.split(','));
        const ids = (born: string): number[] => rows.filter(row => row[1] === born).map(row => Number(row[0]));
        console.log(`${frames} frames, ${stolen.size} fates changed, ${gone} copies gone, ${fresh} new ones`);
        assert.ok(stolen.size > 20 && gone > 20 && fresh > 20);
        assert.equal(new Set(ids('both')), stolen);
        // What was sent back crossed into the other lane.
        assert.equal([ids('recorded').length, ids('replayed').length], [gone, fresh]);
      });
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
);

test.run();

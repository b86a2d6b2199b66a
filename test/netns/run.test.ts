import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { capturedFrame } from '../../core/report/capture.js';
import { journalName } from '../../core/report/file-recorder.js';
import { openCapture } from '../../core/report/pcap-file.js';
import type { RunReport } from '../../core/report/run-report.js';
import { sideBySide } from '../side-by-side.js';
import { type Ended, hookline } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

/** A folder of a test's own, with a scenario in it. */
interface Folder {
  readonly home: string;
  readonly link: string;
  file(name: string, text: string): string;
}

const withFolder = async (work: (folder: Folder) => Promise<void>): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  const file = (name: string, text: string): string => {
    const path = join(home, name);
    writeFileSync(path, text);
    return path;
  };
  try {
    const link = file('link.csv', 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n300,1,3,30\n700,1,2.5,12\n');
    await work({ home, link, file });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const beside = sideBySide();
const inFolder =
  (register: typeof inNamespaces) =>
  (name: string, work: (folder: Folder) => Promise<void>): unknown =>
    beside(register)(name, () => withFolder(work));
const live = inFolder(inNamespaces);

/** The run's report, whose count of frames must close. */
const reportOf = (out: string): RunReport => {
  const report = JSON.parse(out) as RunReport;
  const { ledger } = report;
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  assert.is(
    ledger.in + ledger.born,
    ledger.out + sum(ledger.dropped) + sum(ledger.absorbed) + ledger.inFlight + ledger.kept,
  );
  return report;
};

const spin = `import { defineHook } from 'hookline/sdk';

export default defineHook({
  name: 'spin',
  state: () => ({ seen: 0 }),
  preamble(frame, { state }) {
    if (!frame.icmp) return;
    state.seen += 1;
    if (state.seen === 8) for (;;);
  },
});
`;

live(
  'a hook that hangs is named with its line and costs one frame; its lane and the run go on',
  async ({ home, link, file }) => {
    const path = file('spin.ts', spin);
    const words = ['run', link, '--hook', `${path}@up`, '--json', '--out', join(home, 'run')];
    const { code, out, err } = await hookline(
      ...words,
      '--',
      'ping',
      '-c',
      '25',
      '-i',
      '0.05',
      '-W',
      '1',
      '192.168.66.2',
    );
    assert.match(err, new RegExp(`${path}:9:\\d+: hook spin hung in its preamble at stage up`));
    assert.match(err, '25 packets transmitted, 24 received');
    assert.is(code, 0);
    const report = reportOf(out);
    assert.equal(report.ledger.dropped, { 'hook:spin:hang': 1 });
    assert.is(report.stages[0]!.framesOut, report.stages[0]!.framesIn - 1);
    const again = await hookline('replay', join(home, 'run'));
    assert.is(again.code, 4);
    assert.match(again.err, /cannot be replayed: hook spin hung in it/);
  },
);

live('a hook that hangs while the run is being stopped does not keep it from ending', async ({ link, file }) => {
  const path = file('spin.ts', spin.replace('state.seen === 8', 'state.seen === 1'));
  const words = ['run', link, '--hook', path, '--json'];
  const { code, out } = await hookline(...words, '--', 'ping', '-c', '1', '-W', '1', '192.168.66.2');
  // The client's own code: it had no answer.
  assert.is(code, 1);
  assert.is(reportOf(out).ledger.dropped['hook:spin:hang'], 1);
});

/** What a lane's journal says of the start of the scenario's clock. */
const clocksOf = (folder: string, lane: number): string[] => {
  const capture = openCapture(join(folder, journalName(lane)));
  const record = capturedFrame();
  const found: string[] = [];
  while (capture.next(record)) {
    if (capture.interfaces[record.interface]!.name === 'control') found.push(Buffer.from(record.bytes).toString());
  }
  capture.close();
  return found;
};

live(
  'the first packet starts the clock of both directions at one instant, and a replay repeats it',
  async ({ home, link }) => {
    const folder = join(home, 'run');
    const settings = ['startup=first-packet', 'link.reconfiguration.delay=30ms', 'link.reconfiguration.mode=all'];
    const words = ['run', link, '--json', '--out', folder, ...settings.flatMap(set => ['--set', set])];
    // The rows of 300 and 700 ms come into force while it pings, however long it took to start.
    const { code, out } = await hookline(...words, '--', 'ping', '-c', '30', '-i', '0.04', '-W', '1', '192.168.66.2');
    assert.is(code, 0);
    const { startup, startedAt } = reportOf(out).clock;
    assert.is(startup, 'first-packet');
    assert.ok(startedAt! > 0);
    assert.equal([clocksOf(folder, 0), clocksOf(folder, 1)], [[`clock ${startedAt}`], [`clock ${startedAt}`]]);
    const table = readFileSync(join(folder, 'timeline.csv'), 'utf8');
    assert.match(table, /\b12000000\b/);
    const again = await hookline('replay', folder);
    assert.is(again.code, 0, again.out);
  },
);

const meddler = `import { defineHook, drop, duplicate, Frame, hold, ms, us } from 'hookline/sdk';

export default defineHook({
  name: 'meddler',
  setup({ after, inject }) {
    // Goes on when nothing arrives any more: the replay must end where the run did.
    const beacon = () => {
      inject(Frame.of(new Uint8Array(60)));
      after(ms(7), beacon);
    };
    after(ms(7), beacon);
  },
  preamble(frame, { rng, inject }) {
    switch (rng.below(30)) {
      case 0:
        return drop('chance');
      case 1:
        return hold(us(rng.below(4000)));
      case 2:
        return duplicate(1, us(300));
      case 3:
        if (frame.icmp) inject(frame, { toward: 'back', after: us(rng.below(900)) });
        return;
    }
  },
  episode: (_, { rng }) => (rng.below(30) === 0 ? hold(us(500)) : undefined),
});
`;

live(
  'the journal of a live run, replayed in virtual time, gives every frame the same fate, order and due time',
  async ({ home, link, file }) => {
    const path = file('meddler.ts', meddler);
    for (const scope of ['stage', 'link']) {
      writeFileSync(path, meddler.replace("name: 'meddler',", `name: 'meddler',\n  scope: '${scope}',`));
      const out = join(home, scope);
      const words = ['run', link, '--hook', path, '--seed', '5', '--json', '--out', out];
      const run = await hookline(
        ...words,
        '--',
        'sh',
        '-c',
        'ping -f -l 20 -c 1500 192.168.66.2 > /dev/null; sleep 0.2',
      );
      const report = reportOf(run.out);
      assert.ok(report.ledger.in > 1500);
      assert.ok(report.ledger.born > 50);
      assert.is(existsSync(join(out, 'journal', 'lane-1.fates')), scope === 'stage');
      const { code, out: said } = await hookline('replay', out, '--json');
      const { same, differences } = JSON.parse(said) as { same: number; differences: unknown[] };
      assert.equal(differences, []);
      assert.is(code, 0);
      const ends = ['lane-0', 'lane-1'].map(lane => join(out, 'journal', `${lane}.fates`)).filter(existsSync);
      assert.is(
        same,
        ends.reduce((sum, each) => sum + readFileSync(each).length / 24, 0),
      );
    }
  },
);

const withIperf = inFolder(findProgram('iperf3') === undefined ? test.skip : inNamespaces);

withIperf('TCP over a dropping and delaying hook is replayed as exactly', async ({ home, link, file }) => {
  const path = file('meddler.ts', meddler);
  const words = ['run', link, '--hook', path, '--out', join(home, 'run')];
  const { code, err } = await hookline(
    ...words,
    '--server',
    'iperf3 -s -1',
    '--',
    'iperf3',
    '-c',
    '192.168.66.2',
    '-t',
    '1',
  );
  assert.is(code, 0, err);
  const { code: same, out } = await hookline('replay', join(home, 'run'));
  assert.match(out, /^[\d,]{4,} frames: same fate, same order, same nanosecond/);
  assert.is(same, 0);
});

live('a server that ends or never listens ends the run with a clear message and 4', async ({ link }) => {
  const run = (server: string): Promise<Ended> =>
    hookline('run', link, '--server', server, '--server-timeout', '500ms', '--', 'true');
  const [early, never] = await Promise.all([run('exit 3'), run('sleep 60')]);
  assert.match(early.err, 'the server command ended with code 3 before it listened: exit 3');
  assert.not.match(early.err + never.err, 'while the run went on');
  assert.is(early.code, 4);
  assert.match(never.err, "nothing listens in the server's namespace after 0.5 s: sleep 60");
  assert.is(never.code, 4);
});

live('the client’s own exit code passes through', async ({ link }) => {
  assert.is((await hookline('run', link, '--', 'sh', '-c', 'exit 37')).code, 37);
});

live('a client that is no program is told in one sentence, with 127, and nothing is run', async ({ home, link }) => {
  const out = join(home, 'run');
  const { code, err } = await hookline('run', link, '--out', out, '--', 'no-such-program', '-x');
  assert.is(err, "hookline: there is no program 'no-such-program' for the client to run\n");
  assert.is(code, 127);
  assert.not(existsSync(out));
});

live('a place of --capture that is misspelt is told, and not taken for the client', async ({ home, link }) => {
  const words = [link, '--capture', 'up.exits', '--out', join(home, 'run')];
  const [real, virtual] = await Promise.all([hookline('run', ...words, '--', 'true'), hookline('simulate', ...words)]);
  for (const { code, err } of [real, virtual]) {
    assert.is(code, 2);
    assert.match(err, "--capture: no side 'exits' of a stage (did you mean exit?)");
  }
});

live('a hook that throws in a live run stops it with 1 and its place', async ({ link, file }) => {
  const path = file(
    'faulty.ts',
    "import { defineHook } from 'hookline/sdk';\n\nexport default defineHook({\n  name: 'faulty',\n  episode(frame) {\n    if (frame.icmp) throw new Error('no luck');\n  },\n});\n",
  );
  const words = ['run', link, '--hook', `${path}@up`, '--json'];
  const { code, err, out } = await hookline(...words, '--', 'ping', '-c', '5', '192.168.66.2');
  assert.match(err, new RegExp(`${path}:6:\\d+: hook faulty threw in its episode at stage up, frame \\d+: no luck`));
  assert.is(code, 1);
  assert.is(reportOf(out).ledger.dropped['hook:faulty:error'], 1);
});

withIperf('a store of 1 MiB under ten times the load drops by memory, and the run goes on', async ({ file }) => {
  const plan = file('small.yaml', 'link: { rate: 10Mbit/s, delay: 100ms, queue: none }\nstore: { memory: 1MiB }\n');
  const load = ['iperf3', '-c', '192.168.66.2', '-u', '-b', '100M', '-t', '1'];
  const { code, out } = await hookline('run', plan, '--json', '--server', 'iperf3 -s -1', '--', ...load);
  assert.is(code, 0);
  const report = reportOf(out);
  const { memory = 0 } = report.ledger.dropped;
  // Of what comes in a second the link carries a tenth and the store holds half a second's worth of that.
  assert.ok(memory > report.ledger.in / 2, `${memory} of ${report.ledger.in} frames`);
  assert.ok(report.stages[0]!.framesOut > 0);
});

test.run();

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunReport, type SimulateSettings, simulate } from '../core/index.js';

const test = suite('examples');
const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const names = readdirSync(folder).filter(name => /^\d\d-/.test(name));
const plan = (name: string): string => join(folder, name, 'plan.yaml');

/** Runs an example into a folder of its own, which is gone afterwards. */
const inFolder = async <T>(
  name: string,
  look: (report: RunReport, out: string) => T,
  settings: SimulateSettings = {},
): Promise<T> => {
  const out = mkdtempSync(join(tmpdir(), 'hookline-example-'));
  try {
    return look(await simulate(plan(name), { ...settings, out }), out);
  } finally {
    rmSync(out, { recursive: true });
  }
};

/** An example's page, without the spaces that line up its tables. */
const pageOf = (name: string): string => readFileSync(join(folder, name, 'README.md'), 'utf8').replaceAll(/ +/g, ' ');
const figures = (report: RunReport): Record<string, number> => report.traffic[0]!.figures as Record<string, number>;
const events = (out: string): Record<string, unknown>[] =>
  readFileSync(join(out, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Record<string, unknown>);
const dropped = (report: RunReport): number => Object.values(report.ledger.dropped).reduce((sum, n) => sum + n, 0);

for (const name of names) {
  test(`${name} has a page, and runs to a valid end with every frame accounted for`, async () => {
    assert.ok(existsSync(join(folder, name, 'README.md')));
    const { validity, ledger } = await simulate(plan(name));
    assert.equal(validity, { verdict: 'valid', reasons: [] });
    const gone = Object.values({ ...ledger.dropped, ...ledger.absorbed }).reduce((sum, n) => sum + n, 0);
    assert.is(ledger.in + ledger.born, ledger.out + gone + ledger.inFlight + ledger.kept);
    assert.ok(ledger.in > 0);
  });
}

test('02-ack-attack makes timers fire although no data was lost on the way', async () => {
  const attacked = await simulate(plan('02-ack-attack'));
  const left = await simulate(plan('02-ack-attack'), { sets: ['ack-thief.chance=0'] });
  assert.is(figures(left)['rtos'], 0);
  assert.ok(figures(attacked)['rtos']! > 10);
  assert.ok(attacked.ledger.dropped['hook:ack-thief:ack-stolen']! > 100);
  assert.ok(figures(attacked)['segmentsDuplicate']! > 10);
  assert.ok(figures(attacked)['completionNs']! > 3 * figures(left)['completionNs']!);
  const page = pageOf('02-ack-attack');
  const row = (name: string): string => `| ${figures(attacked)[name]} | ${figures(left)[name]} |`;
  assert.match(page, `| retransmission timeouts ${row('rtos')}`);
  assert.match(page, `(\`segments duplicate\`) ${row('segmentsDuplicate')}`);
});

test('03-leo-pass: frames of the shorter route overtake, and the receiver counts as many as the hook', async () => {
  await inFolder('03-leo-pass', (report, out) => {
    const overtaken = report.hooks[0]!.counters['overtaken'];
    // 12.2 ms of a frame each 200 us.
    assert.is(overtaken, 61);
    assert.is(figures(report)['framesReordered'], overtaken);
    assert.is(dropped(report), 0);
    const changes = events(out).filter(({ event }) => event === 'step' || event === 'handover');
    assert.equal(
      changes.map(({ at, event }) => [at, event]),
      [
        [1e9, 'step'],
        [2e9, 'step'],
        [3e9, 'handover'],
        [4e9, 'step'],
        [5e9, 'step'],
      ],
    );
  });
});

test('03-leo-pass keeps the order when both rows are of one route', async () => {
  const scenario = readFileSync(join(folder, '03-leo-pass', 'scenario.csv'), 'utf8');
  const steady = mkdtempSync(join(tmpdir(), 'hookline-example-'));
  try {
    writeFileSync(join(steady, 'steady.csv'), scenario.replaceAll(/, 1, /g, ', 0, '));
    const report = await simulate(plan('03-leo-pass'), { sets: [`link.scenario=${join(steady, 'steady.csv')}`] });
    assert.is(figures(report)['framesReordered'], 0);
  } finally {
    rmSync(steady, { recursive: true });
  }
});

test('04-flaky-middlebox restarts four times, clamps the window and damages nothing', async () => {
  await inFolder('04-flaky-middlebox', (report, out) => {
    const restarts = events(out).filter(({ event }) => event === 'restart');
    assert.equal(
      restarts.map(({ sinceNs }) => sinceNs),
      [2e9, 4e9, 6e9, 8e9],
    );
    // 512 x 2^7 bytes in a round trip of 30 ms, less what the restarts cost.
    assert.ok(figures(report)['goodputBps']! < (512 * 128 * 8) / 0.03);
    assert.is(figures(report)['corruptBytes'], 0);
    assert.is(figures(report)['framesDamaged'], 0);
  });
  const clamped = await simulate(plan('04-flaky-middlebox'));
  const unclamped = await simulate(plan('04-flaky-middlebox'), { sets: ['mutator.window=keep'] });
  assert.ok(figures(unclamped)['goodputBps']! > 30e6);
  const mbps = (report: RunReport): string => `${(figures(report)['goodputBps']! / 1e6).toFixed(1)} Mbit/s`;
  const page = pageOf('04-flaky-middlebox');
  assert.match(page, `| goodput | ${mbps(clamped)} | ${mbps(unclamped)} |`);
});

test('05-pcap-through-a-link delays frames past the buffer during the fade, and captures exactly those', async () => {
  await inFolder('05-pcap-through-a-link', (report, out) => {
    assert.is(report.ledger.in, 201);
    assert.is(report.ledger.out, 201);
    const { counters } = report.hooks[0]!;
    assert.is(counters['too-late'], 65);
    assert.is(counters['in-time'], 135);
    assert.ok(existsSync(join(out, 'captures', 'up.playout.pcapng')));
  });
  const wide = await simulate(plan('05-pcap-through-a-link'), { sets: ['link.rate=1Mbit/s'] });
  assert.is(wide.hooks[0]!.counters['too-late'], undefined);
});

test('06-two-sided-log splits the time of each frame to the nanosecond', async () => {
  await inFolder('06-two-sided-log', (_, out) => {
    const lines = events(out).filter(({ stage }) => stage === 'down');
    const into = lines.filter(({ text }) => String(text).startsWith('in '));
    const from = lines.filter(({ text }) => String(text).startsWith('out '));
    // The first answer: thirteen full datagrams, each behind all of those before it.
    const waited = from.slice(0, 13).map(({ waitedNs }) => waitedNs);
    assert.equal(
      waited,
      waited.map((_, i) => (i + 1) * 1514 * 8 * 500),
    );
    assert.ok(into.length > from.length);
    assert.is(into[0]!['at'], 25e6 + 242 * 8 * 500);
  });
});

test.run();

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { ledgerOff, type RunReport } from '../../core/report/run-report.js';
import { sideBySide } from '../side-by-side.js';
import { hookline } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

/** Examples 13 to 15 as their pages have them: hooks that meet real programs. */

interface Told {
  /** What the client, the server and the run itself have said. */
  readonly said: string;
  readonly code: number | null;
  readonly report: RunReport;
  readonly events: readonly Record<string, unknown>[];
}

/** Runs an example with these programs in a folder of its own, and gives what came of it, its ledger closed. */
const story = async (
  example: string,
  { server, client, sets = [] }: { server: string; client: string; sets?: readonly string[] },
): Promise<Told> => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    const out = join(home, 'run');
    const words = ['run', `examples/${example}/plan.yaml`, '--json', '--out', out, '--server', server];
    const ended = await hookline(...words, ...sets.flatMap(set => ['--set', set]), '--', 'sh', '-c', client);
    assert.match(ended.out, '"ledger"', ended.err);
    const report = JSON.parse(ended.out) as RunReport;
    assert.is(ledgerOff(report.ledger), 0);
    const events = readFileSync(join(out, 'events.jsonl'), 'utf8').split('\n').filter(Boolean);
    return { said: ended.err, code: ended.code, report, events: events.map(line => JSON.parse(line)) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const node = (file: string, words: string): string => `'${process.execPath}' examples/${file} ${words}`;
/** The numbers that a pattern finds. */
const numbers = (pattern: RegExp, text: string): number[] =>
  (pattern.exec(text) ?? assert.unreachable(`no ${pattern} in ${text}`) ?? []).slice(1).map(Number);

const beside = sideBySide();
const told = beside(inNamespaces);

const mailing = (how: string, ...sets: string[]): Promise<Told> =>
  story('13-starttls-strip', {
    server: node('13-starttls-strip/mail.mjs', 'serve'),
    client: node('13-starttls-strip/mail.mjs', `192.168.66.2 ${how}`),
    sets,
  });

told('13-starttls-strip: a client that takes what is offered sends its mail in plain text', async () => {
  const { said, code, events } = await mailing('');
  assert.match(said, 'client: 3 lines, STARTTLS not offered');
  assert.match(said, 'server: a mail in plain text');
  // The dialogue goes on behind the cut to its end: the numbers of both ends agree.
  assert.match(said, /client: QUIT +221 bye/);
  assert.is(code, 0);
  assert.equal(
    events.map(({ stage, event }) => [stage, event]),
    [['down', 'stripped']],
  );
});

told('13-starttls-strip: a client that insists on TLS sends nothing', async () => {
  const { said, code } = await mailing('insist');
  assert.match(said, 'client: refuses to send in plain text');
  assert.not.match(said, 'server: a mail');
  assert.is(code, 1);
});

told('13-starttls-strip: where nothing is taken away both sides agree on TLS', async () => {
  const { said, code } = await mailing('insist', 'starttls-strip.keyword=NOTHING');
  assert.match(said, 'client: 4 lines, STARTTLS offered');
  assert.match(said, 'server: a mail over TLSv1.2');
  assert.is(code, 0);
});

const DOWNLOAD = {
  server: node('14-reset-after/download.mjs', 'serve'),
  client: node('14-reset-after/download.mjs', '192.168.66.2'),
};

told('14-reset-after: a program on node:net gets what passed and no byte more, its peer a reset', async () => {
  const { said, report, events } = await story('14-reset-after', DOWNLOAD);
  const [reset] = events.filter(({ event }) => event === 'reset');
  assert.is(events.filter(({ event }) => event === 'reset').length, 1);
  // Node takes a reset right behind data for the end of the stream.
  assert.equal(numbers(/client: (?:end|ECONNRESET) after (\d+) bytes/, said), [reset!['passed']]);
  assert.ok((reset!['passed'] as number) > 250_000 && (reset!['passed'] as number) <= 300_000);
  assert.match(said, 'server: ECONNRESET');
  assert.ok(report.ledger.dropped['hook:reset-after:reset']! >= 1);
});

told('14-reset-after: the same programs with a limit that is never reached', async () => {
  const { said, events } = await story('14-reset-after', { ...DOWNLOAD, sets: ['reset-after.bytes=2MB'] });
  assert.match(said, 'client: end after 2000000 bytes');
  assert.not.match(said, 'ECONNRESET');
  assert.equal(
    events.filter(({ event }) => event === 'reset'),
    [],
  );
});

const withIperf = findProgram('iperf3') === undefined ? beside(test.skip) : told;
withIperf('14-reset-after: iperf3 tells of the reset at both ends', async () => {
  const client = 'iperf3 -R -c 192.168.66.2 -t 5; echo "client: $?"';
  const { said, events } = await story('14-reset-after', { server: 'iperf3 -s -1', client });
  assert.match(said, 'Connection reset by peer');
  assert.match(said, 'client: 1');
  assert.ok(events.some(({ event }) => event === 'reset'));
});

/** The server changes its user and mounts a folder: a user namespace with one user in it is not enough. */
const isRoot = (): boolean =>
  process.geteuid?.() === 0 && /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'));
const missing = ['sshd', 'scp', 'ssh-keygen'].find(name => findProgram(name) === undefined);
const noSsh = missing ?? (process.platform === 'linux' && isRoot() ? undefined : 'a root that may become anybody');
if (noSsh !== undefined) console.log(`  skipped: OpenSSH needs ${noSsh}`);
const withSsh = noSsh === undefined ? told : beside(test.skip);

/** Copies 2 MB by scp, and tells how that ended and what came. */
const copying = async (sets: readonly string[]): Promise<Told> => {
  const keys = mkdtempSync(join(tmpdir(), 'hookline-keys-'));
  try {
    const server = `sh examples/14-reset-after/sshd.sh ${keys}`;
    const copy = `scp -F ${keys}/ssh_config 192.168.66.2:${keys}/big ${keys}/copy`;
    return await story('14-reset-after', {
      server,
      client: `${copy}; echo "scp: code $?, $(cat ${keys}/copy | wc -c) bytes"`,
      sets,
    });
  } finally {
    rmSync(keys, { recursive: true, force: true });
  }
};

withSsh('14-reset-after: scp gives up, with a part of the file', async () => {
  const { said, events } = await copying([]);
  assert.match(said, /Connection (closed|reset)|Broken pipe/);
  const [code, bytes] = numbers(/scp: code (\d+), (\d+) bytes/, said);
  assert.is.not(code, 0);
  assert.ok(bytes! < 300_000, said);
  assert.is(events.filter(({ event }) => event === 'reset').length, 1);
});

withSsh('14-reset-after: scp copies the whole file where nothing is reset', async () => {
  const { said } = await copying(['reset-after.bytes=100MB']);
  assert.equal(numbers(/scp: code (\d+), (\d+) bytes/, said), [0, 2_000_000]);
});

told('15-cut-on-bytes: the third greeting cuts the link for three round trips, and all downloads arrive', async () => {
  const { said, events } = await story('15-cut-on-bytes', {
    server: node('15-cut-on-bytes/downloads.mjs', 'serve'),
    client: node('15-cut-on-bytes/downloads.mjs', '192.168.66.2'),
  });
  const [cut, mended] = events.filter(({ hook }) => hook === 'cut-on-bytes');
  assert.equal([cut!['event'], cut!['stage'], cut!['lastsNs']], ['cut', 'up', 300e6]);
  assert.equal([mended!['event'], mended!['at']], ['mended', (cut!['at'] as number) + 300e6]);
  const downloads = [1, 2, 3].map(n =>
    numbers(new RegExp(`download ${n}: (\\d+) bytes, greeted after (\\d+) ms, then silent for (\\d+) ms`), said),
  );
  assert.equal(
    downloads.map(([bytes]) => bytes),
    [2_000_000, 2_000_000, 2_000_000],
  );
  // TCP's round trip and two of TLS 1.2, one of them 300 ms longer; a load on the machine makes it longer only.
  assert.ok(downloads[2]![1]! >= 599, said);
  assert.ok(downloads[0]![2]! >= 290, said);
});

test.run();

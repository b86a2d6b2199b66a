import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ProbeOptions, probe } from '../../core/cli/probe.js';
import type { ProbeReport } from '../../core/probe/probe-report.js';
import { inNamespaces } from './needs-namespaces.js';

const HEADER = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n';
const WORDS = { hook: [], set: [], json: true, interval: '2ms', size: '98B', protocol: 'auto', count: '60' } as const;

/** Probes a scenario and checks what holds on any machine, however busy: what is lost or late is the machine's. */
const probed = async (
  rows: string,
  options: Partial<ProbeOptions> = {},
): Promise<{ report: ProbeReport; csv: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-probe-'));
  try {
    const scenario = join(folder, 'scenario.csv');
    writeFileSync(scenario, `${HEADER}${rows}\n`);
    let out = '';
    const said: string[] = [];
    const terminal = {
      out: (text: string) => void (out += text),
      err: (text: string) => void said.push(text),
      live: false,
      colour: false,
      width: 80,
    };
    const result = join(folder, 'result');
    assert.is(await probe(terminal)(scenario, { ...WORDS, out: result, ...options }), 0, said.join(''));
    const report = JSON.parse(out) as ProbeReport;
    assert.equal(JSON.parse(readFileSync(join(result, 'probe.json'), 'utf8')), report);
    assert.ok(readFileSync(join(result, 'run.json'), 'utf8').includes('"ledger"'));
    return { report, csv: readFileSync(join(result, 'probe.csv'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const answered = ({ directions }: ProbeReport, count: number): void => {
  for (const { direction, sent, received, lost, underWay, duplicates, early } of directions) {
    assert.equal([direction, sent, received, lost, underWay, duplicates], [direction, count, count, 0, 0, 0]);
    assert.is(early, 0, `${direction}: frames arrived before they were due`);
  }
};

inNamespaces('every probe is answered, matched at both ends, and none is early', async () => {
  const { report, csv } = await probed('0,0,20,10');
  answered(report, 60);
  for (const { delay, error, reordered } of report.directions) {
    // 98 bytes at 10 Mbit/s and 20 ms.
    assert.ok(delay!.min >= 20_078_400, `${delay!.min}`);
    assert.ok(error!.min >= 0);
    assert.is(reordered, 0);
  }
  assert.ok(report.rtt!.min >= 2 * 20_078_400 + report.turnaround!.min);
  assert.is(report.rtt!.count, 60);
  const lines = csv.trimEnd().split('\n').slice(1);
  assert.is(lines.length, 60);
  for (const [sequence, line] of lines.entries()) {
    const [number, clientOut, serverIn, serverOut, clientIn] = line.split(',').map(Number);
    assert.is(number, sequence);
    assert.ok(clientOut! < serverIn! && serverIn! < serverOut! && serverOut! < clientIn!, line);
  }
});

inNamespaces('a delay of 36.7 ms is not cut to whole milliseconds, over UDP as over ICMP', async () => {
  const { report } = await probed('0,0,36.7,100', { protocol: 'udp' });
  assert.is(report.protocol, 'udp');
  answered(report, 60);
  for (const { delay } of report.directions) assert.ok(delay!.min >= 36_700_000 + 7840, `${delay!.min}`);
});

inNamespaces('trains show the rate of a row in both directions', async () => {
  // Room for whole trains: a sender that was held up sends what it missed at once.
  const set = ['up.queue=1MB', 'down.queue=1MB'];
  const { report } = await probed('0,0,20,10', { rate: true, count: '10', set });
  answered(report, 10);
  assert.equal(
    report.rows.map(({ direction, train }) => [direction, train!.asked, train!.sent, train!.received]),
    [
      ['up', 10e6, 41, 41],
      ['down', 10e6, 41, 41],
    ],
  );
});

inNamespaces('jitter and loss of the plan are told, and called neither errors nor early arrivals', async () => {
  const set = ['up.jitter=2ms', 'up.loss=20%'];
  const { report } = await probed('0,0,20,10', { set });
  const [up, down] = report.directions;
  assert.equal([up!.unexpected, up!.early, up!.error], [['jitter'], 0, undefined]);
  // A normal distribution around the nominal delay.
  assert.ok(up!.beyond!.min < 0 && up!.beyond!.max > 0);
  assert.ok(up!.lost > 0);
  assert.ok(down!.error!.min >= 0);
  const notes = report.notes.join('\n');
  assert.match(notes, /effects move arrivals, and are in no expectation, .*: up jitter$/m);
  assert.match(notes, `frames that the link dropped, trains and all: loss:independent ${up!.lost}`);
  assert.not.match(notes, /earlier than due/);
});

test.run();

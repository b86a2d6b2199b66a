import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demo } from '../../core/cli/demo.js';
import { ledgerOff, type RunReport } from '../../core/report/run-report.js';
import { fakeTerminal } from '../core/cli/fake-terminal.js';
import { withShortDemo } from '../core/cli/short-demo.js';
import { inNamespaces } from './needs-namespaces.js';

/** Rows of a table of two columns of numbers. */
const table = (path: string): [number, number][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(',').map(Number) as [number, number]);

inNamespaces('sends real traffic over the link, and measures at both programs what the link did', async () => {
  await withShortDemo(async (planFile, out) => {
    const terminal = fakeTerminal();
    const code = await demo(terminal, planFile)({ out });
    const report = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunReport;
    assert.is(report.driver, 'real', terminal.said.err);
    // How well a busy machine keeps up is not this test's matter.
    assert.is(code, report.validity.verdict === 'invalid' ? 3 : 0);
    assert.is(ledgerOff(report.ledger), 0);
    assert.ok(report.ledger.dropped['hook:ack-blackout:stolen']! > 0);

    const rtts = table(join(out, 'rtt.csv'));
    assert.ok(rtts.length > 3);
    // Twice the least delay of the scenario: no answer can be sooner.
    assert.ok(rtts.every(([at, rtt]) => at > 0 && at < 3100 && rtt >= 10));
    const received = table(join(out, 'goodput.csv')).reduce((sum, [, bytes]) => sum + bytes, 0);
    assert.ok(received > 0);
    const [ping, tcp] = report.traffic;
    assert.is(ping!.figures['responses'], rtts.length);
    assert.is(tcp!.figures['receivedBytes'], received);
    assert.ok(received <= report.stages[0]!.bytesOut);

    assert.ok(existsSync(join(out, 'timeline.svg')));
    assert.match(terminal.said.out, /real time, seed 1/);
    assert.match(terminal.said.out, /to try next/);
  });
});

test.run();

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demo } from '../../../core/cli/demo.js';
import type { RunReport } from '../../../core/report/run-report.js';
import { fakeTerminal } from './fake-terminal.js';
import { withShortDemo } from './short-demo.js';

test('shows the run in virtual time, what the hook did, where the files are and what to try next', async () => {
  await withShortDemo(async (planFile, out) => {
    const terminal = fakeTerminal();
    assert.is(await demo(terminal, planFile)({ out, virtual: true }), 0);
    const { out: said } = terminal.said;
    assert.match(said, /^\nThroughput \[Mbit\/s\]/);
    assert.match(said, /Round-trip time \[ms\] .* o measured/);
    assert.match(
      said,
      /at 1\.5 s the link hands over to another route: 4 Mbit\/s -> 8 Mbit\/s, 10 ms -> 5 ms each way/,
    );
    assert.match(said, /from 2 s to 2\.2 s the hook ack-blackout kept [1-9]\d* acknowledgements from the sender/);
    assert.match(said, /virtual time, seed 1: valid/);
    assert.match(said, /frames {2}in /);
    assert.ok(said.includes(join(out, 'timeline.svg')));
    assert.is(said.slice(said.indexOf('to try next\n')).trimEnd().split('\n').length, 4);
    assert.ok(existsSync(join(out, 'timeline.svg')));
    const report = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunReport;
    assert.is(report.driver, 'virtual');
    assert.ok(Object.keys(report.traffic[1]!.figures).length > 6, 'run.json has all figures');
  });
});

test.run();

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simulatePlan } from '../../../core/run/simulate-plan.js';

const test = suite<{ folder: string }>('the end of a scenario');
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'hookline-end-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const durationOf = async (folder: string, plan: string): Promise<number> => {
  const file = join(folder, 'plan.yaml');
  writeFileSync(file, plan);
  const { report } = await simulatePlan({ file, hooks: [], sets: [] });
  return report.duration / 1e6;
};
const TABLE = `scenario: |
    Time[ms],RouteID,Delay[ms],Btldr[Mbps]
    0,0,1,10
    100,0,2,10
    300,end
`;

test('ends the run, though traffic and duration go on', async ({ folder }) => {
  const plan = (more: string): string =>
    `link:\n  ${TABLE}${more}traffic: [{ kind: cbr, rate: 1Mbit/s }]\nduration: 5s\n`;
  assert.is(await durationOf(folder, plan('')), 300);
  assert.is(await durationOf(folder, plan('  scenarioEnd: hold\n')), 5000);
});

test('counts from the frame that starts the clock', async ({ folder }) => {
  const traffic = 'traffic: [{ kind: cbr, rate: 1Mbit/s, start: 250ms }]\n';
  const reached = await durationOf(folder, `startup: first-packet\nlink:\n  ${TABLE}${traffic}`);
  assert.is(reached, 550);
});

test('a run shorter than its scenario ends with its duration', async ({ folder }) => {
  const traffic = 'traffic: [{ kind: cbr, rate: 1Mbit/s }]\n';
  assert.is(await durationOf(folder, `link:\n  ${TABLE}${traffic}duration: 200ms\n`), 200);
});

test('a loop goes on as long as the run', async ({ folder }) => {
  const traffic = 'traffic: [{ kind: cbr, rate: 1Mbit/s, stop: 950ms }]\n';
  const plan = `link:\n  ${TABLE.replace('300,end', '300,loop')}${traffic}duration: 1s\n`;
  assert.is(await durationOf(folder, plan), 1000);
});

test.run();

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, InputError } from '../../../core/fault.js';
import { loadInput } from '../../../core/run/load-input.js';

const HEADER = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]';

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

const put = (name: string, bytes: string | Buffer): string => {
  writeFileSync(join(home, name), bytes);
  return name;
};
const load = (name: string, ...sets: string[]) => loadInput({ file: join(home, name), hooks: [], sets });

/** What is wrong, without the folder. */
const faultsOf = (name: string, ...sets: string[]): string[] => {
  try {
    load(name, ...sets);
  } catch (error) {
    assert.instance(error, InputError);
    return (error as InputError).faults.map(fault => faultText(fault).replaceAll(`${home}/`, ''));
  }
  return [];
};

test('a path that is no file of a table is refused by its name', () => {
  mkdirSync(join(home, 'folder.csv'));
  assert.equal(faultsOf('folder.csv'), ['folder.csv: a folder, not a file']);
  assert.equal(faultsOf('nowhere.csv'), ['nowhere.csv: cannot be read: no such file']);
  assert.equal(faultsOf(put('table.xlsx', 'PK')), [
    'table.xlsx: neither a scenario nor a plan (scenarios end in .csv, plans in .yaml, .yml or .json)',
  ]);
});

test('a file of 0 bytes is told from one that is not there', () => {
  assert.equal(faultsOf(put('link.csv', '')), [
    `link.csv:1:1: the scenario is empty: expected the header ${HEADER} and rows under it`,
  ]);
});

test('a file in UTF-16 is refused as such, not as a table without a header', () => {
  assert.equal(faultsOf(put('link.csv', Buffer.from(`\uFEFF${HEADER}\r\n0,0,41,80\r\n`, 'utf16le'))), [
    'link.csv:1:1: no text in UTF-8: UTF-16 or a binary file (save the table as CSV in UTF-8)',
  ]);
});

test('a file in Latin-1 is read where only its comments have other letters', () => {
  put('link.csv', Buffer.from(`${HEADER}\n0,0,41,80 # Höhe\n`, 'latin1'));
  assert.equal(load('link.csv').plan.stages[0]!.scenario.rows, [{ at: 0, route: 0, delay: 41e6, rate: 80e6 }]);
});

test('the faults of a table that --set names come with those of the command line', () => {
  put('link.csv', `${HEADER}\n0,0,41,80\n`);
  put('other.csv', `${HEADER}\n0,0,-1,80\n`);
  assert.equal(faultsOf('link.csv', `up.scenario=${home}/other.csv`, 'link.delay=x'), [
    "other.csv:2:5: Delay[ms]: cannot be negative, found '-1'",
    "--set link.delay=x: not a time span: 'x' (as in 20ms)",
  ]);
});

test('the faults of a table and of the command line are told together', () => {
  put('link.csv', `${HEADER}\n0,0,41,x\n`);
  assert.equal(faultsOf('link.csv', 'up.queue=64', 'speed=3'), [
    "link.csv:2:8: Btldr[Mbps]: expected a number of Mbit/s, found 'x'",
    "--set up.queue=64: a queue limit needs a unit: '64' (as in 64 frames or 64B)",
    "--set speed=3: no setting 'speed' (did you mean seed?)",
  ]);
});

test('the command line is checked against the stages of a graph that has faults', () => {
  const graph = `stages: { fast: { rate: 5 }, slow: }
ports: { x: , y: }
topologies: { t: { from: x, path: [fast, slow], to: y } }
hooks: [{ use: noop, at: [fast, slwo] }]
`;
  const sets = ['fast.rate=x', 'slow.delay=5ms', 'topologies.t.dispatch.f=random', 'noop.x=1'];
  assert.equal(faultsOf(put('graph.yaml', graph), ...sets), [
    "graph.yaml:1:25: stages.fast.rate: a rate needs a unit: '5' (as in 5Mbit/s)",
    "graph.yaml:4:33: hooks[0].at[1]: no stage 'slwo' (did you mean slow?)",
    "--set fast.rate=x: not a rate: 'x' (as in 10Mbit/s)",
  ]);
});

test('both directions share the one table of a bare scenario', () => {
  const { plan } = load(put('link.csv', `${HEADER}\n0,0,41,80\n`));
  assert.is(plan.stages[0]!.scenario, plan.stages[1]!.scenario);
});

test.run();

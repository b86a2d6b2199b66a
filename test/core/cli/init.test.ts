import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { init } from '../../../core/cli/init.js';
import { initFiles } from '../../../core/cli/init-files.js';
import { faultText, InputError } from '../../../core/fault.js';
import { typeCheck } from '../../../core/hooks/type-check.js';
import { simulate } from '../../../core/index.js';
import { EFFECT_NAMES } from '../../../core/plan/effects/sections.js';
import { portSchema } from '../../../core/plan/port-schema.js';
import { planSchema } from '../../../core/plan/schema.js';
import { linkSchema } from '../../../core/plan/stage-schema.js';
import { POLICIES } from '../../../core/plan/topology-plan.js';
import { topologySchema } from '../../../core/plan/topology-schema.js';
import { TRAFFIC_KINDS } from '../../../core/plan/traffic-schema.js';
import { checkPlan } from '../../../core/run/check-plan.js';
import { folderOf } from '../hooks/hook-files.js';
import { fakeTerminal } from './fake-terminal.js';

const NAMES = ['plan.yaml', 'scenario.csv', 'hook.ts'];

let home: ReturnType<typeof folderOf>;
test.before.each(() => {
  home = folderOf({});
});
test.after.each(() => home.remove());

const begin = async (folder: string, force = false): Promise<string> => {
  const terminal = fakeTerminal();
  assert.is(await init(terminal)(folder, { force }), 0);
  return terminal.said.out.replaceAll(`${home.folder}/`, '');
};
const refusal = async (folder: string): Promise<string> => {
  try {
    await begin(folder);
  } catch (error) {
    assert.instance(error, InputError);
    return (error as Error).message.replaceAll(`${home.folder}/`, '');
  }
  throw new Error('it was not refused');
};
const verdict = async (file: string): Promise<{ faults: string[]; warnings: string[] }> => {
  const { faults, warnings } = await checkPlan({ file, hooks: [], sets: [] });
  return { faults: faults.map(faultText), warnings: warnings.map(faultText) };
};

test('it makes the folder, writes three files that pass check without a warning, and says what to do next', async () => {
  const out = await begin(home.path('new/lab'));
  for (const name of NAMES) assert.ok(existsSync(home.path(`new/lab/${name}`)), name);
  assert.match(out, /^wrote new\/lab\/plan\.yaml, new\/lab\/scenario\.csv, new\/lab\/hook\.ts\n/);
  assert.match(out, / check new\/lab\/plan\.yaml /);
  assert.equal(await verdict(home.path('new/lab/plan.yaml')), { faults: [], warnings: [] });
});

/** A setting that is off: its # has no space behind it. */
const OFF = /^(\s*)#(?=\S)(.*)$/;
const plan = initFiles(undefined)[0]!;
const lines = plan.text.split('\n');
const graph = initFiles(undefined, 'graph')[0]!.text.split('\n');

/** They say how it is anyway, and show where the settings go. */
const SHOWN = /^\s*#(ports|store|entry|groups):/;

const eachTakenIn = async (lines: readonly string[], least: number): Promise<void> => {
  await begin(home.folder);
  const text = lines.join('\n');
  const check = (text: string) => checkPlan({ file: home.write('other.yaml', text), hooks: [], sets: [] });
  const asWritten = JSON.stringify((await check(text)).report);
  const off = [...lines.keys()].filter(i => OFF.test(lines[i]!));
  assert.ok(off.length > least, `${off.length}`);
  for (const i of off) {
    const line = lines[i]!;
    const { report, faults, warnings } = await check(lines.with(i, line.replace(OFF, '$1$2')).join('\n'));
    assert.equal([...faults, ...warnings].map(faultText), [], line);
    if (!SHOWN.test(line)) assert.is.not(JSON.stringify(report), asWritten, line);
  }
};

test('each setting that is off passes check when it is taken in, and changes what the plan comes to', () =>
  eachTakenIn(lines, 25));
test('so does each of the plan of a graph', () => eachTakenIn(graph, 12));

test('the plan of a graph passes check without a warning, and carries its traffic both ways', async () => {
  assert.is(await init(fakeTerminal())(home.folder, { template: 'graph' }), 0);
  assert.equal(await verdict(home.path('plan.yaml')), { faults: [], warnings: [] });
  const { ledger } = await simulate(home.path('plan.yaml'), { duration: '2s' });
  assert.ok(ledger.out > 1000, `${ledger.out}`);
  assert.ok(ledger.dropped['hook:segment-thief:stolen']! > 0);
});

test('every section of a graph plan is there, and every setting of ports, topologies and their parts', () => {
  const there = (name: string): boolean => graph.some(line => new RegExp(`(^|[\\s#{])${name}:`).test(line));
  const sections = Object.keys(planSchema.shape).filter(name => name !== 'link');
  const settings = [portSchema, topologySchema].flatMap(({ shape }) => Object.keys(shape));
  const all = [...sections, ...settings, 'stage', 'weight', 'match', 'policy', 'sticky', 'onFull', 'direction', 'pair'];
  assert.equal(
    all.filter(name => !there(name)),
    [],
  );
  assert.equal(
    POLICIES.filter(policy => !graph.some(line => line.includes(policy))),
    [],
  );
});

test('every section of a plan is there, every setting of the link, every effect, every kind of traffic', () => {
  const link = Object.keys(linkSchema.shape);
  const there = (name: string): boolean => lines.some(line => new RegExp(`^\\s*#?${name}:`).test(line));
  assert.ok(EFFECT_NAMES.every(name => link.includes(name)));
  const sections = Object.keys(planSchema.shape).filter(name => name !== 'stages' && name !== 'topologies');
  assert.equal(
    [...sections, ...link].filter(name => !there(name)),
    [],
  );
  assert.equal(
    TRAFFIC_KINDS.filter(kind => !plan.text.includes(`kind: ${kind}`)),
    [],
  );
});

test('the hook compiles, and steals segments when the plan is simulated', async () => {
  await begin(home.folder);
  assert.equal((await typeCheck(home.path('hook.ts'))).map(faultText), []);
  const { ledger } = await simulate(home.path('plan.yaml'), { duration: '2s' });
  assert.ok(ledger.dropped['hook:segment-thief:stolen']! > 0);
});

test('editors find the schema from the plan: beside it in a project, else by its whole path', async () => {
  const schema = async (folder: string): Promise<string> => {
    await begin(folder);
    const [first] = readFileSync(join(folder, 'plan.yaml'), 'utf8').split('\n');
    return /^# yaml-language-server: \$schema=(.+)$/.exec(first!)![1]!;
  };
  const far = await schema(home.folder);
  assert.is(resolve(far), far);
  assert.is(JSON.parse(readFileSync(far, 'utf8')).title, 'Hookline plan');
  const own = fileURLToPath(new URL('../../../runs/init-test/', import.meta.url));
  try {
    assert.is(await schema(own), '../../docs/plan.schema.json');
  } finally {
    rmSync(own, { recursive: true });
  }
});

test('files that are there are left alone, each of them told, and nothing is written', async () => {
  home.write('plan.yaml', 'mine');
  home.write('hook.ts', 'mine as well');
  assert.is(
    await refusal(home.folder),
    'plan.yaml: is there already (--force writes over it)\nhook.ts: is there already (--force writes over it)',
  );
  assert.not.ok(existsSync(home.path('scenario.csv')));
  assert.is(readFileSync(home.path('plan.yaml'), 'utf8'), 'mine');
});

test('forced, it writes over them, but not through a link', async () => {
  const mine = home.write('mine/plan.yaml', 'mine');
  mkdirSync(home.path('lab'));
  symlinkSync(mine, home.path('lab/plan.yaml'));
  await refusal(home.path('lab'));
  await begin(home.path('lab'), true);
  assert.is(readFileSync(mine, 'utf8'), 'mine');
  assert.match(readFileSync(home.path('lab/plan.yaml'), 'utf8'), 'scenario: scenario.csv');
});

test('a file in the place of the folder is refused', async () => {
  assert.is(await refusal(home.write('lab', '')), 'lab: a file, not a folder');
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../../core/fault.js';
import { EFFECT_NAMES } from '../../../../core/plan/effects/sections.js';
import { parsePlan } from '../../../../core/plan/parse-plan.js';
import type { Plan } from '../../../../core/plan/plan.js';
import { changeSetting, SETTING_NAMES } from '../../../../core/plan/plan-settings.js';
import { planText } from '../../../../core/plan/plan-text.js';

/** Every effect once, in its long form where it has one. */
const ALL = `link:
  rate: 10Mbit/s
  delay: 20ms
  queue: { discipline: codel, limit: 100 frames, ecn: yes }
  mtu: { size: 1280, icmp: no }
  capacity: 1000 frames
  pacing: { model: trace, file: up.trace }
  loss: { model: gilbert-elliott, p: 1%, r: 10% }
  ber: { rate: 1e-6, mode: deliver }
  corrupt: 0.1%
  duplicate: { chance: 1%, copies: 2, spacing: 1ms }
  jitter: { span: 3ms, table: wifi.dist, order: free }
  delayTrace: { file: delays.txt, loop: no }
  slot: { min: 800us, max: 2ms, packets: 16 }
  reorder: { chance: 25%, later: 5 }
  down: { loss: none, jitter: 1ms }
`;
const FILES: Readonly<Record<string, string>> = {
  'p/up.trace': '0\n1\n1\n5\n',
  'p/wifi.dist': '# small\n-8192 0 8192 16384\n',
  'p/delays.txt': '1\n2.5\n0\n',
};

const read = (text: string, files = FILES): Plan => {
  const { plan, faults } = parsePlan(text, 'p/plan.yaml', path => files[path]);
  assert.equal(faults.map(faultText), []);
  return plan!;
};

test('every effect of a plan is read, with the files that it names, and a direction’s own replaces the link’s', () => {
  const [up, down] = read(ALL).stages;
  assert.equal(Object.keys(up!.effects).sort(), [...EFFECT_NAMES].sort());
  assert.equal(up!.effects.delayTrace, { delays: [1e6, 2.5e6, 0], loop: false, order: 'keep' });
  assert.equal((up!.effects.pacing as unknown as { stamps: number[] }).stamps.length, 4);
  assert.equal((up!.effects.jitter as unknown as { table: number[] }).table, [-8192, 0, 8192, 16384]);
  assert.is(down!.effects.loss!.model, 'independent');
  assert.is(down!.effects.jitter!.span, 1e6);
  assert.equal(down!.effects.slot, up!.effects.slot);
});

test('a plan of all effects is written as one that reads back the same, its files inside', () => {
  const plan = read(ALL);
  assert.equal(read(planText(plan), {}).stages, plan.stages);
});

test('faults of a named file stand in that file, those of a block of text in the plan, and each is told once', () => {
  const files = { ...FILES, 'p/delays.txt': '1\nsoon\n' };
  const { faults } = parsePlan(ALL, 'p/plan.yaml', path => (files as Record<string, string>)[path]);
  assert.equal(
    faults.map(({ file, line, column }) => `${file}:${line}:${column}`),
    ['p/delays.txt:2:1'],
  );
  const block = 'link:\n  rate: 1Mbit/s\n  delayTrace: |\n    1\n    soon\n';
  const inside = parsePlan(block, 'p/plan.yaml', () => undefined).faults;
  assert.equal(
    inside.map(({ file, line, column }) => `${file}:${line}:${column}`),
    ['p/plan.yaml:5:5'],
  );
  const gone = parsePlan(
    'link: { rate: 1Mbit/s, jitter: { span: 1ms, table: no.dist } }',
    'p/plan.yaml',
    () => undefined,
  );
  assert.match(faultText(gone.faults[0]!), /^p\/plan.yaml:1:\d+: link\.jitter\.table: cannot read 'no\.dist'/);
});

test('a loss column needs a model that can follow it', () => {
  const table = 'scenario: |\n    Time[ms],RouteID,Delay[ms],Btldr[Mbps],Loss[%]\n    0,0,1,1,5\n';
  read(`link:\n  ${table}  loss: 1%\n`);
  const { faults } = parsePlan(
    `link:\n  ${table}  loss: { model: gilbert, p: 1%, r: 10% }\n`,
    'p.yaml',
    () => undefined,
  );
  assert.match(faultText(faults[0]!), 'no model but independent follows');
});

test('every effect has a name for --set, in its short form', () => {
  const plan = read('link: { rate: 1Mbit/s, delay: 1ms }');
  for (const name of EFFECT_NAMES)
    for (const section of ['link', 'up', 'down']) assert.ok(SETTING_NAMES.includes(`${section}.${name}`));
  const change = (setting: string, text: string): Plan =>
    changeSetting(plan, setting, text, path => FILES[`p/${path}`]).plan!;
  assert.equal(change('up.loss', '2%').stages[0]!.effects, {
    loss: { model: 'independent', chance: 0.02, ecn: false },
  });
  assert.equal(change('up.loss', '2%').stages[1]!.effects, {});
  assert.is(change('link.mtu', '1280').stages[1]!.effects.mtu!.size, 1280);
  assert.equal(change('down.delayTrace', 'delays.txt').stages[1]!.effects.delayTrace!.delays, [1e6, 2.5e6, 0]);
  assert.match(changeSetting(plan, 'link.ber', 'often', () => undefined).faults[0]!.message, 'bit error rate');
});

test.run();

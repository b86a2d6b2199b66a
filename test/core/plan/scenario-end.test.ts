import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { Plan } from '../../../core/plan/plan.js';
import { changeSetting } from '../../../core/plan/plan-settings.js';
import { planText } from '../../../core/plan/plan-text.js';

const FOUR = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]';
const FILES: Readonly<Record<string, string>> = {
  'open.csv': `${FOUR}\n0,0,1,1\n5,1,2,1\n9,2,3,1\n`,
  'closed.csv': `${FOUR}\n0,0,1,1\n5,1,2,1\n9,end\n`,
  'one.csv': `${FOUR}\n0,0,1,1\n`,
  'ways.csv': `${FOUR},Loss[%],Direction\n0,0,1,1,2,up\n0,0,7,9,,down\n5,1,2,1,,both\n9,loop\n`,
};
const read = (text: string) => parsePlan(text, 'plan.yaml', name => FILES[name]);
const planOf = (text: string): Plan => {
  const { plan, faults } = read(text);
  assert.equal(faults.map(faultText), []);
  return plan!;
};
const scenarios = ({ stages }: Plan) => stages.map(({ scenario }) => scenario);

test('the plan says what follows the last row, for both directions or for one', () => {
  const [up, down] = scenarios(planOf('link: { scenario: open.csv, scenarioEnd: loop, down: { scenarioEnd: hold } }'));
  assert.equal([up!.rows.length, up!.end], [2, { kind: 'loop', at: 9e6 }]);
  assert.equal([down!.rows.length, down!.end], [3, undefined]);
});

test('the plan wins over the table', () => {
  const [up, down] = scenarios(planOf('link: { scenario: closed.csv, down: { scenarioEnd: loop } }'));
  assert.equal([up!.end?.kind, down!.end?.kind], ['end', 'loop']);
});

test("a direction's own scenario leaves the link's end behind", () => {
  const [up, down] = scenarios(planOf('link: { scenario: open.csv, scenarioEnd: loop, down: { scenario: open.csv } }'));
  assert.equal([up!.end?.kind, down!.end], ['loop', undefined]);
});

test('rate and delay replace their columns and nothing else', () => {
  const [up, down] = scenarios(planOf('link: { scenario: ways.csv, up: { rate: 5Mbit/s }, down: { delay: 3ms } }'));
  assert.equal(up!.rows[0], { at: 0, route: 0, delay: 1e6, rate: 5e6, loss: 0.02 });
  assert.equal(down!.rows[0], { at: 0, route: 0, delay: 3e6, rate: 9e6 });
  assert.equal(
    [up!.end, down!.end],
    [
      { kind: 'loop', at: 9e6 },
      { kind: 'loop', at: 9e6 },
    ],
  );
});

test('a plan with such scenarios reads back from its own text', () => {
  for (const link of ['scenario: ways.csv', 'scenario: closed.csv', 'scenario: open.csv, scenarioEnd: end']) {
    const plan = planOf(`link: { ${link} }`);
    assert.equal(scenarios(planOf(planText(plan))), scenarios(plan));
  }
  const table = `\n    ${FOUR},MTU[B]\n    0,0,1,1,1280\n`;
  const plan = planOf(`link:\n  scenario: |${table}`);
  assert.equal(scenarios(planOf(planText(plan))), scenarios(plan));
});

test('an end that cannot be is a fault at its place', () => {
  const faults = (text: string): string[] => read(text).faults.map(faultText);
  assert.equal(faults('link: { scenario: one.csv, scenarioEnd: loop }'), [
    'plan.yaml:1:41: link.scenarioEnd: a table of one row has no time at which to loop (give it a last row with a time and loop)',
  ]);
  assert.equal(faults('link: { rate: 1Mbit/s, up: { scenarioEnd: end } }'), [
    'plan.yaml:1:43: link.up.scenarioEnd: there is no scenario to end',
  ]);
  assert.equal(faults('link: { scenario: open.csv, scenarioEnd: repeat }'), [
    "plan.yaml:1:42: link.scenarioEnd: expected hold or loop or end, found 'repeat'",
  ]);
});

test('--set changes scenario and end, each direction its own', () => {
  const set = (plan: Plan, path: string, value: string): Plan => {
    const { plan: changed, faults } = changeSetting(plan, path, value, name => FILES[name]);
    assert.equal(faults, []);
    return changed!;
  };
  const plan = set(planOf('link: { rate: 1Mbit/s }'), 'link.scenario', 'ways.csv');
  assert.equal(
    scenarios(plan).map(({ rows }) => rows[0]!.delay),
    [1e6, 7e6],
  );
  assert.equal(
    scenarios(set(plan, 'up.scenarioEnd', 'hold')).map(({ end }) => end?.kind),
    [undefined, 'loop'],
  );
  const constant = changeSetting(planOf('link: { rate: 1Mbit/s }'), 'link.scenarioEnd', 'end', () => undefined);
  assert.equal(
    constant.faults.map(({ message }) => message),
    ['a table of one row has no time at which to end'],
  );
  const wrong = changeSetting(plan, 'link.scenarioEnd', 'never', () => undefined);
  assert.equal(
    wrong.faults.map(({ message }) => message),
    ["expected hold or loop or end, found 'never'"],
  );
});

test.run();

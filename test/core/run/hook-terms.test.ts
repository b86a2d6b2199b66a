import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulate } from '../../../core/index.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import type { PlanContent } from '../../../core/run/given-plan.js';
import { simulatePlan } from '../../../core/run/simulate-plan.js';
import { folderOf } from '../hooks/hook-files.js';

/** Drops every frame that it sees, and says that it would like to inject as well. */
const THIEF = `import { defineHook, drop } from 'hookline/sdk';
export default defineHook({
  name: 'thief',
  needs: ['drop', 'inject'],
  preamble(frame, { count }) {
    count(frame.udp ? 'udp' : 'other');
    return drop('stolen');
  },
});
`;
const files = folderOf({ 'thief.ts': THIEF });
test.after(() => files.remove());

/** 100 frames of each of two flows, over three stages in a row. */
const PLAN: PlanContent = {
  ports: { a: {}, b: {} },
  stages: { first: { rate: '10Mbit/s' }, second: { rate: '10Mbit/s' }, third: { rate: '10Mbit/s' } },
  topologies: { there: { from: 'a', path: ['first', 'second', 'third'], to: 'b' } },
  groups: { last: ['second', 'third'] },
  traffic: [5201, 5202].map(port => ({
    kind: 'cbr' as const,
    from: 'a',
    to: 'b',
    rate: '960kbit/s',
    size: 1200,
    port,
    stop: '995ms',
  })),
};
/** Frames that reach the far end, and the thief's figures, by stage. */
const run = async (hook: Record<string, unknown>, sets: string[] = [], out?: string) => {
  const plan = { ...PLAN, hooks: [{ use: files.path('thief.ts'), at: 'last', ...hook }] };
  const { ledger, hooks: figures } = await simulate(plan, { sets, ...(out === undefined ? {} : { out }) });
  return {
    in: ledger.in,
    out: ledger.out,
    thief: figures.map(({ stage, counters, drops, refused, calls }) => ({ stage, counters, drops, refused, calls })),
  };
};

test('a hook of a group stands at its stages only, and sees the frames that fit the plan’s filter', async () => {
  const all = await run({});
  assert.equal([all.in, all.out], [200, 0]);
  assert.equal(
    all.thief.map(({ stage, calls }) => [stage, calls]),
    [
      ['second', 200],
      ['third', 0],
    ],
  );
  const half = await run({ filter: 'udp port 5202' });
  assert.equal([half.out, half.thief[0]!.counters], [100, { udp: 100 }]);
  assert.equal((await run({ filter: 'tcp' })).out, 200);
});

test('places are counted at each stage, of all frames that fit or of each flow', async () => {
  assert.is((await run({ at: 'second', nth: 3 })).out, 199);
  assert.is((await run({ at: 'second', nth: '3 of flow' })).out, 198);
  assert.is((await run({ at: 'second', every: 10 })).out, 180);
  assert.is((await run({ at: 'second', every: 10, filter: 'udp port 5201' })).out, 190);
  assert.is((await run({ nth: [1, '5-6'] })).out, 200 - 2 * 3);
});

test('what is set on the command line has the same effect', async () => {
  assert.is(
    (await run({ at: 'second', every: 10 }, ['thief.nth=1-50 of flow', 'thief.filter=udp port 5201'])).out,
    150,
  );
});

test('without the right to drop every frame goes on, and each refusal is counted', async () => {
  const { out, thief } = await run({ rights: ['observe', 'delay'] });
  assert.is(out, 200);
  assert.equal(
    thief.map(({ refused, drops, calls }) => [refused, drops, calls]),
    [
      [{ drop: 200 }, {}, 200],
      [{ drop: 200 }, {}, 200],
    ],
  );
});

test('off the path its handlers are not called', async () => {
  const { out, thief } = await run({ rights: 'inject' });
  assert.equal([out, thief.map(({ calls }) => calls)], [200, [0, 0]]);
});

test('a budget is one for all stages of the hook', async () => {
  const frames = await run({ budget: { frames: 150 } });
  assert.equal([frames.out, frames.thief.map(({ refused }) => refused)], [50, [{ budget: 50 }, { budget: 50 }]]);
  const bytes = await run({ budget: { bytes: 12_000 } });
  assert.is(bytes.out, 190);
  const share = await run({ budget: { share: '50%' }, filter: 'udp port 5201' });
  assert.equal(
    share.thief.map(({ drops }) => drops),
    [{ stolen: 100 }, {}],
  );
});

test('the plan that a run writes says the same of its hooks, its groups resolved', async () => {
  const out = join(files.folder, 'run');
  const hook = {
    filter: 'udp port 5202',
    nth: '3-5 of flow',
    rights: ['drop'],
    budget: { frames: 2, share: '1/2' },
    timeBudget: '50us',
  };
  await run(hook, ['thief.onError=pass'], out);
  const text = readFileSync(join(out, 'plan.yaml'), 'utf8');
  const { plan, faults } = parsePlan(text, 'plan.yaml', () => '');
  assert.equal(faults, []);
  const { places, file, ...said } = plan!.hooks[0]!;
  assert.equal(said, {
    stages: ['second', 'third'],
    options: {},
    filter: 'udp port 5202',
    nth: '3-5 of flow',
    rights: ['drop'],
    budget: { frames: 2, share: 0.5 },
    timeBudget: 50e3,
    onError: 'pass',
  });
});

test('a right that the hook needs and the plan does not grant is told where the plan has its rights', async () => {
  const file = files.write(
    'plan.yaml',
    'link: { rate: 1Mbit/s }\nhooks:\n  - { use: ./thief.ts, rights: drop }\ntraffic: [{ kind: cbr, rate: 1Mbit/s, stop: 1ms }]\n',
  );
  const { warnings } = await simulatePlan({ file, hooks: [], sets: [] });
  assert.equal(
    warnings.map(({ line, column, message }) => [line, column, message]),
    [[3, 32, 'hook thief needs inject: what it does by that will be refused']],
  );
});

test.run();

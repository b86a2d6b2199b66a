import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import type { HookReload, Obeyed } from '../../../core/lane/change-way.js';
import { liveSeats } from '../../../core/plan/live-seats.js';
import { HookReloader, type ReloadingLanes } from '../../../core/run/hook-reloader.js';
import { prepareHooks } from '../../../core/run/prepare-hooks.js';
import { labPlan } from '../stage/lab.js';

let home: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-reloader-'));
});
test.after(() => rmSync(home, { recursive: true, force: true }));

const text = (body: string, options = "{ nth: option.count('how many', '4') }"): string =>
  `import { defineHook, option } from 'hookline/sdk';
export default defineHook({ name: 'thief', options: ${options}, preamble() { ${body} } });
`;

let folders = 0;
/** A reloader of one hook at both stages, which lie in lanes of their own; `refused`: the second lane's answer. */
const reloaderOf = async (refused?: () => unknown) => {
  const folder = join(home, `${folders++}`);
  const scratch = join(folder, 'scratch');
  const out = join(folder, 'out');
  const file = join(home, `thief-${folders}.ts`);
  writeFileSync(file, text('let first;'));
  const hook = { file, stages: ['up', 'down'], options: {}, places: {}, onError: 'stop' as const };
  const { plan, bundles, used } = await prepareHooks({ ...labPlan(), hooks: [hook] }, [], scratch);
  const orders: HookReload[] = [];
  const notes: string[] = [];
  const lanes: ReloadingLanes = {
    async reload(order) {
      orders.push(order);
      const obeyed: Obeyed = { at: 5e6, adopted: true, tookNs: 1000 };
      const error = refused?.();
      return [
        { stages: ['up'], result: { status: 'fulfilled', value: obeyed } },
        {
          stages: ['down'],
          result: error === undefined ? { status: 'fulfilled', value: obeyed } : { status: 'rejected', reason: error },
        },
      ];
    },
    note: (name, event) => void notes.push(`${name} ${event}`),
  };
  let now = 0;
  const reloader = new HookReloader({
    hooks: [{ plan: plan.hooks[0]!, bundle: bundles[0]!, hook: used[0]!.hook }],
    hookFolder: scratch,
    folder: out,
    lanes,
    clock: () => {
      now += 1e6;
      return now;
    },
  });
  const seats = liveSeats(
    plan,
    used.map(each => each.hook),
  );
  const kept = (): string[] => (existsSync(join(out, 'hooks')) ? readdirSync(join(out, 'hooks')) : []);
  return { reloader, file, seats, orders, notes, kept, loaded: () => readdirSync(scratch) };
};

test('a version that was saved goes to the lanes; it stays in the directory of the run, and its former is forgotten', async () => {
  const { reloader, file, seats, orders, kept, loaded } = await reloaderOf();
  const [before] = loaded();
  writeFileSync(file, text('let second;'));
  const reloaded = await reloader.reload(0, seats, false);
  assert.equal(reloaded, {
    hook: 'thief',
    took: 1e6,
    lanes: [
      { stages: ['up'], at: 5e6, state: 'adopted', pause: 1000 },
      { stages: ['down'], at: 5e6, state: 'adopted', pause: 1000 },
    ],
  });
  assert.is(orders.length, 1);
  assert.match(orders[0]!.bundle.code, 'second');
  assert.equal(kept(), loaded());
  assert.not(loaded().includes(before!));
  assert.equal(reloader.inputs, [[file]]);
});

test('nothing is done for a file that holds what it did, unless it is asked for', async () => {
  const { reloader, file, seats, orders } = await reloaderOf();
  writeFileSync(file, text('let first;'));
  assert.ok((await reloader.reload(0, seats, false)).unchanged);
  assert.is(orders.length, 0);
  assert.is((await reloader.reload(0, seats, true)).lanes.length, 2);
});

test('faults keep the former version and leave no file: those of building, of another name, and of what was set live', async () => {
  const { reloader, file, seats, orders, notes, kept, loaded } = await reloaderOf();
  const before = loaded();
  const faultOf = async (source: string, set: Record<string, string> = {}): Promise<string> => {
    writeFileSync(file, source);
    const { faults, lanes } = await reloader.reload(
      0,
      seats.map(seat => ({ ...seat, given: set })),
      false,
    );
    assert.equal(lanes, []);
    return faults!.map(({ message }) => message).join('; ');
  };
  assert.match(await faultOf(text('let = ;')), /Expected|Unexpected/);
  assert.ok(reloader.hasFailed(0));
  assert.match(await faultOf(text('').replace("'thief'", "'bandit'")), 'called bandit now and runs as thief');
  const counted = text('let third;', "{ nth: option.span('how long', '1ms') }");
  assert.match(await faultOf(counted, { nth: '7' }), /^option nth of hook thief: /);
  assert.is(orders.length, 0);
  assert.equal(notes, Array(3).fill('thief reload refused'));
  assert.equal([loaded(), kept()], [before, []]);
  // What was set of an option that is no more does not stand in the way.
  writeFileSync(file, text('let fourth;', '{}'));
  const { lanes } = await reloader.reload(
    0,
    seats.map(seat => ({ ...seat, given: { nth: '7' } })),
    false,
  );
  assert.is(lanes.length, 2);
});

test('a lane that refuses a version is told with its faults beside the one that took it', async () => {
  const place = { file: 'thief.ts', line: 3, column: 1, message: 'threw' };
  const one = await reloaderOf(() => new InputError([place]));
  writeFileSync(one.file, text('let second;'));
  const { lanes } = await one.reloader.reload(0, one.seats, false);
  assert.equal(lanes[1], { stages: ['down'], faults: [place] });
  assert.equal(one.notes, ['thief reload refused']);
  assert.is(one.kept().length, 1);
});

test('hooks are known by their names, else by their files', async () => {
  const { reloader } = await reloaderOf();
  assert.equal(reloader.named(undefined), [0]);
  assert.equal(reloader.named('thief'), [0]);
  assert.equal(reloader.named(`thief-${folders}`), [0]);
  assert.equal(reloader.named('bandit'), []);
  assert.equal(reloader.names, ['thief']);
});

test.run();

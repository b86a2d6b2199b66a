import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import { LaneSet } from '../../../core/lane/lane-set.js';
import { planOfScenario } from '../../../core/plan/default-plan.js';
import { constant } from '../../../core/plan/plan.js';
import { prepareHooks } from '../../../core/run/prepare-hooks.js';
import { mbps, ms } from '../../../sdk/units.js';

let home: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-lanes-'));
});
test.after(() => rmSync(home, { recursive: true, force: true }));

const READY_MOST_MS = 20_000;

/** Does `work` while timers of the longest wait for a lane are kept instead of started; gives what they would call. */
const withLateTimers = <T>(work: () => T): { readonly made: T; readonly late: (() => void)[] } => {
  const real = globalThis.setTimeout;
  const late: (() => void)[] = [];
  const fake = (call: () => void, wait?: number): unknown =>
    wait === READY_MOST_MS ? late.push(call) && undefined : real(call, wait);
  globalThis.setTimeout = fake as typeof setTimeout;
  try {
    return { made: work(), late };
  } finally {
    globalThis.setTimeout = real;
  }
};

const linux = process.platform === 'linux' ? test : test.skip;

linux('a hook that hangs while its state is made is a fault of the hook after a bounded time', async () => {
  const file = join(home, 'stuck.ts');
  const inside = join(home, 'inside');
  // Ends when the test does, so that no thread goes on should nobody end it.
  const over = join(home, 'over');
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from 'node:fs';
import { defineHook } from 'hookline/sdk';

export default defineHook({
  name: 'stuck',
  state() {
    writeFileSync('${inside}', '');
    while (!existsSync('${over}'));
    return {};
  },
  preamble() {},
});
`,
  );
  const bare = planOfScenario(constant(mbps(20), ms(5)));
  const plan = { ...bare, hooks: [{ file, stages: ['up'], options: {}, places: {}, onError: 'stop' as const }] };
  const hooks = await prepareHooks(plan, [], home);
  const { made, late } = withLateTimers(() =>
    LaneSet.create({
      plan: hooks.plan,
      parts: [{ stages: [0, 1], reasons: [] }],
      bundles: hooks.bundles,
      hookNames: ['stuck'],
      hookFolder: home,
      storeBytes: [1 << 20],
      capturing: false,
      priority: 'none',
      spinNs: 0,
      spinShare: 0,
      onEvent: () => {},
      onHang: () => {},
      onLost: () => {},
      onEnd: () => {},
    }),
  );
  const outcome = made.then(
    set => set,
    (error: unknown) => error,
  );
  try {
    while (!existsSync(inside)) await sleep(10);
    assert.is(late.length, 1);
    late[0]!();
    const error = await outcome;
    assert.instance(error, InputError);
    const { file: who, message } = (error as InputError).faults[0]!;
    assert.is(who, 'stuck');
    assert.match(message, /^did not get ready within 20 s: a hook hangs while it is loaded or makes its state/);
  } finally {
    writeFileSync(over, '');
    const set = await outcome;
    if (set instanceof LaneSet) await set.stop();
  }
});

test.run();

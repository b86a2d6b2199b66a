import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HookReloaded } from '../../../core/run/hook-reloader.js';
import { watchSaves } from '../../../core/run/watch-saves.js';

let home: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-watch-'));
});
test.after(() => rmSync(home, { recursive: true, force: true }));

const GOOD: HookReloaded = { hook: 'thief', took: 1, lanes: [] };
const BAD: HookReloaded = { ...GOOD, faults: [{ file: 'a.ts', line: 1, column: 1, message: 'wrong' }] };

let folders = 0;
/** A hook of two files in two folders, watched; what is built is as `built` has it. */
const watched = () => {
  const folder = join(home, `${folders++}`);
  mkdirSync(join(folder, 'lib'), { recursive: true });
  const files = [join(folder, 'a.ts'), join(folder, 'lib', 'b.ts')];
  for (const file of files) writeFileSync(file, 'first');
  const state = { built: GOOD, failed: false, reloads: 0, told: [] as HookReloaded[], failures: [] as string[] };
  let inputs = [files];
  const watching = watchSaves(
    {
      reloader: {
        get inputs() {
          return inputs;
        },
        hasFailed: () => state.failed,
      },
      async reloadChanged() {
        state.reloads++;
        return state.built;
      },
    },
    reloaded => state.told.push(reloaded),
    why => state.failures.push(why),
  );
  const until = async (reloads: number): Promise<void> => {
    for (let looks = 0; state.reloads < reloads; looks++) {
      assert.ok(looks < 500, `${state.reloads} of ${reloads} reloads`);
      await sleep(10);
    }
  };
  const follow = (made: string[]): void => {
    inputs = [made];
  };
  return { folder, files, state, watching, until, follow };
};

const linux = process.platform === 'linux' ? test : test.skip;

linux(
  'files are followed in all their folders, also when another takes their place, and several writes are one',
  async () => {
    const { folder, files, state, watching, until } = watched();
    try {
      for (let i = 0; i < 5; i++) writeFileSync(files[0]!, `write ${i}`);
      await until(1);
      writeFileSync(join(folder, 'lib', 'b.ts~'), 'renamed');
      renameSync(join(folder, 'lib', 'b.ts~'), files[1]!);
      await until(2);
      writeFileSync(files[1]!, 'and written');
      await until(3);
      assert.equal([state.told.length, state.failures], [3, []]);
    } finally {
      watching.stop();
    }
  },
);

linux('what is beside them is no matter, unless the hook could not be built: it may lack just that', async () => {
  const { folder, files, state, watching, until } = watched();
  try {
    writeFileSync(join(folder, 'c.ts'), '');
    writeFileSync(files[0]!, 'second');
    await until(1);
    state.built = BAD;
    state.failed = true;
    writeFileSync(join(folder, 'notes.txt'), '');
    writeFileSync(join(folder, 'd.ts'), '');
    await until(2);
    // Nobody reads the same faults twice.
    writeFileSync(join(folder, 'd.ts'), 'more');
    await until(3);
    state.built = { ...GOOD, unchanged: true };
    writeFileSync(files[0]!, 'as before');
    await until(4);
    state.built = BAD;
    writeFileSync(files[0]!, 'wrong again');
    await until(5);
    assert.equal(state.told, [GOOD, BAD, BAD]);
  } finally {
    watching.stop();
  }
});

linux('a version that is made of other files is followed in these; nothing is told when it is over', async () => {
  const { folder, files, state, watching, until, follow } = watched();
  const other = join(folder, 'other');
  mkdirSync(other);
  follow([files[0]!, join(other, 'c.ts')]);
  writeFileSync(files[0]!, 'imports another');
  await until(1);
  writeFileSync(join(other, 'c.ts'), 'there');
  await until(2);
  watching.stop();
  writeFileSync(files[0]!, 'too late');
  await sleep(120);
  assert.is(state.reloads, 2);
});

test.run();

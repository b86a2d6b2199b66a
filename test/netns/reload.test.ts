import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { emulate, InputError } from '../../core/index.js';
import { sideBySide } from '../side-by-side.js';
import { soakReloads } from '../soak/reload.js';
import { family, hookline, startThrough } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

/** What a version counts, and what else it has. */
const thief = (counts: string, more = ''): string => `import { defineHook, drop, hold, ms, option } from 'hookline/sdk';
import { span } from './span';

export default defineHook({
  name: 'thief',
  options: { nth: option.count('every so-manieth frame is stolen', '4') },
  state: () => ({ seen: 0 }),
  ${more}
  preamble(frame, { state, options, count, rng }) {
    state.seen += 1;
    count('${counts}');
    if (state.seen % options.nth === 0) return drop('stolen');
    if (rng.below(4) === 0) return hold(span);
    return undefined;
  },
});
`;
const ADOPT = 'adopt: former => former as { seen: number },';

const withFolder = async (work: (home: string) => Promise<void>): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  try {
    writeFileSync(join(home, 'link.csv'), 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,2,20\n');
    writeFileSync(join(home, 'span.ts'), "import { ms } from 'hookline/sdk';\nexport const span = ms(3);\n");
    writeFileSync(join(home, 'thief.ts'), thief('first'));
    await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const beside = sideBySide();
const live = (name: string, work: (home: string) => Promise<void>): unknown =>
  beside(inNamespaces)(name, () => withFolder(work));

live('a hook is reloaded under traffic: state, options and counters stay, and a replay repeats it all', async home => {
  const out = join(home, 'out');
  const file = join(home, 'thief.ts');
  await using link = await emulate({ rate: '20Mbit/s', delay: '2ms', hooks: [file], out });
  const { client, server } = link;
  const ping = await client.start('ping', ['-i', '0.005', '-q', server.ipv4]);
  await link.set('up', { 'thief.nth': '3' });
  for (const [i, more] of ['', ADOPT, ADOPT].entries()) {
    await sleep(60);
    writeFileSync(file, thief(`version ${i}`, more));
    const [reloaded] = await link.reload('thief');
    assert.equal(
      reloaded!.lanes.map(lane => [lane.stages, 'state' in lane ? lane.state : lane.faults]),
      [
        [['up'], more === '' ? 'new' : 'adopted'],
        [['down'], more === '' ? 'new' : 'adopted'],
      ],
    );
  }
  await sleep(60);
  assert.equal(
    link.status().stages.map(({ hooks }) => hooks[0]!.options),
    [{ nth: '3' }, { nth: '4' }],
  );
  await ping.stop();
  const report = await link.stop();
  for (const { counters, reloads, drops, stage } of report.hooks) {
    assert.is(reloads, 3);
    assert.equal(Object.keys(counters).sort(), ['first', 'version 0', 'version 1', 'version 2']);
    const { framesIn } = report.stages.find(({ name }) => name === stage)!;
    assert.is(
      Object.values(counters).reduce((a, b) => a + b, 0),
      framesIn,
    );
    assert.ok(drops['stolen']! > 0);
  }
  // Every version that ran is beside the journal, and only there.
  assert.is(readdirSync(join(out, 'hooks')).length, 4);
  const events = readFileSync(join(out, 'events.jsonl'), 'utf8');
  assert.is(events.split('"event":"reload"').length - 1, 6);
  const again = await hookline('replay', out);
  assert.is(again.code, 0, again.out + again.err);
  assert.match(again.out, /same fate, same order, same nanosecond/);
});

live(
  'a version that cannot be built, loaded or begun is refused with its place, and the former one goes on',
  async home => {
    const out = join(home, 'out');
    const file = join(home, 'thief.ts');
    await using link = await emulate({ rate: '20Mbit/s', delay: '2ms', hooks: [file], out });
    const faultOf = async (text: string): Promise<string> => {
      writeFileSync(file, text);
      try {
        await link.reload();
      } catch (error) {
        assert.instance(error, InputError);
        return (error as Error).message;
      }
      throw new Error('it was reloaded');
    };
    const bad: [string, RegExp][] = [
      [thief('bad').replace("count('bad')", "coun t('bad')"), /thief\.ts:\d+:\d+: Expected ";" but found "t"/],
      [thief('bad', 'colums: {},'), /thief\.ts:8:3: a hook has no colums/],
      [
        `${thief('bad')}\nthrow new Error('too early');\n`,
        /thief\.ts:18:7: the hook failed while it was loaded: too early/,
      ],
      [thief('bad').replace("name: 'thief'", "name: 'bandit'"), /the hook is called bandit now and runs as thief/],
      [
        thief('bad', "adopt() { throw new Error('no');\n},"),
        /thief\.ts:8:\d+: hook thief threw in its adopt at stage up: no/,
      ],
      [thief('bad', "setup() { throw new Error('not now');\n},"), /thief\.ts:8:\d+: hook thief threw in its setup/],
      [thief('bad').replace(", '4')", ')'), /hook thief needs option nth/],
    ];
    for (const [text, fault] of bad) assert.match(await faultOf(text), fault);
    await link.client.run('ping', ['-c', '5', '-i', '0.01', '-W', '1', link.server.ipv4]);
    const { hooks, ledger } = await link.stop();
    assert.ok(hooks.every(({ counters, reloads }) => Object.keys(counters).join() === 'first' && reloads === 0));
    assert.equal(Object.keys(ledger.dropped), ['hook:thief:stolen']);
    assert.is(readdirSync(join(out, 'hooks')).length, 1);
    const events = readFileSync(join(out, 'events.jsonl'), 'utf8');
    assert.is(events.split('"event":"reload refused"').length - 1 >= bad.length, true);
  },
);

live('--watch follows what is saved, in whatever way and file; reload does it when asked', async home => {
  const file = join(home, 'thief.ts');
  const env = ['env', `XDG_RUNTIME_DIR=${home}`, `TMPDIR=${home}`];
  const run = startThrough(
    env,
    'run',
    join(home, 'link.csv'),
    '--hook',
    `${file}@up`,
    '--watch',
    '--out',
    join(home, 'out'),
  );
  const asked = (...words: string[]) => startThrough(env, 'reload', ...words).ended;
  try {
    await run.said('running until Ctrl-C');
    writeFileSync(file, thief('second', ADOPT));
    await run.said('reloaded thief (');
    await run.said('): state adopted\n');
    writeFileSync(file, thief('third').replace('count(', 'coun t('));
    await run.said('thief: the former version goes on\n');
    // As editors do that put another file in the place of the old one.
    writeFileSync(join(home, 'thief.ts.new'), thief('fourth'));
    renameSync(join(home, 'thief.ts.new'), file);
    await run.said('): state made anew\n');
    // A file that it imports.
    writeFileSync(join(home, 'span.ts'), "import { us } from 'hookline/sdk';\nexport const span = us(300);\n");
    const reloads = (): number => readFileSync(join(home, 'out', 'events.jsonl'), 'utf8').split('"reload"').length - 1;
    await told(() => readdirSync(join(home, 'out', 'hooks')).length === 4);

    const { code, out } = await asked('thief');
    assert.is(code, 0, out);
    assert.match(out, /^reloaded thief \(\d+ ms\): state made anew\n$/);
    const unknown = await asked('theif', '--json');
    assert.is(unknown.code, 2);
    assert.match(unknown.err, "reload: no hook 'theif' (did you mean thief?)");
    const [pid] = family(run.mark).filter(each => existsSync(join(home, `hookline-0`, `${each}.json`)));
    process.kill(Number(pid ?? run.child.pid), 'SIGINT');
    await run.ended;
    assert.is(reloads(), 4);
  } finally {
    run.child.kill('SIGKILL');
    await run.ended;
  }
});

/** Waits until it is so. */
const told = async (isSo: () => boolean): Promise<void> => {
  for (let looks = 0; !isSo(); looks++) {
    assert.ok(looks < 500, 'it never came');
    await sleep(20);
  }
};

live('fifty reloads under numbered datagrams of both directions lose none and leave the count exact', async () => {
  const { faults, heard, report } = await soakReloads(50);
  assert.equal(faults, []);
  assert.ok(heard.up.different > 100 && heard.down.different > 100);
  assert.is(report.hooks.length, 2);
});

const hoard = (each: string): string => `import { defineHook, ms } from 'hookline/sdk';

export default defineHook({
  name: 'hoard',
  state: () => ({ kept: [] as unknown[] }),
  setup({ after, state }) {
    const grow = (): void => {
      ${each}
      after(ms(10), grow);
    };
    after(ms(10), grow);
  },
});
`;

live('hooks that keep more than the plan allows end the run with a sentence that names them', async home => {
  const file = join(home, 'hoard.ts');
  // 5 MiB between two looks: some of them fall between the warning, at four fifths, and the end.
  writeFileSync(file, hoard('state.kept.push(new Array(2 ** 16).fill(1.5));'));
  const out = join(home, 'out');
  const words = ['run', join(home, 'link.csv'), '--hook', `${file}@up`, '--set', 'hookMemory=64MiB', '--out', out];
  const { code, err } = await hookline(...words, '--', 'sleep', '30');
  assert.is(code, 1);
  assert.match(
    err,
    /warning: hook hoard at up filled (5[1-9]|6[0-3])(\.\d)? MiB of memory \(the plan's hookMemory allows 64 MiB\)/,
  );
  assert.match(
    err,
    /\nhookline: hook hoard at up filled \d+(\.\d)? MiB of memory \(the plan's hookMemory allows 64 MiB\): bound/,
  );
  assert.match(readFileSync(join(out, 'events.jsonl'), 'utf8'), '"event":"warn","text":"hook hoard at up filled');
  const { validity, ledger } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  assert.is(validity.reasons[0], 'the hooks of a lane filled their memory');
  assert.equal(ledger.dropped, {});
});

live('a lane whose hooks fill it at a stroke is replaced, and memory is told as the reason', async home => {
  const file = join(home, 'hoard.ts');
  writeFileSync(file, hoard('for (let i = 0; i < 400; i++) state.kept.push(new Array(2 ** 17).fill(1.5));'));
  const { code, err } = await hookline(
    ...['run', join(home, 'link.csv'), '--hook', `${file}@up`, '--set', 'hookMemory=32MiB', '--', 'sleep', '30'],
  );
  assert.is(code, 1);
  assert.match(
    err,
    /lane 0 was lost and replaced, .*: hook hoard at up filled more than 32 MiB of memory \(hookMemory\)/,
  );
});

live('a lane that takes the place of a lost one begins with the versions that ran last', async home => {
  const file = join(home, 'thief.ts');
  const once = join(home, 'once');
  const lines: string[] = [];
  const plan = { hookMemory: '32MiB', link: { rate: '20Mbit/s', delay: '1ms' } };
  await using link = await emulate({ plan, hooks: [`${file}@up`], onLine: text => lines.push(text) });
  const more = `setup({ after }) {
    const kept: unknown[] = [];
    after(ms(50), () => {
      if (existsSync('${once}')) return;
      writeFileSync('${once}', '');
      // In few steps: each collection on the way takes time, and past 300 ms it would be ended as a hang.
      for (;;) kept.push(new Array(2 ** 21).fill(1.5));
    });
  },`;
  writeFileSync(file, `import { existsSync, writeFileSync } from 'node:fs';\n${thief('second', more)}`);
  await link.reload();
  for (let looks = 0; !lines.join('').includes('was lost and replaced'); looks++) {
    assert.ok(looks < 500, lines.join(''));
    await sleep(20);
  }
  await link.client.run('ping', ['-c', '9', '-i', '0.02', '-W', '1', link.server.ipv4]);
  const { hooks } = await link.stop();
  assert.ok(hooks.some(({ counters }) => counters['second'] === 9 && counters['first'] === undefined));
});

test.run();

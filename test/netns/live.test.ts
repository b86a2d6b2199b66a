import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sideBySide } from '../side-by-side.js';
import { type Ended, family, type Started, startThrough } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const NEAR = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n';
const STORM = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps],Loss[%]\n0,1,2,30,3\n150,2,4,15,1\n400,3,1,40,0\n';
const SERVER = '192.168.66.2';

let home: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-live-'));
});
test.after(() => rmSync(home, { recursive: true, force: true }));

interface Going {
  readonly pid: string;
  readonly run: Started;
}

/** Where only runs of its own are found: those of others on this machine, and of the test beside, are not among them. */
interface Place {
  readonly home: string;
  /** The folder in which runs are found. */
  folder(): string;
  start(...words: string[]): Started;
  hookline(...words: string[]): Promise<Ended>;
  /** An emulation that goes, started with these words. */
  going(...words: string[]): Promise<Going>;
  /** Round-trip times in ms, as ping has them. */
  ping(going: Going, count: number): Promise<number[]>;
  // biome-ignore lint/suspicious/noExplicitAny: as the command line prints it
  statusOf(going: Going): Promise<any>;
}

const withPlace = async (work: (place: Place) => Promise<void>): Promise<void> => {
  const own = mkdtempSync(join(home, 'place-'));
  mkdirSync(join(own, 'tmp'));
  writeFileSync(join(own, 'near.csv'), NEAR);
  writeFileSync(join(own, 'storm.csv'), STORM);
  const env = ['env', `XDG_RUNTIME_DIR=${own}`, `TMPDIR=${join(own, 'tmp')}`];
  /** Ended after the test, whatever came of it. */
  const started: Started[] = [];
  const folder = (): string => join(own, readdirSync(own).find(name => /^hookline-\d+$/.test(name))!);
  const announced = (): string[] =>
    readdirSync(own).some(name => name.startsWith('hookline-'))
      ? readdirSync(folder()).flatMap(name => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
      : [];
  const start = (...words: string[]): Started => {
    const run = startThrough(env, ...words);
    started.push(run);
    return run;
  };
  const hookline = (...words: string[]): Promise<Ended> => start(...words).ended;
  const place: Place = {
    home: own,
    folder,
    start,
    hookline,
    async going(...words) {
      const run = start('run', join(own, 'near.csv'), ...words);
      await run.said('running until Ctrl-C');
      const members = family(run.mark);
      return { run, pid: announced().find(pid => members.includes(pid))! };
    },
    async ping({ pid }, count) {
      const words = ['shell', 'client', '--pid', pid, 'ping', '-c', `${count}`, '-i', '0.05', SERVER];
      const { out, err } = await hookline(...words);
      const times = [...out.matchAll(/time=([\d.]+) ms/g)].map(found => Number(found[1]));
      assert.is(times.length, count, out + err);
      return times;
    },
    statusOf: async ({ pid }) => JSON.parse((await hookline('status', '--pid', pid, '--json')).out),
  };
  try {
    await work(place);
  } finally {
    for (const { child, ended } of started) {
      child.kill('SIGKILL');
      await ended;
    }
  }
};

const beside = sideBySide();
const inPlace = (name: string, work: (place: Place) => Promise<void>, register: typeof inNamespaces = inNamespaces) =>
  beside(register)(name, () => withPlace(work));

const interrupted = async ({ pid, run }: Going): Promise<void> => {
  process.kill(Number(pid), 'SIGINT');
  await run.ended;
};

inPlace(
  'what is set holds for the frames from then on, is told by status and on disk, and replayed exactly',
  async ({ home, folder, start, hookline, going, ping, statusOf }) => {
    const result = join(home, 'run');
    const live = await going('--out', result, '--hook', 'noop');
    const socket = join(folder(), `${live.pid}.sock`);
    assert.is(statSync(socket).mode & 0o777, 0o600);

    const before = await ping(live, 4);
    // Both ways have 5 ms; sent and due times are exact, so that no answer comes earlier.
    assert.ok(before.every(rtt => rtt >= 10));
    const told = await hookline('set', 'up', 'delay=105ms', 'mtu=1280');
    assert.is(told.code, 0, told.err);
    assert.match(told.out, /^up: delay 105 ms, mtu 1280 B; since [\d.]+ m?s of the run\n$/);
    const after = await ping(live, 4);
    assert.ok(
      after.every(rtt => rtt >= 110),
      `${after}`,
    );

    const [up, down] = (await statusOf(live)).stages;
    assert.equal([up.delay, up.rate, up.route], [105e6, 20e6, 0]);
    assert.is(down.delay, 5e6);
    assert.ok(up.framesIn >= 8 && up.bytesIn >= 8 * 98 && up.framesOut >= 8);
    assert.equal([up.queue.frames, up.queue.ns, up.dropped, up.marked, up.hookErrors], [0, 0, 0, 0, 0]);
    assert.equal(up.hooks, [{ name: 'noop', options: {}, given: [], drops: {} }]);

    const refused = await hookline('set', 'link', 'delay=1ms', 'los=1%');
    assert.is(refused.code, 2);
    assert.match(refused.err, "los=1%: no setting 'los' (did you mean loss?)");
    assert.equal(
      (await statusOf(live)).stages.map((stage: { delay: number }) => stage.delay),
      [105e6, 5e6],
    );

    // Traffic goes on while it is changed again and again.
    const flood = start('shell', 'client', '--pid', live.pid, 'ping', '-f', '-l', '10', SERVER);
    for (const change of [
      ['link', 'delay=2ms', 'loss=5%'],
      ['up', 'rate=2Mbit/s', 'queue=4 frames', 'duplicate=10%'],
      ['down', `scenario=${join(home, 'storm.csv')}`, 'jitter=1ms'],
      ['up', 'ber=1e-5', 'rate=unlimited', 'queue=auto'],
    ]) {
      const { code, err } = await hookline('set', ...change);
      assert.is(code, 0, err);
    }
    // The last row of the storm comes 400 ms behind the first.
    let last = await statusOf(live);
    for (let i = 0; i < 100 && last.stages[1].route !== 3; i++) last = await statusOf(live);
    flood.child.kill('SIGINT');
    await flood.ended;
    assert.ok(last.stages[0].drops['loss:independent'] > 0);
    assert.equal([last.stages[1].route, last.stages[1].rate], [3, 40e6]);
    assert.ok(last.stages[1].scenarioAt > 0 && last.lateness.count > 0);

    await interrupted(live);
    assert.not(existsSync(socket));
    const events = readFileSync(join(result, 'events.jsonl'), 'utf8');
    assert.is(events.match(/"event":"set"/g)!.length, 6);
    assert.match(events, /^\{"at":\d+,"stage":"up","hook":"","event":"set","delay":105000000,"mtu":1280\}\n/);
    assert.match(readFileSync(join(result, 'timeline.csv'), 'utf8'), /\b20000000,105,0,/);
    const again = await hookline('replay', result);
    assert.match(again.out, /same fate, same order, same nanosecond/);
    assert.is(again.code, 0);
  },
);

inPlace('options of a hook are set at one stage or at all, told by status, and replayed exactly', async place => {
  const { home, hookline, going, ping, statusOf } = place;
  const result = join(home, 'run');
  const live = await going('--out', result, '--hook', 'attacker', '--set', 'attacker.chance=0%');
  const chances = async (): Promise<string[]> =>
    (await statusOf(live)).stages.map(
      (stage: { hooks: { options: { chance: string } }[] }) => stage.hooks[0]!.options.chance,
    );
  await ping(live, 2);
  const wrongs = ['attacker.chance=lots', 'attacker.chanse=5%', 'attaker.chance=5%'];
  const answers = await Promise.all(wrongs.map(each => hookline('set', 'link', 'attacker.action=replay', each)));
  for (const [i, refused] of answers.entries()) {
    const wrong = wrongs[i]!;
    assert.is(refused.code, 2);
    assert.ok(refused.err.startsWith(`hookline: ${wrong}: `) || refused.err.includes(`${wrong}: `), refused.err);
  }
  assert.equal(await chances(), ['0%', '0%']);
  const told = await hookline('set', 'all', 'attacker.chance=50%', 'attacker.protocol=icmp');
  assert.match(told.out, /^up: attacker\.chance 50%, attacker\.protocol icmp; since .*\ndown: attacker\.chance 50%/);
  assert.is((await hookline('set', 'down', 'attacker.chance=0.1', 'delay=6ms')).code, 0);
  assert.equal(await chances(), ['50%', '0.1']);
  await hookline('shell', 'client', '--pid', live.pid, 'ping', '-q', '-i', '0.002', '-c', '400', '-W', '0.2', SERVER);
  const { stages } = await statusOf(live);
  for (const { hooks } of stages) assert.ok(hooks[0].drops.attacked > 0);
  assert.ok(stages[0].hooks[0].drops.attacked > 2 * stages[1].hooks[0].drops.attacked);
  assert.match(
    (await hookline('status')).out,
    /^ {2}hook {5}attacker chance=50% protocol=icmp {2}dropped attacked \d/m,
  );
  await interrupted(live);
  assert.match(readFileSync(join(result, 'events.jsonl'), 'utf8'), /"event":"set","attacker.chance":"50%"/);
  const again = await hookline('replay', result);
  assert.match(again.out, /same fate, same order, same nanosecond/);
  assert.is(again.code, 0);
});

inPlace('of two runs the one that is named is meant, and what a killed one leaves is swept', async place => {
  const { folder, hookline, going, statusOf } = place;
  const runs = await Promise.all([going(), going()]);
  try {
    const unclear = await hookline('set', 'link', 'delay=30ms');
    assert.is(unclear.code, 2);
    assert.match(unclear.err, /2 emulations are running, say which/);
    assert.is((await hookline('set', 'link', 'delay=30ms', '--pid', runs[1]!.pid)).code, 0);
    const delays = await Promise.all(runs.map(async run => (await statusOf(run)).stages[0].delay));
    assert.equal(delays, [5e6, 30e6]);
  } finally {
    const [first, second] = runs as [Going, Going];
    await interrupted(first);
    process.kill(Number(second.pid), 'SIGKILL');
    await second.run.ended;
  }
  const left = join(folder(), `${runs[1]!.pid}.sock`);
  assert.ok(existsSync(left));
  const { code, err } = await hookline('status');
  assert.match(err, /no emulation of user \S+ is running/);
  assert.is(code, 4);
  assert.equal(readdirSync(folder()), []);
});

const asOther = (script: string): { status: number | null; stderr: string } =>
  spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--', process.execPath, '-e', script], {
    encoding: 'utf8',
  });
const reason =
  process.geteuid?.() !== 0 ? 'only root can be another user' : asOther('').status !== 0 ? 'no setpriv' : undefined;
if (reason !== undefined) console.log(`  skipped: ${reason}`);

inPlace(
  'a run answers its owner alone, also where the folder is open',
  async ({ home: own, folder, going, statusOf }) => {
    const live = await going();
    try {
      for (const path of [home, own, folder()]) chmodSync(path, 0o755);
      const socket = join(folder(), `${live.pid}.sock`);
      const { status, stderr } = asOther(
        `require('node:net').connect(${JSON.stringify(socket)}).on('error', e => { console.error(e.code); process.exit(7) })`,
      );
      assert.is(status, 7, stderr);
      assert.match(stderr, /EACCES/);
      assert.is((await statusOf(live)).stages.length, 2);
    } finally {
      await interrupted(live);
    }
  },
  reason === undefined ? inNamespaces : test.skip,
);

test.run();

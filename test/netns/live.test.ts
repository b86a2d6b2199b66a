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
import { family, hookline, type Started, start } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const NEAR = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n';
const STORM = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps],Loss[%]\n0,1,2,30,3\n150,2,4,15,1\n400,3,1,40,0\n';
const SERVER = '192.168.66.2';

let home: string;
const kept = { XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'], TMPDIR: process.env['TMPDIR'] };
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-live-'));
  mkdirSync(join(home, 'tmp'));
  // Runs of others on this machine are not among those that are found.
  process.env['XDG_RUNTIME_DIR'] = home;
  process.env['TMPDIR'] = join(home, 'tmp');
  writeFileSync(join(home, 'near.csv'), NEAR);
  writeFileSync(join(home, 'storm.csv'), STORM);
});
test.after.each(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(home, { recursive: true, force: true });
});

/** The folder in which runs are found. */
const folder = (): string => join(home, readdirSync(home).find(name => /^hookline-\d+$/.test(name))!);

const announced = (): string[] =>
  readdirSync(home).some(name => name.startsWith('hookline-'))
    ? readdirSync(folder()).flatMap(name => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    : [];

/** Ended after each test, whatever came of it. */
const started: Started[] = [];

interface Going {
  readonly pid: string;
  readonly run: Started;
}

/** An emulation that goes, started with these words. */
const going = async (...words: string[]): Promise<Going> => {
  const run = start('run', join(home, 'near.csv'), ...words);
  started.push(run);
  await run.said('running until Ctrl-C');
  const members = family(run.mark);
  return { run, pid: announced().find(pid => members.includes(pid))! };
};

const interrupted = async ({ pid, run }: Going): Promise<void> => {
  process.kill(Number(pid), 'SIGINT');
  await run.ended;
};

/** Round-trip times in ms, as ping has them. */
const ping = async ({ pid }: Going, count: number): Promise<number[]> => {
  const { out, err } = await hookline('shell', 'client', '--pid', pid, 'ping', '-c', `${count}`, '-i', '0.05', SERVER);
  const times = [...out.matchAll(/time=([\d.]+) ms/g)].map(found => Number(found[1]));
  assert.is(times.length, count, out + err);
  return times;
};

const statusOf = async ({ pid }: Going) => JSON.parse((await hookline('status', '--pid', pid, '--json')).out);

inNamespaces(
  'what is set holds for the frames from then on, is told by status and on disk, and replayed exactly',
  async () => {
    const result = join(home, 'run');
    const live = await going('--out', result, '--hook', 'noop');
    const socket = join(folder(), `${live.pid}.sock`);
    assert.is(statSync(socket).mode & 0o777, 0o600);

    const before = await ping(live, 4);
    // Both ways have 5 ms; sent and due times are exact, so that no answer comes earlier.
    assert.ok(before.every(rtt => rtt >= 10));
    assert.ok(Math.min(...before) < 110, `${before}`);
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
    const flood = hookline('shell', 'client', '--pid', live.pid, 'ping', '-f', '-c', '3000', '-W', '1', SERVER);
    for (const change of [
      ['link', 'delay=2ms', 'loss=5%'],
      ['up', 'rate=2Mbit/s', 'queue=4 frames', 'duplicate=10%'],
      ['down', `scenario=${join(home, 'storm.csv')}`, 'jitter=1ms'],
      ['up', 'ber=1e-5', 'rate=unlimited', 'queue=auto'],
    ]) {
      const { code, err } = await hookline('set', ...change);
      assert.is(code, 0, err);
    }
    await flood;
    const last = await statusOf(live);
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

inNamespaces('options of a hook are set at one stage or at all, told by status, and replayed exactly', async () => {
  const result = join(home, 'run');
  const live = await going('--out', result, '--hook', 'attacker', '--set', 'attacker.chance=0%');
  const chances = async (): Promise<string[]> =>
    (await statusOf(live)).stages.map(
      (stage: { hooks: { options: { chance: string } }[] }) => stage.hooks[0]!.options.chance,
    );
  await ping(live, 2);
  for (const wrong of ['attacker.chance=lots', 'attacker.chanse=5%', 'attaker.chance=5%']) {
    const refused = await hookline('set', 'link', 'attacker.action=replay', wrong);
    assert.is(refused.code, 2);
    assert.ok(refused.err.startsWith(`hookline: ${wrong}: `) || refused.err.includes(`${wrong}: `), refused.err);
  }
  assert.equal(await chances(), ['0%', '0%']);
  const told = await hookline('set', 'all', 'attacker.chance=50%', 'attacker.protocol=icmp');
  assert.match(told.out, /^up: attacker\.chance 50%, attacker\.protocol icmp; since .*\ndown: attacker\.chance 50%/);
  assert.is((await hookline('set', 'down', 'attacker.chance=0.1', 'delay=6ms')).code, 0);
  assert.equal(await chances(), ['50%', '0.1']);
  await hookline('shell', 'client', '--pid', live.pid, 'ping', '-f', '-c', '500', '-W', '1', SERVER);
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

inNamespaces('of two runs the one that is named is meant, and what a killed one leaves is swept', async () => {
  const runs = [await going(), await going()];
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

(reason === undefined ? inNamespaces : test.skip)(
  'a run answers its owner alone, also where the folder is open',
  async () => {
    const live = await going();
    try {
      for (const path of [home, folder()]) chmodSync(path, 0o755);
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
);

test.run();

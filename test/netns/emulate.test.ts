import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Emulation, EnvironmentError, emulate, InputError } from '../../core/index.js';
import { sideBySide } from '../side-by-side.js';
import { hookline } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

let home: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
});
test.after(() => rmSync(home, { recursive: true, force: true }));

/** Round-trip times in ms. */
const ping = async ({ client, server }: Emulation, count: number, address = server.ipv4): Promise<number[]> => {
  const { code, stdout, stderr } = await client.run('ping', ['-c', `${count}`, '-i', '0.05', address]);
  assert.is(code, 0, stdout + stderr);
  return [...stdout.matchAll(/time=([\d.]+) ms/g)].map(found => Number(found[1]));
};

const refused = async (promise: Promise<unknown>, kind: new (...given: never[]) => Error): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    assert.instance(error, kind);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

/** What this process has open, but for what its own runtime opens and closes at will. */
const held = (): string[] =>
  readdirSync('/proc/self/fd')
    .flatMap(fd => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    })
    .filter(target => /^(net:|socket:|anon_inode:\[eventfd\])/.test(target))
    .map(target => target.replace(/\d+/g, ''))
    .sort();

const scratch = (): string[] => readdirSync(tmpdir()).filter(name => name.startsWith(`hookline-${process.pid}-`));

inNamespaces('two links in one process are apart, and nothing of either is left when a test throws', async () => {
  await emulate({ rate: '1Mbit/s' }).then(first => first.stop());
  const before = held();
  const programs: number[] = [];
  const body = async (): Promise<void> => {
    await using near = await emulate({ rate: '10Mbit/s', delay: '5ms' });
    await using far = await emulate({ rate: '10Mbit/s', delay: '40ms' });
    const [short, long] = await Promise.all([ping(near, 4), ping(far, 4)]);
    // Never too early; how late a busy machine makes them is no matter of this.
    assert.ok(Math.min(...short) >= 10, `${short}`);
    assert.ok(Math.min(...long) >= 80, `${long}`);
    assert.equal(
      [near, far].map(link => link.status().stages[0]!.delay),
      [5e6, 40e6],
    );
    const server = await far.server.start('sh', ['-c', 'sleep 74 & exec sleep 75']);
    const stubborn = await near.server.start('sh', ['-c', "trap '' INT TERM; echo ready; while :; do sleep 1; done"]);
    programs.push(server.pid, stubborn.pid);
    while (stubborn.stdout === '') await sleep(20);
    assert.ok(held().length > before.length && scratch().length > 0);
    throw new Error('the test fails');
  };
  assert.match(await refused(body(), Error), 'the test fails');
  assert.equal(held(), before);
  assert.equal(scratch(), []);
  for (const pid of programs) assert.throws(() => process.kill(pid, 0), /ESRCH/);
});

const GLUTTON = `import { existsSync, writeFileSync } from 'node:fs';
import { defineHook, hold, option } from 'hookline/sdk';

export default defineHook({
  name: 'glutton',
  options: { wait: option.span('how long frames are held', '0ms'), eaten: option.text('file that says so') },
  state: () => ({ hoard: [] as number[][] }),
  preamble(frame, { options, state }) {
    if (frame.length > 800 && !existsSync(options.eaten)) {
      writeFileSync(options.eaten, '');
      // In pieces: one that is larger than all that is left ends the whole process. In few, so that it is no hang first.
      for (;;) state.hoard.push(new Array(2 ** 21).fill(1.5));
    }
    return hold(options.wait);
  },
});
`;

inNamespaces('a lane that takes the place of a lost one has what was set before', async () => {
  const file = join(home, 'glutton.ts');
  writeFileSync(file, GLUTTON);
  const lines: string[] = [];
  await using link = await emulate({
    plan: { hookMemory: '32MiB', link: { rate: '100Mbit/s' } },
    hooks: [{ use: file, at: 'up', options: { eaten: join(home, 'eaten') } }],
    onLine: line => line.includes('was lost') && lines.push(line),
  });
  await ping(link, 1);
  await link.set('up', { 'glutton.wait': '70ms', delay: '10ms' });
  await link.set('up', { 'glutton.wait': '60ms' });
  const eat = ['-s', '1000', '-i', '0.02', '-W', '1', '-c', '750', link.server.ipv4];
  const eater = await link.client.start('ping', eat);
  for (let i = 0; i < 300 && lines.length === 0; i++) await sleep(50);
  await eater.stop();
  assert.match(lines.join(), /^warning: lane 0 was lost and replaced: /);
  // What had come to the lost lane's sockets meanwhile comes first.
  while (Math.min(...(await ping(link, 1))) > 1000);
  const times = await ping(link, 5);
  assert.ok(Math.min(...times) >= 70, `${times}`);
  const { replaced, stages } = link.status();
  assert.equal([replaced >= 1, stages[0]!.delay, stages[0]!.hooks[0]!.options['wait']], [true, 10e6, '60ms']);
});

inNamespaces('what is wrong is told before anything is made', async () => {
  const before = held();
  const wrong = emulate({ rate: '10 furlongs', hooks: [{ use: 'attaker' }] });
  assert.match(await refused(wrong, InputError), "emulate: link.rate: no unit of rate: 'furlongs'");
  const hooks = [{ use: 'attaker' }, { use: 'attacker', options: { chance: 'lots' } }];
  const message = await refused(emulate({ rate: '1Mbit/s', hooks }), InputError);
  assert.match(message, 'did you mean attacker?');
  assert.match(message, 'hooks.1.options.chance: option chance of hook attacker: not a share');
  assert.match(await refused(emulate({ rate: '1Mbit/s', capture: true }), InputError), 'captures need a folder');
  const beside = emulate({ plan: 'plan.yaml', rate: '1Mbit/s' } as never);
  assert.match(await refused(beside, InputError), "rate: stands beside a plan (as in sets: ['link.rate=…'])");
  assert.match(await refused(emulate({ plan: 'no-such.yaml' }), InputError), 'no such file');
  assert.equal([held(), scratch()], [before, []]);
});

inNamespaces('a plan’s own duration ends it', async () => {
  await using link = await emulate({ plan: { duration: '300ms', link: { rate: '1Mbit/s' } } });
  await link.ended;
  assert.throws(() => link.status(), /the run has ended/);
  const { duration } = await link.stop();
  assert.ok(duration > 0 && duration <= 400e6, `${duration}`);
});

// From here on: what this process holds is compared above, and must be of one test alone.
const beside = sideBySide();

beside(inNamespaces)(
  'programs at both hosts meet the link that was asked for, and its report accounts for each frame',
  async () => {
    const link = await emulate({ rate: '10Mbit/s', delay: '20ms', up: { delay: '30ms' }, name: 'mine' });
    try {
      assert.equal(
        link.hosts.map(({ name, ipv4 }) => `${name} ${ipv4}`),
        ['client 192.168.22.2', 'server 192.168.66.2'],
      );
      for (const address of [link.server.ipv4, link.server.ipv6]) {
        const times = await ping(link, 3, address);
        assert.is(times.length, 3);
        assert.ok(Math.min(...times) >= 50, `${times}`);
      }
      assert.is(link.host('client'), link.client);
      assert.throws(() => link.host('sever'), /no such host \(did you mean server\?\)/);

      const failing = await link.client.run('sh', ['-c', 'echo $HOOKLINE_SERVER $MORE; echo alas >&2; exit 3'], {
        env: { MORE: 'and more' },
      });
      assert.equal(failing, { code: 3, stdout: '192.168.66.2 and more\n', stderr: 'alas\n' });
      assert.is((await link.client.run('no-such-program')).code, 127);

      const status = link.status();
      assert.equal(
        status.stages.map(({ name, delay, framesOut }) => [name, delay, framesOut]),
        [
          ['up', 30e6, 6],
          ['down', 20e6, 6],
        ],
      );
      const report = await link.stop();
      assert.is(link.stop(), link.stop());
      assert.equal([report.plan, report.driver, report.ledger.in, report.ledger.out], ['mine', 'real', 12, 12]);
      assert.match(await refused(link.client.run('true'), EnvironmentError), 'the emulation has ended');
      assert.match(await refused(link.set('up', { delay: '1ms' }), EnvironmentError), /end/);
      assert.throws(() => link.status(), /the run has ended/);
    } finally {
      await link.stop();
    }
  },
);

beside(inNamespaces)('a link is changed while it goes, and what it did is replayed exactly', async () => {
  const out = join(home, 'changed');
  const lines: string[] = [];
  await using link = await emulate({
    rate: '20Mbit/s',
    delay: '5ms',
    hooks: [{ use: 'attacker', at: 'up', options: { chance: 0 } }],
    out,
    onLine: line => lines.push(line),
  });
  await ping(link, 3);
  const [told, ...others] = await link.set('up', {
    delay: '45ms',
    'attacker.chance': 0.5,
    'attacker.action': 'replay',
  });
  assert.equal([told!.stage, others.length], ['up', 0]);
  assert.equal(told!.settings, { delay: 45e6, 'attacker.chance': '0.5', 'attacker.action': 'replay' });
  const times = await ping(link, 20);
  assert.ok(Math.min(...times) >= 50, `${times}`);
  const [up, down] = link.status().stages;
  assert.equal([up!.delay, down!.delay, up!.hooks[0]!.options['chance']], [45e6, 5e6, '0.5']);
  assert.ok(up!.framesOut > up!.framesIn);
  assert.match(
    await refused(link.set('up', { delay: '1ms', 'attacker.chanse': '1%' }), InputError),
    'did you mean chance?',
  );
  assert.match(await refused(link.set('upp', { delay: '1ms' }), InputError), 'no such stage (did you mean up?)');
  assert.match(await refused(link.set('down', { scenario: 'none.csv' }), InputError), "cannot read 'none.csv'");
  assert.is(link.status().stages[0]!.delay, 45e6);
  await link.set('down', { scenario: 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,30,20\n' });
  const slower = await ping(link, 3);
  assert.ok(Math.min(...slower) >= 75, `${slower}`);
  const report = await link.stop();
  assert.ok(report.hooks[0]!.counters['chosen']! > 0);
  assert.equal(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')), JSON.parse(JSON.stringify(report)));
  const again = await hookline('replay', out);
  assert.match(again.out, /same fate, same order, same nanosecond/);
  assert.equal(lines, []);
});

beside(inNamespaces)('servers are awaited, also one of this very process', async () => {
  await using link = await emulate({ rate: '10Mbit/s', delay: '1ms' });
  const echo = fileURLToPath(new URL('programs/tcp-echo.mjs', import.meta.url));
  const own = link.server.enter(() => createServer((_, response) => response.end('from here')).listen(8080));
  const get = `fetch('http://${link.server.ipv4}:8080').then(r => r.text()).then(t => console.log(t))`;
  assert.is((await link.client.run(process.execPath, ['-e', get])).stdout, 'from here\n');
  own.close();
  const started = await link.server.start(process.execPath, [echo, '1'], { listening: 5300 });
  const knock = "require('node:net').connect(5300, process.env.HOOKLINE_SERVER).on('connect', () => process.exit(9))";
  assert.is((await link.client.run(process.execPath, ['-e', knock])).code, 9);
  started.signal('SIGTERM');
  assert.is((await started.exited).code, 143);
  const talker = await link.client.start('sh', ['-c', 'echo one; sleep 0.1; echo two >&2; sleep 0.1; exit 4']);
  await talker.said('one');
  await talker.said(/^tw/m);
  assert.match(
    await refused(talker.said('three'), EnvironmentError),
    /^sh at client has not said three: it has ended, code 4, having printed:\none\ntwo$/,
  );
  const dumb = await link.client.start('sleep', ['78']);
  assert.match(await refused(dumb.said('a word', 50), EnvironmentError), /has not said a word: not within 50 ms$/);
  const mute = link.server.start('sh', ['-c', 'echo no luck >&2; exit 3'], { listening: true });
  assert.match(
    await refused(mute, EnvironmentError),
    /^nothing listens at server: it has ended, code 3, having printed:\nno luck$/,
  );
  const slow = link.server.start('sleep', ['76'], { listening: 80, timeoutMs: 100 });
  assert.match(
    await refused(slow, EnvironmentError),
    /^nothing listens at port 80 of server: not within 100 ms, code 130/,
  );
  const late = link.client.run('sh', ['-c', 'echo begun; sleep 77'], { timeoutMs: 300 });
  assert.match(await refused(late, EnvironmentError), /^sh did not end within 300 ms at client, code 130.*begun$/s);
});

beside(inNamespaces)('a hook that throws ends the link, and is told once, by whoever ends it', async () => {
  const file = join(home, 'thrower.ts');
  const source = `import { defineHook } from 'hookline/sdk';

export default defineHook({
  name: 'thrower',
  preamble() {
    throw new Error('as was to be shown');
  },
});
`;
  writeFileSync(file, source);
  const told = /thrower\.ts:6:\d+: hook thrower threw in its preamble at stage up, frame \d+: as was to be shown/;
  const hooked = (): Promise<Emulation> => emulate({ rate: '1Mbit/s', hooks: [{ use: file, at: 'up' }] });
  const fail = async (link: Emulation): Promise<void> => {
    await link.client.run('ping', ['-c', '1', '-W', '0.2', link.server.ipv4]);
    await link.ended;
  };
  const forgotten = async (): Promise<void> => {
    await using link = await hooked();
    await fail(link);
  };
  assert.match(await refused(forgotten(), Error), told);
  await using link = await hooked();
  await fail(link);
  assert.match(await refused(link.stop(), Error), told);
});

beside(inNamespaces)('hosts of a graph are known by their names, and its stages by theirs', async () => {
  await using net = await emulate({
    plan: {
      ports: { alice: {}, bob: { ipv4: '10.0.0.2/24' }, carol: {} },
      stages: {
        near: { rate: '10Mbit/s', delay: '5ms' },
        far: { rate: '10Mbit/s', delay: '50ms' },
        back: { rate: '10Mbit/s', direction: 'down' },
      },
      topologies: {
        there: {
          from: 'alice',
          arcs: [
            { stage: 'near', from: 'in', to: 'out', match: 'dst host 10.0.0.2' },
            { stage: 'far', from: 'in', to: 'out' },
          ],
          dispatch: { in: 'match' },
          exits: { out: 'learn' },
        },
        home: { from: ['bob', 'carol'], path: ['back'], to: 'alice' },
      },
    },
  });
  assert.equal(
    net.hosts.map(({ name, ipv4 }) => `${name} ${ipv4}`),
    ['alice 192.168.22.2', 'bob 10.0.0.2', 'carol 192.168.102.2'],
  );
  assert.equal([net.client.name, net.server.name], ['alice', 'bob']);
  const rtt = async (to: string): Promise<number> => Math.min(...(await ping(net, 3, net.host(to).ipv4)));
  const [bob, carol] = [await rtt('bob'), await rtt('carol')];
  assert.ok(bob >= 5, `${bob}`);
  assert.ok(carol >= 50, `${carol}`);
  assert.equal(
    net.status().stages.map(({ name, framesIn }) => [name, framesIn]),
    [
      ['near', 3],
      ['far', 3],
      ['back', 6],
    ],
  );
  await net.set('far', { delay: '100ms' });
  const later = await rtt('carol');
  assert.ok(later >= 100, `${later}`);
  assert.equal(
    net.status().stages.map(({ name, delay, framesIn }) => [name, delay, framesIn]),
    [
      ['near', 5e6, 3],
      ['far', 100e6, 6],
      ['back', 0, 9],
    ],
  );
});

test.run();

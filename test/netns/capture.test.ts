import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMAND_LINE } from '../command-line.js';
import { sideBySide } from '../side-by-side.js';
import { type Ended, family, type Started, startMarked, startThrough } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const SERVER = '192.168.66.2';
const FIELDS = ['frame.interface_name', 'frame.packet_id', 'frame.comment', 'frame.time_epoch'];

/** Takes every third echo request. */
const THIEF = `import { defineHook, drop } from 'hookline/sdk';

export default defineHook({
  name: 'thief',
  state: () => ({ seen: 0 }),
  preamble(frame, { state }) {
    if (frame.icmp?.type !== 8) return;
    state.seen++;
    if (state.seen % 3 === 0) return drop('third');
    return;
  },
});
`;

let home: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-capture-'));
});
test.after(() => rmSync(home, { recursive: true, force: true }));

/** Where only runs of its own are found. */
interface Place {
  readonly home: string;
  readonly pid: string;
  readonly run: Started;
  hookline(...words: string[]): Promise<Ended>;
  /** A line of the shell, in which \`hookline\` is the command line. */
  shell(line: string): Started;
  /** Echo requests from the client; those that come back are not looked at. */
  ping(count: number): Promise<void>;
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A run on 5 ms both ways, and what is done with it. */
const withRun = async (words: readonly string[], work: (place: Place) => Promise<void>): Promise<void> => {
  const own = mkdtempSync(join(home, 'place-'));
  mkdirSync(join(own, 'tmp'));
  writeFileSync(join(own, 'near.csv'), 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n');
  writeFileSync(join(own, 'thief.ts'), THIEF);
  const env = ['env', `XDG_RUNTIME_DIR=${own}`, `TMPDIR=${join(own, 'tmp')}`];
  const started: Started[] = [];
  const keep = (each: Started): Started => {
    started.push(each);
    return each;
  };
  try {
    const run = keep(
      startThrough(env, 'run', join(own, 'near.csv'), ...words.map(word => word.replace('@', `${own}/`))),
    );
    await run.said('running until Ctrl-C');
    const folder = readdirSync(own).find(name => /^hookline-\d+$/.test(name))!;
    const members = family(run.mark);
    const announced = readdirSync(join(own, folder)).flatMap(name => /^(\d+)\.json$/.exec(name)?.[1] ?? []);
    const pid = announced.find(each => members.includes(each))!;
    const hookline = (...given: string[]): Promise<Ended> => keep(startThrough(env, ...given)).ended;
    await work({
      home: own,
      pid,
      run,
      hookline,
      shell: line =>
        keep(startMarked([...env, 'sh', '-c', `hookline() { ${COMMAND_LINE.map(quoted).join(' ')} "$@"; }; ${line}`])),
      async ping(count) {
        await hookline('shell', 'client', 'ping', '-c', String(count), '-i', '0.05', '-W', '1', SERVER);
      },
    });
  } finally {
    for (const { child, ended } of started) {
      child.kill('SIGKILL');
      await ended;
    }
  }
};

/** Lines of tshark, a field a column. */
const rows = (out: string): string[][] =>
  out
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t'));

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const beside = sideBySide();
const inRun = (name: string, words: readonly string[], work: (place: Place) => Promise<void>): unknown =>
  beside(hasTshark ? inNamespaces : test.skip)(name, () => withRun(words, work));

const showing = FIELDS.map(field => `-e ${field}`).join(' ');

inRun(
  'a pipe has what comes, leaves and dies, of both directions in the order of time, with ids, causes and the time of day',
  ['--hook', '@thief.ts@up'],
  async ({ shell, ping }) => {
    // 6 requests, of which 4 leave and 2 die; 4 answers: 6 + 4 + 2 + 4.
    const line = `hookline capture up.entry up down.exit --filter icmp --count 16 | tshark -l -r - -T fields ${showing}`;
    const capture = shell(line);
    await capture.said('capturing up:entry, up:exit, up:ended inside, down:exit of near.csv; Ctrl-C ends');
    const before = Date.now() / 1e3;
    await ping(6);
    const { out, err } = await capture.ended;
    assert.match(err, '16 frames captured\n');
    const frames = rows(out);
    const named = (name: string): string[][] => frames.filter(([each]) => each === name);
    assert.equal(
      ['up:entry', 'up:exit', 'up:ended inside', 'down:exit'].map(name => named(name).length),
      [6, 4, 2, 4],
    );
    assert.equal(
      named('up:ended inside').map(([, , comment]) => comment),
      ['hook:thief:third', 'hook:thief:third'],
    );
    const ids = (name: string): string[] => named(name).map(([, id]) => id!);
    assert.equal([...ids('up:exit'), ...ids('up:ended inside')].sort(), ids('up:entry').sort());
    const times = frames.map(([, , , at]) => Number(at));
    assert.equal(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.ok(times[0]! > before - 60 && times[0]! < before + 60);
    // Each leaves no sooner than its delay after it came.
    for (const [, id, , at] of named('up:exit')) {
      const came = named('up:entry').find(each => each[1] === id)!;
      assert.ok(Number(at) - Number(came[3]) > 0.00499);
    }
  },
);

inRun(
  'several captures go on at once, each to its own end: Ctrl-C, a reader that has gone, and that of the run',
  [],
  async ({ home, pid, run, shell, ping, hookline }) => {
    const whole = shell(`exec ${COMMAND_LINE.map(quoted).join(' ')} capture all --filter icmp -w ${home}/whole.pcapng`);
    const stopped = shell(
      `exec ${COMMAND_LINE.map(quoted).join(' ')} capture up.exit --filter icmp -w ${home}/stopped.pcapng`,
    );
    const left = shell('hookline capture up | head -c 100 > /dev/null');
    await Promise.all([whole.said('Ctrl-C ends'), stopped.said('Ctrl-C ends'), left.said('Ctrl-C ends')]);
    // Nothing passes: it hears of its reader all the same.
    await left.ended;
    await ping(3);
    stopped.child.kill('SIGINT');
    const { code, err } = await stopped.ended;
    assert.equal([code, err.includes('3 frames captured\n')], [0, true], err);
    await ping(2);
    process.kill(Number(pid), 'SIGINT');
    await run.ended;
    const end = await whole.ended;
    assert.is(end.code, 0);
    assert.match(end.err, '10 frames captured\n');
    const read = (name: string): string[][] =>
      rows(
        spawnSync('tshark', ['-r', join(home, name), '-T', 'fields', '-e', 'frame.interface_name'], {
          encoding: 'utf8',
        }).stdout,
      );
    assert.equal(read('stopped.pcapng'), [['up:exit'], ['up:exit'], ['up:exit']]);
    assert.equal(read('whole.pcapng').length, 10);
    const gone = await hookline('capture', 'up', '-w', join(home, 'stopped.pcapng'));
    assert.is(gone.code, 4);
    assert.match(gone.err, 'no emulation of user');
    assert.is(read('stopped.pcapng').length, 3);
  },
);

inRun('what is misspelt is refused with all its faults, and costs no file', [], async ({ home, hookline }) => {
  writeFileSync(join(home, 'old.pcapng'), 'yesterday');
  const words = ['capture', 'upp', 'down.exti', '--filter', 'tcp prt 80', '-w', join(home, 'old.pcapng')];
  const { code, err } = await hookline(...words);
  assert.is(code, 2);
  assert.match(
    err,
    "capture: no stage 'upp' (did you mean up?)\ncapture: no side 'exti' of a stage (did you mean exit?)\n--filter: ",
  );
  assert.is(readFileSync(join(home, 'old.pcapng'), 'utf8'), 'yesterday');
  assert.is((await hookline('capture', 'up', '--count', 'many')).code, 2);
});

/** How tshark is made to look for extcaps in a folder: root's does not hear of WIRESHARK_EXTCAP_DIR. */
const lookingIn = (folder: string, command: string): string => {
  const told = spawnSync('tshark', ['-G', 'folders'], { encoding: 'utf8' }).stdout;
  const system = /^(?:Global )?Extcap path:\s+(.*)$/m.exec(told)![1]!;
  return process.getuid?.() === 0
    ? `unshare -m sh -c ${quoted(`mount --bind ${quoted(folder)} ${quoted(system)} && exec ${command}`)}`
    : `WIRESHARK_EXTCAP_DIR=${quoted(folder)} ${command}`;
};

inRun(
  'tshark has every stage as an interface, captures there, and lets go',
  ['--hook', '@thief.ts@up'],
  async place => {
    const { home, pid, shell, ping, hookline } = place;
    const folder = join(home, 'extcap');
    assert.is((await hookline('extcap', 'install', '--dir', folder)).code, 0);
    const list = await shell(lookingIn(folder, 'tshark -D')).ended;
    for (const side of ['', '.entry', '.exit', '.deaths'])
      assert.match(list.out, `hookline-${pid}-up${side} (hookline: near.csv up${side})`);
    const name = `hookline-${pid}-up`;
    const command = `tshark -l -i ${name} -f icmp -c 3 -T fields ${showing}`;
    const capture = shell(lookingIn(folder, command));
    await capture.said('Capturing on');
    // It says so before it has called the extcap.
    let ended = false;
    void capture.ended.then(() => {
      ended = true;
    });
    while (!ended) await ping(3);
    const { out, err } = await capture.ended;
    const frames = rows(out);
    assert.is(frames.length, 3, err);
    for (const [side, , comment] of frames) assert.is(comment, side === 'up:exit' ? '' : 'hook:thief:third');
    const wrong = await shell(
      `${quoted(join(folder, 'hookline'))} --extcap-interface ${name} --extcap-capture-filter 'icmp6 prt'`,
    ).ended;
    assert.is.not(wrong.out, '');
    assert.is((await hookline('extcap', 'uninstall', '--dir', folder)).code, 0);
    assert.equal(readdirSync(folder), []);
  },
);

test.run();

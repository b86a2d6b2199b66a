import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { replay } from '../../../core/cli/replay.js';
import { InputError } from '../../../core/fault.js';
import { simulate } from '../../../core/index.js';
import { FATE_BYTES } from '../../../core/report/fate-file.js';
import { simulatePlan } from '../../../core/run/simulate-plan.js';
import { fakeTerminal } from './fake-terminal.js';

const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
const run = join(home, 'run');
const thief = (every: number): string => {
  mkdirSync(join(home, `${every}`), { recursive: true });
  const file = join(home, `${every}`, 'thief.ts');
  writeFileSync(
    file,
    `import { defineHook, drop } from 'hookline/sdk';
     export default defineHook({ name: 'thief', state: () => ({ n: 0 }), preamble(_, { state, direction }) {
       state.n += 1;
       if (direction === 'up' && state.n % ${every} === 0) return drop('nth');
     } });`,
  );
  return file;
};

test.before(async () => {
  const plan = {
    duration: '1s',
    link: { rate: '10Mbit/s', delay: '10ms' },
    traffic: [{ kind: 'cbr', from: 'client', to: 'server', rate: '1Mbit/s', size: '1250B' }],
  } as const;
  await simulate(plan as never, { hooks: [thief(10)], out: run });
});
test.after(() => rmSync(home, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const said = async (options: Partial<Parameters<ReturnType<typeof replay>>[1]> = {}, folder = run): Promise<Said> => {
  const terminal = fakeTerminal();
  const code = await replay(terminal)(folder, { hook: [], set: [], without: [], ...options });
  return { code, ...terminal.said };
};

test('a run replayed as it was is the same, and that is exit code 0', async () => {
  const { code, out, err } = await said();
  assert.equal([code, err], [0, '']);
  assert.match(out, /^\d\d+ frames: same fate, same order, same nanosecond\n$/);
  assert.equal(JSON.parse((await said({ json: true })).out).differences, []);
});

test('a run that differs is exit code 1, shown on the terminal, all of it as JSON and as CSV', async () => {
  const copy = join(home, 'copy');
  await simulate(join(run, 'plan.yaml'), { out: copy });
  const file = join(copy, 'journal', 'lane-0.fates');
  const bytes = readFileSync(file);
  // Every frame a nanosecond later, as if another emulator had been at work.
  for (let at = 0; at < bytes.length; at += FATE_BYTES) bytes.writeDoubleLE(bytes.readDoubleLE(at + 8) + 1, at + 8);
  writeFileSync(file, bytes);
  const frames = bytes.length / FATE_BYTES;
  const csv = join(home, 'differences.csv');
  const { code, out } = await said({ csv }, copy);
  assert.is(code, 1);
  assert.match(
    out,
    `0 frames: same fate, same order, same nanosecond\n${frames} frames differ:\n  up 0: recorded frame 0 left at `,
  );
  assert.match(out, `  and ${frames - 20} more\n`);
  const rows = readFileSync(csv, 'utf8').trimEnd().split('\n');
  assert.is(
    rows[0],
    'stage,position,recorded_frame,recorded_fate,recorded_ns,replayed_frame,replayed_fate,replayed_ns',
  );
  assert.is(rows.length, frames + 1);
  assert.match(rows[1]!, /^up,0,0,left,\d+,0,left,\d+$/);
  const { same, differences } = JSON.parse((await said({ json: true }, copy)).out);
  assert.equal([same, differences.length], [0, frames]);
  assert.is(differences[0].recorded.at, differences[0].replayed.at + 1);
});

test('with a changed hook the fates that changed are told as a table and frame by frame', async () => {
  const { code, out } = await said({ hook: [thief(15)] });
  assert.is(code, 0);
  assert.match(out, 'with the hooks of the run: the same fates, in the same order, at the same nanosecond\n');
  assert.match(out, `changed: hook thief is ${join(home, '15', 'thief.ts')}\n`);
  assert.match(out, / frames with the same fate, all at the same nanosecond\n\d+ frames with another fate:\n/);
  assert.match(out, / {2}hook:thief:nth \(up\) +left \(up\) +\d\n/);
  assert.match(out, / {2}left \(up\) +hook:thief:nth \(up\) +\d\n/);
  assert.match(
    out,
    /\n#36 {2}1250 B IPv4 .* UDP .*\n {4}recorded hook:thief:nth at [\d.]+ ms \(up\), replayed left at [\d.]+ ms \(up\)\n/,
  );
  assert.match(out, /\nthe arrivals are those recorded: [^\n]+\n$/);
});

test('every changed frame is in the JSON and in the CSV, a line each', async () => {
  const csv = join(home, 'changed.csv');
  const { code, out } = await said({ without: ['thief'], json: true, csv });
  assert.is(code, 0);
  const told = JSON.parse(out);
  assert.equal([told.changes, told.arrivals, told.changed], [['no hook thief'], 'recorded', told.frames.length]);
  assert.equal(told.table[0].recorded, 'hook:thief:nth (up)');
  const rows = readFileSync(csv, 'utf8').trimEnd().split('\n');
  assert.is(rows[0], 'frame,born,recorded,recorded_stage,recorded_ns,replayed,replayed_stage,replayed_ns,summary');
  assert.is(rows.length, told.frames.length + 1);
  assert.match(rows[1]!, /^36,both,hook:thief:nth,up,\d+,left,up,\d+,1250 B IPv4 /);
});

test('a changed hook that throws is exit code 1, and nothing is compared', async () => {
  const file = join(home, 'thief.ts');
  writeFileSync(
    file,
    "import { defineHook } from 'hookline/sdk';\nexport default defineHook({ name: 'thief', preamble() { throw new Error('oh'); } });\n",
  );
  const { code, out, err } = await said({ hook: [file] });
  assert.equal([code, out], [1, '']);
  assert.match(
    err,
    /nothing is compared: the replay ended at frame 0\n.*thief\.ts:2:.*hook thief threw in its preamble/,
  );
});

test('a run that its own hook ended is replayed to the same end, which is exit code 1', async () => {
  const file = join(home, 'thrower.ts');
  writeFileSync(
    file,
    "import { defineHook } from 'hookline/sdk';\nexport default defineHook({ name: 'thrower', preamble() { throw new Error('oh'); } });\n",
  );
  const folder = join(home, 'ended');
  const plan = join(home, 'ended.yaml');
  writeFileSync(plan, 'link: { rate: 1Mbit/s }\ntraffic: [{ kind: cbr, rate: 100kbit/s, stop: 1s }]\n');
  await simulatePlan({ file: plan, hooks: [file], sets: [], out: folder });
  const { code, out, err } = await said({}, folder);
  assert.is(code, 1);
  assert.match(out, /: same fate, same order, same nanosecond\n$/);
  assert.match(err, /thrower\.ts:2:.*hook thrower threw in its preamble/);
});

test('a hook of a replay takes no place: it stands where that of its name stood', async () => {
  await refused(
    { hook: [`${thief(15)}@down`] },
    run,
    `--hook ${thief(15)}@down: a replay takes no '@down': the hook stands where that of its name stood in the run (--hook ${thief(15)})`,
  );
});

test('a folder that no run has written is bad input, told in words', async () => {
  const hint = '(runs write their journal with --out DIR)';
  const bare = join(home, 'bare');
  mkdirSync(bare);
  await refused({}, join(home, 'nosuch'), `nosuch: no run to replay: there is no such folder ${hint}`);
  await refused({ without: ['thief'] }, bare, `bare: no run to replay: there is no plan.yaml in it ${hint}`);
  writeFileSync(join(bare, 'plan.yaml'), 'link: { rate: 1Mbit/s }\n');
  await refused({}, bare, `bare: no run to replay: there is no journal/lanes.json in it ${hint}`);
  await refused({}, join(bare, 'plan.yaml'), `plan.yaml: no run to replay: it is no folder ${hint}`);
});

const refused = async (options: Parameters<typeof said>[0], folder: string, message: string): Promise<void> => {
  try {
    await said(options, folder);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
    assert.ok((error as InputError).message.endsWith(message), (error as InputError).message);
  }
};

test.run();

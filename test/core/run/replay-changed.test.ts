import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import { simulate } from '../../../core/index.js';
import { readFates } from '../../../core/report/fate-file.js';
import { type ChangedFrame, changedFrames } from '../../../core/run/changed-frames.js';
import { fateName } from '../../../core/run/compare-fates.js';
import { readLanes } from '../../../core/run/lanes-file.js';
import { type ChangedReplay, replayChanged } from '../../../core/run/replay-changed.js';
import type { HookChanges } from '../../../core/run/replay-hooks.js';
import { replayRun } from '../../../core/run/replay-run.js';

const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
test.after(() => rmSync(home, { recursive: true, force: true }));

let files = 0;
/** A hook's file in a folder of its own, so that all versions of it have one name. */
const version = (body: string, name = 'thief'): string => {
  const folder = join(home, `version-${files++}`);
  mkdirSync(folder);
  const file = join(folder, `${name}.ts`);
  const imports = "import { defineHook, drop, duplicate, hold, Frame, ms, option } from 'hookline/sdk';";
  writeFileSync(file, `${imports}\nexport default defineHook({ name: '${name}', ${body} });\n`);
  return file;
};

/** Drops each frame of the first direction whose number, counted from 1, `every` divides. */
const dropping = (every: number): string =>
  version(
    `scope: 'stage', state: () => ({ n: 0 }), preamble(frame, { state, direction }) {
      state.n += 1;
      if (direction === 'up' && state.n % ${every} === 0) return drop('nth');
    }`,
  );

/** Constant traffic both ways, through a queue that overflows: what arrives does not depend on what becomes of it. */
const PLAN = {
  seed: 7,
  duration: '2s',
  link: { rate: '4Mbit/s', delay: '10ms', queue: '30kB' },
  traffic: [
    { kind: 'cbr', from: 'client', to: 'server', rate: '5200kbit/s', size: '1200B' },
    { kind: 'cbr', from: 'server', to: 'client', rate: '1Mbit/s', size: '300B' },
  ],
} as const;

/** A run in virtual time; returns its folder. */
const record = async (hooks: readonly string[], more: object = {}, sets: readonly string[] = []): Promise<string> => {
  const out = join(home, `run-${files++}`);
  await simulate({ ...PLAN, ...more } as never, { hooks, out, sets });
  return out;
};

const again = (folder: string, changes: Partial<HookChanges>): Promise<ChangedReplay> =>
  replayChanged(folder, { hooks: [], sets: [], without: [], ...changes });

const framesOf = ({ plan, lanes }: ChangedReplay): ChangedFrame[] => {
  const names = plan.stages.map(({ name }) => name);
  return lanes.flatMap(lane => [...changedFrames(lane, plan.ports.length, names)]);
};

/** What the file of a run says of each frame: fate and stage, by id. */
const fatesIn = (folder: string): Map<number, string> => {
  const { causes } = readLanes(folder).lanes[0]!;
  const fates = readFates(join(folder, 'journal', 'lane-0.fates'));
  return new Map([...fates].map(({ id, fate, stage }) => [id, `${fateName(fate, causes)} ${stage}`]));
};

test('exactly the frames whose fate another hook changes are told, as two runs of the same traffic have them', async () => {
  const [seven, five] = [dropping(7), dropping(5)];
  const [first, second] = [await record([seven]), await record([five])];
  const [before, after] = [fatesIn(first), fatesIn(second)];
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  const expected = ids.filter(id => before.get(id) !== after.get(id)).sort((a, b) => a - b);
  const told = await again(first, { hooks: [five] });
  const frames = framesOf(told);
  assert.ok(expected.length > 100 && expected.length < before.size / 2, `${expected.length} of ${before.size}`);
  assert.equal(
    frames.map(({ id }) => id).sort((a, b) => a - b),
    expected,
  );
  for (const { id, born, recorded, replayed } of frames) {
    assert.is(born, 'both');
    const words = (fate: typeof recorded): string | undefined =>
      fate && `${fate.fate} ${['up', 'down'].indexOf(fate.stage)}`;
    assert.equal([words(recorded), words(replayed)], [before.get(id), after.get(id)]);
  }
  const { same, changed, table } = told.lanes[0]!.changes;
  assert.is(same, ids.length - changed);
  assert.is(
    table.reduce((sum, each) => sum + each.frames, 0),
    expected.length,
  );
  // The queue overflows: a frame more or less in front decides about others.
  assert.ok(table.some(({ recorded, replayed }) => recorded === 'queue:tail (up)' && replayed === 'left (up)'));
  assert.is(told.differing, 0);
});

test('the same hook again changes nothing, not by a nanosecond', async () => {
  const seven = dropping(7);
  const { changes } = (await again(await record([seven]), { hooks: [seven] })).lanes[0]!;
  assert.equal([changes.changed, changes.moved, changes.overtaken, changes.altered], [0, 0, 0, 0]);
  assert.ok(changes.same > 800);
});

test('a frame is told with what it was as it arrived, its fates, stages and times', async () => {
  const folder = await record([dropping(7)]);
  const [frame] = framesOf(await again(folder, { without: ['thief'] }));
  assert.is(frame!.id, 6 * 4);
  assert.match(frame!.summary, /^1200 B IPv4 192\.168\.22\.2 > 192\.168\.66\.2 ttl 64 UDP /);
  assert.is(frame!.recorded!.fate, 'hook:thief:nth');
  assert.equal([frame!.replayed!.fate, frame!.replayed!.stage], ['left', 'up']);
  assert.ok(frame!.replayed!.at > frame!.recorded!.at);
});

test('a hook that only holds frames moves them, and changes no fate', async () => {
  const quiet = { link: { rate: '100Mbit/s', delay: '10ms' } };
  const folder = await record([version('episode() {}')], quiet);
  const holding = version("state: () => ({ n: 0 }), episode() { if (this.name === 'thief') return hold(ms(3)); }");
  const { changes } = (await again(folder, { hooks: [holding] })).lanes[0]!;
  assert.ok(changes.moved > 800);
  assert.is(changes.largestShift, 3e6);
  // Those that left in the last 3 ms.
  assert.equal([...new Set(changes.table.map(({ replayed }) => replayed))], ['still under way']);
  assert.ok(changes.changed <= 4, `${changes.changed}`);
  assert.is(changes.overtaken, 0);
});

test('frames that overtake others are counted, without another fate', async () => {
  const quiet = { link: { rate: '100Mbit/s', delay: '10ms' } };
  const folder = await record([version('episode() {}')], quiet);
  const holding = version(
    'state: () => ({ n: 0 }), episode(_, { state }) { state.n += 1; if (state.n % 10 === 1) return hold(ms(5)); }',
  );
  const { changes } = (await again(folder, { hooks: [holding] })).lanes[0]!;
  assert.ok(changes.overtaken >= 80 && changes.overtaken <= changes.moved, `${changes.overtaken} of ${changes.moved}`);
});

test('a frame that leaves with other bytes has the same fate, and is counted', async () => {
  const folder = await record([version('episode() {}')]);
  const writing = version(
    'state: () => ({ n: 0 }), episode(frame, { state }) { state.n += 1; if (state.n <= 10 && frame.ipv4) frame.ipv4.ttl = 9; }',
  );
  const { changes } = (await again(folder, { hooks: [writing] })).lanes[0]!;
  assert.equal([changes.altered, changes.changed, changes.moved], [20, 0, 0]);
});

test('copies are the same ones when they were made for the same frame, however many were made before', async () => {
  const quiet = { link: { rate: '100Mbit/s', delay: '10ms' } };
  const copying = (which: string): string =>
    version(
      `state: () => ({ n: 0 }), preamble(_, { state, direction }) {
        state.n += 1;
        if (direction === 'up' && (${which})) return duplicate(1);
      }`,
    );
  const folder = await record([copying('state.n % 10 === 0')], quiet);
  const told = await again(folder, { hooks: [copying('state.n % 10 === 0 && state.n !== 50 || state.n === 5')] });
  const frames = framesOf(told);
  assert.equal(
    frames.map(({ born, replayed, recorded }) => [born, recorded?.fate, replayed?.fate]),
    [
      ['recorded', 'left', undefined],
      ['replayed', undefined, 'left'],
    ],
  );
  // The fifth copy of the run; the first one of its replay.
  assert.equal(
    frames.map(({ id }) => Math.floor(id / 4)),
    [4, 0],
  );
  assert.match(frames[1]!.summary, / UDP /);
});

test('frames that a timer injects are the same ones when they have the same bytes', async () => {
  const injecting = (payloads: string): string =>
    version(
      `setup({ after, inject, direction }) {
        if (direction === 'up') ${payloads}.forEach((payload, i) =>
          after(ms(100 + i), () => inject(Frame.of(new Uint8Array(64).fill(payload)))));
      }`,
    );
  const folder = await record([injecting('[1, 2, 2, 3]')]);
  const told = framesOf(await again(folder, { hooks: [injecting('[9, 2, 2, 3]')] }));
  assert.equal(
    told.map(({ born, summary }) => [born, summary.slice(0, 16)]),
    [
      ['recorded', '64 B Eth 01:01:0'],
      ['replayed', '64 B Eth 09:09:0'],
    ],
  );
});

test('options of the plan stay, and others can be set by the name of the hook', async () => {
  const body = `options: { every: option.count('which', '7') }, state: () => ({ n: 0 }), preamble(_, { state, options, direction }) {
    state.n += 1;
    if (direction === 'up' && state.n % options.every === 0) return drop('nth');
  }`;
  const first = version(body);
  const folder = await record([first], {}, ['thief.every=9']);
  assert.is((await again(folder, { hooks: [version(body)] })).lanes[0]!.changes.changed, 0);
  const fives = framesOf(await again(folder, { sets: ['thief.every=5'] })).map(({ id }) => id);
  const [before, after] = [fatesIn(folder), fatesIn(await record([first], {}, ['thief.every=5']))];
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  assert.ok(fives.length > 100);
  assert.equal(
    fives.sort((a, b) => a - b),
    ids.filter(id => before.get(id) !== after.get(id)).sort((a, b) => a - b),
  );
});

test('a hook that the run had not, and an option that it has not, are faults with the nearest name', async () => {
  const folder = await record([dropping(7)]);
  const refused = async (changes: Partial<HookChanges>): Promise<string> => {
    try {
      await again(folder, changes);
    } catch (error) {
      if (error instanceof InputError) return error.message.replaceAll(home, '');
      throw error;
    }
    throw new Error('not refused');
  };
  const other = version('preamble() {}', 'thiev');
  assert.match(await refused({ hooks: [other] }), "the run had no hook 'thiev' (did you mean thief?)");
  assert.is(await refused({ without: ['thif'] }), "--without thif: the run had no hook 'thif' (did you mean thief?)");
  assert.match(await refused({ sets: ['thief.chance=1%'] }), "no option 'chance' of hook thief");
  assert.match(await refused({ sets: ['up.rate=1Mbit/s'] }), 'a replay changes hooks only');
  const all = await refused({ without: ['a'], sets: ['nothing'], hooks: ['./no-such.ts'] });
  assert.is(all.split('\n').length, 3);
});

test('a changed hook that throws ends the replay, and says where', async () => {
  const folder = await record([dropping(7)]);
  const { failure } = await again(folder, { hooks: [version("preamble() { throw new Error('no'); }")] });
  assert.equal([failure?.hook, failure?.phase, failure?.frame], ['thief', 'preamble', 0]);
});

test('with the hooks as they were every frame has its fate again', async () => {
  const { lanes } = replayRun(await record([dropping(7)]));
  assert.ok(lanes[0]!.same > 1000);
  assert.is(lanes[0]!.differing, 0);
});

test('whatever hooks hold, copy and drop, the frames that arrived and have another fate are those of the files', async () => {
  const meddler = version(`options: {
      drop: option.count('drops those it divides', '9'),
      hold: option.count('holds those it divides', '8'),
      copy: option.count('copies those it divides', '7'),
      stay: option.count('ms to hold', '4'),
    },
    state: () => ({ n: 0 }),
    preamble(_, { state, options }) {
      state.n += 1;
      if (state.n % options.drop === 0) return drop('nth');
      if (state.n % options.hold === 0) return hold(ms(options.stay));
      if (state.n % options.copy === 0) return duplicate(1);
    }`);
  const numbers = fc.record({
    drop: fc.integer({ min: 2, max: 60 }),
    hold: fc.integer({ min: 2, max: 60 }),
    copy: fc.integer({ min: 2, max: 60 }),
    stay: fc.integer({ min: 0, max: 30 }),
  });
  const setsOf = (all: object): string[] => Object.entries(all).map(([name, number]) => `thief.${name}=${number}`);
  let changed = 0;
  const property = fc.asyncProperty(numbers, numbers, async (one, other) => {
    const first = await record([meddler], {}, setsOf(one));
    const [before, after] = [fatesIn(first), fatesIn(await record([meddler], {}, setsOf(other)))];
    const ids = [...new Set([...before.keys(), ...after.keys()])].filter(id => id % 4 < 2);
    const told = await again(first, { sets: setsOf(other) });
    assert.is(told.differing, 0);
    const frames = framesOf(told);
    const born = frames.filter(frame => frame.born !== 'both').map(frame => frame.id % 4);
    assert.ok(born.every(origin => origin >= 2));
    const arrived = frames.map(({ id }) => id).filter(id => id % 4 < 2);
    assert.equal(
      arrived.sort((a, b) => a - b),
      ids.filter(id => before.get(id) !== after.get(id)).sort((a, b) => a - b),
    );
    changed += arrived.length;
  });
  await fc.assert(property, { seed: 3, numRuns: 5 });
  assert.ok(changed > 500, `${changed}`);
});

test.run();

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import { simulatePlan } from '../../../core/run/simulate-plan.js';

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-captures-'));
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

/** Two stages one behind the other, at the first of which a hook takes every fifth frame and copies every seventh. */
const GRAPH = `
ports: { alice: {}, bob: {} }
stages:
  first: { rate: 10Mbit/s, delay: 5ms }
  last: { rate: 1Mbit/s, delay: 5ms, queue: 4 frames }
  back: { rate: 10Mbit/s, delay: 5ms }
topologies:
  there:
    from: alice
    arcs:
      - { stage: first, from: in, to: mid }
      - { stage: last, from: mid, to: out }
    exits: { out: bob }
  again:
    from: bob
    arcs: [ { stage: back, from: in, to: out } ]
    exits: { out: alice }
hooks: [ { use: ./thief.ts, at: first } ]
traffic: [ { kind: cbr, from: alice, rate: 4Mbit/s, size: 500, stop: 200ms } ]
`;
const THIEF = `import { defineHook, drop, duplicate } from 'hookline/sdk';

export default defineHook({
  name: 'thief',
  state: () => ({ seen: 0 }),
  preamble(frame, { state }) {
    state.seen++;
    if (state.seen % 5 === 0) return drop('fifth');
    if (state.seen % 7 === 0) return duplicate(1);
    return;
  },
});
`;

const simulated = async (captures: string, out: string, capture?: string): Promise<string> => {
  writeFileSync(join(home, 'thief.ts'), THIEF);
  writeFileSync(join(home, 'plan.yaml'), `${GRAPH}${captures}\n`);
  const words = { file: join(home, 'plan.yaml'), hooks: [], sets: [], out: join(home, out) };
  const { failure } = await simulatePlan({ ...words, ...(capture === undefined ? {} : { capture }) } as never);
  assert.is(failure, undefined);
  return join(home, out, 'captures');
};

interface Shown {
  readonly interface: string;
  readonly comment: string;
  readonly id: string;
  readonly direction: string;
  readonly at: string;
}

/** The frames of a capture as tshark shows them. */
const shown = (file: string): Shown[] => {
  const fields = [
    'frame.interface_name',
    'frame.comment',
    'frame.packet_id',
    'frame.packet_flags_direction',
    'frame.time_epoch',
  ];
  const { status, stdout, stderr } = spawnSync(
    'tshark',
    ['-r', file, '-T', 'fields', ...fields.flatMap(field => ['-e', field])],
    { encoding: 'utf8' },
  );
  assert.is(status, 0, stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => {
      const [name, comment, id, direction, at] = line.split('\t') as [string, string, string, string, string];
      return { interface: name, comment, id, direction, at };
    });
};
const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const withTshark = hasTshark ? test : test.skip;

withTshark(
  'tshark shows what came, left and died at a stage in the middle of a path, with causes and ids',
  async () => {
    const folder = await simulated('captures: [ first.entry, first, last.deaths ]', 'run');
    assert.equal(readdirSync(folder).sort(), ['first.pcapng', 'last.pcapng']);
    const first = shown(join(folder, 'first.pcapng'));
    const at = (name: string): Shown[] => first.filter(each => each.interface === name);
    const came = at('first:entry');
    const left = at('first:exit');
    const died = at('first:ended inside');
    assert.is(came.length, 200);
    assert.is(died.length, 40);
    assert.ok(died.every(({ comment, direction }) => comment === 'hook:thief:fifth' && direction === ''));
    assert.ok([...came, ...left].every(({ comment }) => comment === ''));
    // Every seventh that is no fifth has a copy, with an id of its own.
    assert.is(left.length, 160 + 23);
    const ids = (frames: readonly Shown[]): Set<string> => new Set(frames.map(({ id }) => id));
    assert.is(ids(left).size, left.length);
    assert.ok(came.every(({ id }) => ids(left).has(id) !== ids(died).has(id)));
    // 0.4 ms to send 500 bytes, and 5 ms.
    const start = came[0]!;
    const same = left.find(({ id }) => id === start.id)!;
    assert.is(Math.round((Number(same.at) - Number(start.at)) * 1e6), 5400);

    const last = shown(join(folder, 'last.pcapng'));
    assert.ok(last.length > 20);
    assert.equal([...new Set(last.map(each => `${each.interface} ${each.comment}`))], ['last:ended inside queue:tail']);
    assert.ok(last.every(({ id }) => ids(left).has(id)));
  },
);

withTshark('directions are those of the stage', async () => {
  const folder = await simulated('captures: [ back.entry, first.entry, first.exit ]', 'run');
  const directions = new Map(shown(join(folder, 'first.pcapng')).map(each => [each.interface, each.direction]));
  assert.equal(
    [...directions],
    [
      ['first:entry', '0x00000001'],
      ['first:exit', '0x00000002'],
    ],
  );
  assert.equal(readdirSync(folder), ['first.pcapng']);
});

test('a run captures the same bytes again, and unless told what leaves and dies at every stage', async () => {
  const [one, two] = [await simulated('', 'one'), await simulated('', 'two')];
  assert.equal(readdirSync(one).sort(), ['first.pcapng', 'last.pcapng']);
  for (const name of readdirSync(one)) assert.ok(readFileSync(join(one, name)).equals(readFileSync(join(two, name))));
});

test('the command line has the last word, in the words of a plan', async () => {
  const folder = await simulated('captures: [ first ]', 'run', 'last.exit,back.entry');
  assert.equal(readdirSync(folder), ['last.pcapng']);
  assert.match(
    readFileSync(join(home, 'run', 'plan.yaml'), 'utf8'),
    /captures:\n {2}- last\.exit\n {2}- back\.entry\n/,
  );
  const error = await simulated('', 'other', 'lst').catch(error => error);
  assert.instance(error, InputError);
  assert.match(error.message, "--capture: no stage 'lst' (did you mean last?)");
});

test.run();

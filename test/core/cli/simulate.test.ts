import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT } from '../../../core/cli/exit-code.js';
import { failure } from '../../../core/cli/failure.js';
import { program } from '../../../core/cli/program.js';
import { compose } from '../../../core/compose.js';
import type { RunReport } from '../../../core/report/run-report.js';
import { fakeTerminal } from './fake-terminal.js';

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  file('link.csv', 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n200,1,3,30\n');
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
};

const scratch = (): string[] => readdirSync(tmpdir()).filter(name => /^hookline-[A-Za-z0-9]{6}$/.test(name));

/** The command line as main.ts has it, with a terminal that keeps what it is told. */
const hookline = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
  const terminal = fakeTerminal();
  let code = -1;
  const cli = program(
    async name => compose(terminal).command(name),
    given => {
      code = given;
    },
  );
  for (const command of [cli, ...cli.commands]) command.configureOutput({ writeErr: text => terminal.err(text) });
  try {
    await cli.parseAsync(
      words.map(word => word.replace(/^@/, `${home}/`)),
      { from: 'user' },
    );
  } catch (error) {
    code = error instanceof CommanderError ? EXIT.input : failure(error, terminal);
  }
  return {
    code,
    out: terminal.said.out.replaceAll(`${home}/`, '@'),
    err: terminal.said.err.replaceAll(`${home}/`, '@'),
  };
};

const hook = (name: string, body: string): string =>
  file(
    `${name}.ts`,
    `import { defineHook, drop } from 'hookline/sdk';\n\nexport default defineHook({\n  name: '${name}',\n${body}\n});\n`,
  );

test('a scenario with faults ends with 2 and says every one of them, with its place', async () => {
  file('bad.csv', 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,20\n0,1,x,20\n');
  assert.equal(await hookline('simulate', '@bad.csv'), {
    code: 2,
    out: '',
    err:
      "@bad.csv:3:1: Time[ms]: expected another time than in line 2, found '0'\n" +
      "@bad.csv:3:5: Delay[ms]: expected a number of milliseconds, found 'x'\n",
  });
});

test('a plan with faults ends with 2 and names the setting that was meant', async () => {
  file('bad.yaml', 'link:\n  delay: 5\n  rat: 10Mbps\n');
  const { code, err } = await hookline('simulate', '@bad.yaml');
  assert.is(code, 2);
  assert.match(err, "@bad.yaml:2:10: link.delay: a time span needs a unit: '5' (as in 5ms)\n");
  assert.match(err, "@bad.yaml:3:3: unknown setting 'link.rat' (did you mean rate?)\n");
});

test('words of the command line that mean nothing end with 2', async () => {
  const cases: readonly [readonly string[], string][] = [
    [['simulate', '@link.csv', '--bogus'], "unknown option '--bogus'"],
    [['simulat', '@link.csv'], "unknown command 'simulat'"],
    [['simulate'], 'missing required argument'],
    [['simulate', '@nope.csv'], '@nope.csv: cannot be read: no such file'],
    [['simulate', '@link.txt'], 'neither a scenario nor a plan (scenarios end in .csv'],
    [['simulate', '@link.csv', '--duration', '5'], "a time span needs a unit: '5' (as in 5ms)"],
    [['simulate', '@link.csv', '--hook', 'noop', '--set', 'noop.x=1'], "no option 'x' of hook noop (it has none)"],
    [['simulate', '@link.csv', '--hook', 'attackr'], 'did you mean attacker?'],
    [['simulate', '@link.csv', '--in', '@nope.pcap'], 'nope.pcap'],
    [['simulate', '@link.csv', '--capture', 'up'], '--capture: captures need a folder (add --out DIR)'],
    [['simulate', '@link.csv', '--capture', 'upp', '--out', '@run'], "--capture: no stage 'upp' (did you mean up?)"],
  ];
  for (const [words, expected] of cases) {
    const { code, err, out } = await hookline(...words);
    assert.is(out, '');
    assert.match(err, expected);
    assert.is(code, EXIT.input, words.join(' '));
  }
});

test('a hook with a syntax error, an async handler or a wrong shape ends with 2 at the line', async () => {
  const cases = {
    broken: ['  preamble() { return drop( }', '@broken.ts:5:29: Unexpected "}"\n'],
    waiting: [
      '  preamble: (async () => {}) as never,',
      /^@waiting\.ts:5:\d+: preamble is async: handlers are synchronous/,
    ],
    shapeless: ['  preambel() {},', '@shapeless.ts:5:3: a hook has no preambel (did you mean preamble?)'],
  } as const;
  for (const [name, [body, expected]] of Object.entries(cases)) {
    hook(name, body);
    const { code, err } = await hookline('simulate', '@link.csv', '--hook', `@${name}.ts`);
    assert.match(err, expected);
    assert.is(code, 2);
  }
});

test('a hook that throws stops the run: its line, stage, handler and frame are named, and the code is 1', async () => {
  hook('faulty', "  preamble(frame) {\n    if (frame.tcp) throw new Error('no luck');\n  },");
  const { code, err } = await hookline('simulate', '@link.csv', '--duration', '1s', '--hook', '@faulty.ts@up');
  assert.match(err, /^@faulty\.ts:6:\d+: hook faulty threw in its preamble at stage up, frame 0: no luck$/m);
  assert.match(err, "'onError: drop', 'pass' or 'detach' in the plan lets it go on");
  assert.is(code, 1);
});

test('a result that is no verdict is refused by name at its stage', async () => {
  hook('odd', '  preamble: () => 7 as never,');
  const { code, err } = await hookline('simulate', '@link.csv', '--duration', '1s', '--hook', '@odd.ts@up');
  assert.match(err, "hook 'odd': preamble returned 7, which is no verdict");
  assert.is(code, 1);
});

test('--out refuses a folder that is not a run’s and touches nothing in it', async () => {
  mkdirSync(join(home, 'mine'));
  file('mine/plan.yaml', 'mine');
  const { code, err } = await hookline('simulate', '@link.csv', '--duration', '1s', '--out', '@mine');
  assert.is(err, '--out @mine: the folder is not empty and no run of Hookline made it (name a new folder)\n');
  assert.is(code, 2);
  assert.equal(readdirSync(join(home, 'mine')), ['plan.yaml']);
});

test('a command that ends with a fault leaves nothing behind', async () => {
  const before = scratch();
  hook('broken', '  preamble() { return drop( }');
  await hookline('simulate', '@link.csv', '--hook', '@broken.ts', '--out', '@result');
  hook('faulty', "  preamble() { throw new Error('no luck'); },");
  await hookline('simulate', '@link.csv', '--hook', '@faulty.ts', '--duration', '1s');
  assert.not(existsSync(join(home, 'result')));
  assert.equal(
    scratch().filter(name => !before.includes(name)),
    [],
  );
});

test('--json prints run.json and nothing else; the same seed gives the same', async () => {
  const words = [
    'simulate',
    '@link.csv',
    '--duration',
    '500ms',
    '--hook',
    'attacker',
    '--set',
    'attacker.chance=5%',
    '--json',
  ];
  const one = await hookline(...words, '--seed', '7', '--out', '@one');
  const two = await hookline(...words, '--seed', '7', '--out', '@two');
  const other = await hookline(...words, '--seed', '8');
  assert.equal([one.code, one.err], [0, '']);
  const report = JSON.parse(one.out);
  assert.is(report.seed, 7);
  assert.ok(report.ledger.dropped['hook:attacker:attacked'] > 0);
  assert.is(one.out, readFileSync(join(home, 'one', 'run.json'), 'utf8'));
  assert.is(two.out, one.out);
  assert.is.not(JSON.stringify(JSON.parse(other.out).ledger), JSON.stringify(report.ledger));
});

test('a simulated run is replayed from its folder alone, and a damaged one is not taken for one', async () => {
  hook(
    'meddler',
    '  preamble: (frame, { rng, inject }) => {\n    if (rng.below(9) === 0) inject(frame, { toward: "back" });\n    if (rng.below(9) === 0) return drop("chance");\n  },',
  );
  const words = ['simulate', '@link.csv', '--duration', '500ms', '--hook', '@meddler.ts', '--out', '@run'];
  assert.is((await hookline(...words)).code, 0);
  rmSync(join(home, 'meddler.ts'));
  const { code, out } = await hookline('replay', '@run');
  assert.match(out, /^\d{3,} frames: same fate, same order, same nanosecond/);
  assert.is(code, 0);
  const fates = join(home, 'run', 'journal', 'lane-0.fates');
  const bytes = readFileSync(fates);
  bytes[24 * 10 + 8]! ^= 1;
  writeFileSync(fates, bytes);
  const damaged = await hookline('replay', '@run');
  assert.is(damaged.code, 1);
  assert.match(damaged.out, /1 frame differs/);
  assert.is((await hookline('replay', '@nowhere')).code, 2);
});

test('without a hook that draws, the seed changes nothing but its own mention', async () => {
  const results = await Promise.all(
    ['1', '2'].map(seed => hookline('simulate', '@link.csv', '--duration', '300ms', '--seed', seed, '--json')),
  );
  const [one, two] = results.map(({ out }) => JSON.parse(out));
  assert.equal({ ...one, seed: 0 }, { ...two, seed: 0 });
});

test('a run that does not come to what its plan expects ends with 1, and says what there was instead', async () => {
  const plan = (lost: string): string =>
    file(
      'expects.yaml',
      `link: { rate: 1Mbit/s, delay: 1ms, queue: 2 frames }
traffic: [ { kind: cbr, rate: 2Mbit/s, size: 1000, stop: 1s } ]
expect:
  - validity: valid
  - stages.up.lost ${lost}
`,
    );
  const failed = await hookline('simulate', plan('<= 1%'));
  assert.is(failed.code, EXIT.failed);
  assert.match(
    failed.out,
    /expected\n {2}met {5}validity = valid +valid\n {2}FAILED {2}stages\.up\.lost <= 1% +4\d\.\d+ %, \d+ of 250\n/,
  );
  const met = await hookline('simulate', plan('>= 40%'), '--json');
  assert.is(met.code, EXIT.ok);
  assert.equal(
    (JSON.parse(met.out) as RunReport).expectations!.map(({ expectation, met }) => [expectation, met]),
    [
      ['validity = valid', true],
      ['stages.up.lost >= 40%', true],
    ],
  );
});

test('a plan says which stages are captured', async () => {
  const plan = file(
    'captures.yaml',
    'link: { rate: 1Mbit/s, delay: 1ms }\ntraffic: [ { kind: tcp, bytes: 5kB } ]\ncaptures: down\n',
  );
  assert.is((await hookline('simulate', plan, '--out', join(home, 'run'))).code, EXIT.ok);
  assert.equal(readdirSync(join(home, 'run', 'captures')), ['down.pcapng']);
});

test('frames of several arms wait before the one bottleneck they share, and none is lost inside', async () => {
  const plan = file(
    'waits.yaml',
    `ports: { a: , b: }
stages:
  first: { rate: 8Mbit/s, delay: 0ms, queue: none }
  x: { rate: 8Mbit/s, delay: 0ms, queue: 2 frames }
  y: { rate: 8Mbit/s, delay: 0ms, queue: 2 frames }
  last: { rate: 1Mbit/s, delay: 0ms, queue: 2 frames }
topologies:
  t:
    from: a
    arcs:
      - { stage: first, from: in, to: fork }
      - { stage: x, from: fork, to: merge }
      - { stage: y, from: fork, to: merge }
      - { stage: last, from: merge, to: out }
    dispatch: { fork: back-pressure, merge: back-pressure }
    exits: { out: b }
traffic: [ { kind: cbr, from: a, to: b, rate: 4Mbit/s, size: 1000, stop: 100ms } ]
expect: [ lost = 0, ports.b.framesOut = 50 ]
`,
  );
  const { code, out } = await hookline('simulate', plan);
  assert.is(code, EXIT.ok, out);
  assert.is((await hookline('simulate', plan, '--set', 'topologies.t.dispatch.merge=random')).code, EXIT.failed);
});

test('the ground truth has a line for all that run.json counts of what hooks did', async () => {
  const meddler = `  preamble(frame, { rng }) {
    const die = rng.below(6);
    if (die === 0) return drop('x');
    if (die === 1) return hold(ms(3));
    if (die === 2) return duplicate(1);
    if (die === 3) frame.edit8(frame.start + 50, frame.memory[frame.start + 50] + 1);
  },
  episode(frame) {
    frame.bytes[60] ^= 1;
  },`;
  const path = hook('meddler', meddler);
  writeFileSync(path, readFileSync(path, 'utf8').replace('drop }', 'drop, duplicate, hold, ms }'));
  const traffic = 'traffic: [{ kind: cbr, from: client, rate: 1Mbit/s }]';
  file('plan.yaml', `link: { rate: 10Mbit/s }\nhooks: [{ use: ./meddler.ts, at: up }]\nduration: 2s\n${traffic}\n`);
  assert.is((await hookline('simulate', '@plan.yaml', '--out', '@run')).err, '');
  const { hooks } = JSON.parse(readFileSync(join(home, 'run', 'run.json'), 'utf8')) as RunReport;
  const lines = readFileSync(join(home, 'run', 'journal', 'lane-0.truth.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const told: Record<string, number> = {};
  for (const [what] of lines.map(line => line.split(',').slice(5))) told[what!] = (told[what!] ?? 0) + 1;
  assert.equal(told, hooks[0]!.did);
  assert.equal(Object.keys(told).sort(), ['dropped', 'duplicated', 'held', 'modified']);
  assert.is(told['dropped'], hooks[0]!.drops['x']);
  const bytes = lines.filter(line => line.includes(',modified,')).map(line => line.split(',').at(-1));
  assert.equal([...new Set(bytes)].sort(), ['byte 50', 'byte 60']);
});

test('a run in which nothing was to be sent says so under its verdict', async () => {
  const told = '\n  - nothing was sent: the plan has no traffic, and no --in was given\n';
  file('plan.yaml', 'link: { rate: 10Mbit/s }\n');
  assert.match((await hookline('simulate', '@plan.yaml')).out, told);
  file('sent.yaml', 'link: { rate: 10Mbit/s }\ntraffic: [{ kind: cbr, rate: 1Mbit/s, stop: 1s }]\n');
  assert.not.match((await hookline('simulate', '@sent.yaml')).out, 'nothing was sent');
});

test.run();

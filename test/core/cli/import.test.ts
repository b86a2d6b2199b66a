import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { importFormat } from '../../../core/cli/import.js';
import { program } from '../../../core/cli/program.js';
import { InputError } from '../../../core/fault.js';
import { loadInput } from '../../../core/run/load-input.js';

const test = suite<{ folder: string }>('import');
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'hookline-import-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

/** What the command prints, by way of its definition: flags of other programs must come through. */
const printed = async (...line: string[]): Promise<string> => {
  let out = '';
  const terminal = { out: (text: string) => void (out += text), err: () => {}, live: false, colour: false, width: 80 };
  const cli = program(
    async () => importFormat(terminal),
    () => {},
  );
  await cli.parseAsync(['node', 'hookline', 'import', ...line]);
  return out;
};

const refusal = async (...line: string[]): Promise<string> => {
  try {
    await printed(...line);
  } catch (error) {
    assert.instance(error, InputError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

test('netem’s options become a plan, for one direction if asked', async () => {
  const link = `  rate: unlimited
  delay: 20ms
  queue: none
  capacity: 1000 frames
  jitter:
    span: 5ms
    distribution: uniform
    order: free
`;
  assert.is(await printed('netem', 'delay 20ms 5ms'), `link:\n${link}`);
  assert.is(await printed('netem', 'delay', '20ms', '5ms'), `link:\n${link}`);
  assert.is(
    await printed('netem', '--at', 'down', 'delay 20ms 5ms'),
    `link:\n  down:\n${link.replaceAll(/^/gm, '  ').trimEnd()}\n`,
  );
  assert.match(await printed('netem', 'loss 1% seed 3'), /^seed: 3\nlink:/);
});

test('rattan’s flags need no --, quoted or not', async () => {
  const words = ['--uplink-delay', '1s 200ms', '--downlink-loss=0.01'];
  const plan = await printed('rattan', ...words);
  assert.match(plan, /up:\n {4}rate: unlimited\n {4}delay: 1.2s\n(.*\n)*.*chance: 1%/);
  assert.is(await printed('rattan', "rattan link --uplink-delay '1s 200ms' --downlink-loss=0.01"), plan);
  assert.is(await printed('rattan', '--', ...words), plan);
});

test('a trace of TheaterQ becomes a table, two of them one table of both directions, and what no table can say a plan', async ({
  folder,
}) => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [up, down] = [file('up.csv', '1000,5000000,1000000,0,9\n'), file('down.csv', '2000,6000000,1000000,0,9\n')];
  const header = 'Time[ms],RouteID,Delay[ms],Btldr[Mbps],Queue[frames]';
  assert.is(await printed('theaterq', up), `${header}\n0,0,5,1,9\n`);
  assert.is(await printed('theaterq', up, up), `${header}\n0,0,5,1,9\n`);
  assert.is(
    await printed('theaterq', up, down, '--cont', 'loop', '--byteqlen'),
    `${header.replace('frames', 'B')},Direction\n0,0,5,1,9,up\n0,0,6,1,9,down\n1,loop,,,,up\n2,loop,,,,down\n`,
  );
  const jittered = file('jitter.csv', '1000,5000000,1000,1000000,0,9,0,0,1\n');
  for (const text of [await printed('theaterq', jittered), await printed('theaterq', up, '--at', 'up')]) {
    assert.match(text, /scenario: \|\n {4,6}Time\[ms\]/);
    assert.is(loadInput({ file: file('plan.yaml', text), hooks: [], sets: [] }).plan.stages.length, 2);
  }
});

test('a trace of Mahimahi becomes a plan that names it', async ({ folder }) => {
  const trace = join(folder, 'lte.up');
  writeFileSync(trace, '0\n3\n5\n');
  const plan = await printed('mahimahi', trace, '--once');
  assert.match(plan, `file: ${trace}\n    loop: false\n`);
  writeFileSync(join(folder, 'plan.yaml'), plan);
  const { effects } = loadInput({ file: join(folder, 'plan.yaml'), hooks: [], sets: [] }).plan.stages[1]!;
  assert.is(effects.pacing?.model, 'trace');
  assert.equal(effects.pacing?.model === 'trace' && effects.pacing.stamps, [0, 3e6, 5e6]);
});

test('what cannot be imported is refused with its place', async ({ folder }) => {
  assert.is(await refusal('netem', 'delay 20x'), "netem:1:7: delay: expected a time, as in 20ms, found '20x'");
  assert.is(await refusal('mininet', 'x'), 'mininet: no such format: expected mahimahi, netem, rattan, theaterq');
  assert.is(await refusal('theaterq', join(folder, 'x')), `${join(folder, 'x')}: cannot be read: no such file`);
  assert.is(await refusal('mahimahi', 'a', 'b', 'c'), 'mahimahi: expected one file, or one for each direction (a b c)');
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  assert.match(await refusal('mahimahi', empty), /empty:1:1: the trace is empty/);
});

test('commands that run a plan say how a trace becomes one, whatever its name', ({ folder }) => {
  const hint = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    try {
      loadInput({ file, hooks: [], sets: [] });
    } catch (error) {
      return (error as Error).message.replaceAll(folder, '.');
    }
    throw new Error('nothing was refused');
  };
  const mahimahi = (name: string): string =>
    `./${name}: a trace of Mahimahi, neither a scenario nor a plan (hookline import mahimahi ./${name} > plan.yaml)`;
  assert.is(hint('up.trace', '0\n3\n5\n'), mahimahi('up.trace'));
  assert.is(hint('up.csv', '0\n3\n5\n'), mahimahi('up.csv'));
  assert.is(
    hint('leo.csv', '1000,5000000,1000000,0,9\n'),
    './leo.csv: a trace of TheaterQ, neither a scenario nor a plan (hookline import theaterq ./leo.csv > link.csv)',
  );
  assert.is(
    hint('notes.txt', 'something\n'),
    './notes.txt: neither a scenario nor a plan (scenarios end in .csv, plans in .yaml, .yml or .json)',
  );
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CheckOptions, check } from '../../../core/cli/check.js';
import { EXIT } from '../../../core/cli/exit-code.js';
import { failure } from '../../../core/cli/failure.js';
import { program } from '../../../core/cli/program.js';
import { folderOf } from '../hooks/hook-files.js';
import { fakeTerminal } from './fake-terminal.js';

let home: ReturnType<typeof folderOf>;
test.before.each(() => {
  home = folderOf({
    'leo.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,41,80\n10000,1,36,100\n',
    'bad.csv': 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,41,x\n',
    'types.ts': `import { defineHook, option } from 'hookline/sdk';
export default defineHook({
  name: 'types',
  options: { chance: option.ratio('share', '2%') },
  preamble(frame, { options }) {
    const text: string = options.chance;
    void [frame, text];
  },
});
`,
  });
});
test.after.each(() => home.remove());

const run = async (name: string, options: Partial<CheckOptions> = {}) => {
  const terminal = fakeTerminal();
  let code: number;
  try {
    code = await check(terminal)(home.path(name), { hook: [], set: [], ...options });
  } catch (error) {
    code = failure(error, terminal);
  }
  const { out, err } = terminal.said;
  return { code, out: out.replaceAll(`${home.folder}/`, ''), err: err.replaceAll(`${home.folder}/`, '') };
};

test('a scenario without faults ends with 0, its walk on standard output and nothing beside', async () => {
  const { code, out, err } = await run('leo.csv', { hook: ['noop@down'], set: ['up.loss=1%'] });
  assert.is(code, EXIT.ok);
  assert.match(out, /^leo\.csv {2}no faults; seed 1, /);
  assert.match(out, /\n {2}loss {4}1%\n/);
  assert.match(out, /\ndown {2}server -> client\n {2}server\n {2}preamble {2}noop\n/);
  assert.is(err, '');
});

test('faults end with 2 and stand on the error output alone', async () => {
  const { code, out, err } = await run('bad.csv', { hook: ['nop'] });
  assert.is(code, EXIT.input);
  assert.is(out, '');
  assert.is(
    err,
    "bad.csv:2:8: Btldr[Mbps]: expected a number of Mbit/s, found 'x'\n" +
      "--hook nop: 'nop': no hook of this name comes with Hookline (did you mean noop?)\n",
  );
});

test('as JSON there is the same as data, unlimited being null', async () => {
  const { code, out, err } = await run('leo.csv', { json: true, set: ['up.rate=unlimited'], duration: '5s' });
  const told = JSON.parse(out);
  assert.is(code, EXIT.ok);
  assert.is(err, '');
  assert.is(told.ok, true);
  assert.equal(told.faults, []);
  assert.is(told.duration, 5e9);
  assert.equal(told.stages[0].scenario, {
    rows: 2,
    length: 10e9,
    end: 'hold',
    rate: { least: null, most: null },
    delay: { least: 36e6, most: 41e6 },
    routeChanges: 1,
  });
  assert.equal(told.stages[1].queue, { bytes: 820_000, frames: null });
  assert.equal(told.stages[1].walk[0], { name: 'queue', settings: 'auto', words: 'auto; 820,000 B in the first row' });
  assert.equal(
    told.lanes.map(({ stages }: { stages: string[] }) => stages),
    [['up'], ['down']],
  );
  assert.is(told.warnings.length, 1);
  assert.match(told.warnings[0].message, /^link\.scenario: the run ends after 5 s/);
});

test('as JSON faults are data too, and the code is the same', async () => {
  const { code, out, err } = await run('bad.csv', { json: true });
  assert.is(code, EXIT.input);
  assert.is(err, '');
  const { ok, faults, warnings, stages } = JSON.parse(out);
  assert.is(ok, false);
  assert.equal(
    faults.map(({ line, column }: { line: number; column: number }) => [line, column]),
    [[2, 8]],
  );
  assert.equal(warnings, []);
  assert.is(stages, undefined);
});

test('a drawing stands alone on standard output; warnings go beside it', async () => {
  const starts = { mermaid: /^flowchart LR\n/, dot: /^digraph link \{\n/, svg: /^<svg [\s\S]*<\/svg>\n$/ };
  for (const [draw, start] of Object.entries(starts)) {
    const { code, out, err } = await run('leo.csv', { draw: draw as 'dot', set: ['down.queue=100B'] });
    assert.is(code, EXIT.ok);
    assert.match(out, start);
    assert.match(err, /^warning: leo\.csv: link\.down\.queue: 100 B are less than a full frame/);
  }
});

test('types are checked when asked, and warn', async () => {
  const words = { hook: [home.path('types.ts')] };
  assert.not.match((await run('leo.csv', words)).out, 'not assignable');
  const { code, out } = await run('leo.csv', { ...words, types: true });
  assert.is(code, EXIT.ok);
  assert.match(out, /\nworth a second look\n {2}types\.ts:6:11: Type 'Ratio' is not assignable to type 'string'\n$/);
});

test('the command line knows three drawings, and takes none together with JSON', async () => {
  const called: unknown[] = [];
  const refusal = async (...words: string[]): Promise<string> => {
    let said = '';
    const cli = program(
      async () =>
        async (...given: unknown[]) => {
          called.push(given);
          return 0;
        },
      () => {},
    );
    for (const command of cli.commands) {
      command.exitOverride();
      command.configureOutput({ writeErr: text => void (said += text) });
    }
    await cli.parseAsync(['check', ...words], { from: 'user' }).catch(() => undefined);
    return said;
  };
  assert.is(await refusal('leo.csv', '--draw', 'dot'), '');
  assert.is(called.length, 1);
  assert.match(await refusal('leo.csv', '--draw', 'png'), 'Allowed choices are mermaid, dot, svg');
  assert.match(await refusal('leo.csv', '--draw', 'dot', '--json'), 'cannot be used with');
  assert.is(called.length, 1);
});

test.run();

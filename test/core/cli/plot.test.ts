import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plot } from '../../../core/cli/plot.js';
import { EnvironmentError } from '../../../core/fault.js';

const test = suite<{ folder: string; file: string }>('plot');
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'hookline-plot-'));
  context.file = join(context.folder, 'leo.csv');
  writeFileSync(context.file, 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,41,80\n10000,1,36,100\n');
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const run = async (file: string, options: Partial<Parameters<ReturnType<typeof plot>>[1]>) => {
  let [out, err] = ['', ''];
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    live: false,
    colour: false,
    width: 60,
  };
  const code = await plot(terminal)(file, { set: [], ...options });
  return { code, out, err };
};

test('without a file it draws on the terminal', async ({ file }) => {
  const { code, out, err } = await run(file, {});
  assert.is(code, 0);
  assert.match(out, /^Rate \[Mbit\/s\] {3}o both directions\n {3}100 \|/);
  assert.is(err, '');
});

test('an ending chooses the picture, none makes both, and nothing is drawn on the terminal then', async ({
  folder,
  file,
}) => {
  const { out } = await run(file, { out: join(folder, 'a.svg') });
  assert.is(out, '');
  assert.match(readFileSync(join(folder, 'a.svg'), 'utf8'), /^<svg [\s\S]*>leo\.csv<\/text>/);
  assert.not.ok(existsSync(join(folder, 'a.png')));
  try {
    const { err } = await run(file, { out: join(folder, 'b') });
    assert.is(err, `${join(folder, 'b.svg')}\n${join(folder, 'b.png')}\n`);
    const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
    assert.equal([...readFileSync(join(folder, 'b.png')).subarray(0, 8)], png);
  } catch (error) {
    // A machine without fonts draws no words.
    assert.instance(error, EnvironmentError);
  }
  assert.ok(existsSync(join(folder, 'b.svg')));
});

test('settings and a duration change what is drawn', async ({ file }) => {
  const { out } = await run(file, { json: true, set: ['down.rate=5Mbit/s', 'link.scenarioEnd=loop'], duration: '25s' });
  const { seconds, panels } = JSON.parse(out) as {
    seconds: number;
    panels: { series: { name: string; points: { x: number; y: number }[] }[] }[];
  };
  assert.is(seconds, 25);
  assert.equal(
    panels[0]!.series.map(({ name, points }) => [name, points[0]!.y]),
    [
      ['up', 80],
      ['down', 5],
    ],
  );
});

test('another ending, and a scenario with faults, are refused', async ({ folder, file }) => {
  const refusal = async (name: string, options: object): Promise<string> => {
    try {
      await run(name, options);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was refused');
  };
  assert.is(
    await refusal(file, { out: 'a.gif' }),
    "--out: expected FILE.svg, FILE.png, or a name without ending for both, found 'a.gif'",
  );
  assert.is(await refusal(join(folder, 'x.csv'), {}), `${join(folder, 'x.csv')}: cannot be read: no such file`);
});

test.run();

import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hookDescribe } from '../../../core/cli/hook-describe.js';
import { shippedHooks } from '../../../core/hooks/find-hook.js';
import { simulate } from '../../../core/index.js';
import { faultsOf, folderOf } from '../hooks/hook-files.js';
import { fakeTerminal } from './fake-terminal.js';

const FULL = `import { defineHook, drop, option } from 'hookline/sdk';
export default defineHook({
  name: 'full',
  about: 'Has everything.',
  options: {
    share: option.ratio('how many', '2%'),
    flags: option.unless('any', option.flags)('which'),
    whom: option.ipv4('the victim'),
    how: option.oneOf(['fast', 'slow'])('in which way', 'fast'),
  },
  columns: { seenAt: 'f64', n: 'u8' },
  scope: 'link',
  order: 'post',
  filter: { preamble: 'tcp', episode: 'udp port 53' },
  nth: '3 of flow',
  needs: ['drop', 'inject'],
  preamble: () => drop('x'),
  episode() {},
});
`;

const CAPTURE = fileURLToPath(new URL('../../../examples/05-pcap-through-a-link/voice.pcap', import.meta.url));
/** Hooks that have to see both directions. */
const TWO_SIDED = ['nat-rebinder', 'payload-rewriter', 'rst-injector'];

const describe = async (name: string, json = false): Promise<string> => {
  const terminal = fakeTerminal();
  assert.is(await hookDescribe(terminal)(name, { json }), 0);
  return terminal.said.out;
};

let home: ReturnType<typeof folderOf>;
test.before.each(() => {
  home = folderOf({
    'full.ts': FULL,
    'bare.ts': FULL.replace(/ {2}about[\s\S]*slow\S.*\n {2}\},\n[\s\S]*inject'\],\n/, ''),
  });
});
test.after.each(() => home.remove());

test('everything a hook says of itself is there, in the words of a user, with a line to try', async () => {
  const text = (await describe(home.path('full.ts'))).replace(/example {4}.* simulate/, 'example    hookline simulate');
  assert.is(
    text.replaceAll(`${home.folder}/`, './'),
    `full: Has everything.
  share  ratio         how many (default 2%)
  flags  flags or any  which (default any)
  whom   ipv4          the victim (required)
  how    fast|slow     in which way (default fast)

  values     ratio as in 2%, flags as in syn !ack, ipv4 as in 10.0.0.1
  stands at  preamble and episode
  state      of each link: both directions share it
  order      after the other hooks of its side
  filter     preamble: tcp; episode: udp port 53
  nth        3 of flow
  needs      drop, inject
  columns    seenAt f64, n u8
  example    hookline simulate leo.csv --hook ./full.ts --set full.whom=10.0.0.1
`,
  );
});

test('one that says little has a short description', async () => {
  const lines = (await describe(home.path('bare.ts'))).split('\n');
  assert.is(lines[0], 'full');
  assert.equal(
    lines.slice(2, -2).map(line => line.trim().split(/ {2,}/)[0]),
    ['stands at', 'state'],
  );
});

test('as JSON it is data', async () => {
  const { name, filter, options } = JSON.parse(await describe(home.path('full.ts'), true));
  assert.is(name, 'full');
  assert.equal(filter, { preamble: 'tcp', episode: 'udp port 53' });
  assert.equal(options[0], { name: 'share', kind: 'ratio', example: '2%', fallback: '2%', about: 'how many' });
});

test('the example of every shipped hook can be run as it stands, once a file is put for FILE', async () => {
  home.write('leo.csv', 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,10,5\n');
  for (const name of shippedHooks()) {
    const [, rest] = (await describe(name)).split('simulate leo.csv --hook ');
    const [hook, ...words] = rest!.trim().split(' --set ');
    const sets = words.map(word => word.replace(/^'(.*)'$/, '$1').replace('=FILE', `=${CAPTURE}`));
    const { hooks } = await simulate(home.path('leo.csv'), { hooks: [hook!], sets, duration: '10ms' });
    assert.equal(
      hooks.map(each => each.stage),
      TWO_SIDED.includes(name) ? ['up', 'down'] : ['up'],
      name,
    );
  }
});

test('texts are shown by their default or by their name, kinds of the author’s own by the author’s example', async () => {
  const own = (options: string): string =>
    `import { defineHook, option } from 'hookline/sdk';\nexport default defineHook({ name: 'own', options: { ${options} }, preamble() {} });\n`;
  home.write(
    'own.ts',
    own("file: option.text('which'), pair: option.of('pair', text => text.split('>'), 'a>b')('which')"),
  );
  const lines = (await describe(home.path('own.ts'))).split('\n');
  assert.ok(lines.includes('  values     pair as in a>b'));
  assert.match(lines.at(-2)!, / --set own\.file=FILE --set 'own\.pair=a>b'$/);
  home.write('own.ts', own("who: option.text('which', 'all'), odd: option.of('odd', text => text)('which', '')"));
  const text = await describe(home.path('own.ts'));
  assert.not.match(text, /values/);
  assert.match(text, / --set own\.who=all\n/);
});

test('a name that is none has the nearest one', async () => {
  assert.equal(await faultsOf(() => describe('atacker')), [
    '0:0 no hook of this name comes with Hookline (did you mean attacker?)',
  ]);
});

test.run();

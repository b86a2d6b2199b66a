import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hookList } from '../../../core/cli/hook-list.js';
import { shippedHooks } from '../../../core/hooks/find-hook.js';
import { faultsOf, folderOf } from '../hooks/hook-files.js';
import { fakeTerminal } from './fake-terminal.js';

const HOOK =
  "import { defineHook, drop, option } from 'hookline/sdk';\nexport default defineHook({ name: 'thief', about: 'Takes.', needs: ['drop'], options: { most: option.count('frames') }, episode: () => drop('x') });\n";

const list = async (paths: readonly string[], json = false) => {
  const terminal = fakeTerminal();
  const code = await hookList(terminal)(paths, { json });
  return { code, ...terminal.said };
};

test('without arguments it lists every hook that comes along, with what it does', async () => {
  const { code, out } = await list([]);
  assert.is(code, 0);
  const [heading, ...rows] = out.trimEnd().split('\n');
  assert.match(heading!, /^hook +sides +needs +what it does$/);
  assert.equal(
    rows.map(row => row.split(' ')[0]),
    shippedHooks(),
  );
  assert.ok(rows.every(row => row.endsWith('.')));
  assert.match(out, /\nattacker +preamble episode /);
});

test('of a folder it lists the hooks, as data with their options too; one that does not load hides no other', async () => {
  const home = folderOf({ 'deep/thief.ts': HOOK, 'broken.ts': HOOK.replace("name: 'thief'", 'name: 7') });
  const { code, out, err } = await list([home.folder], true);
  const shown = await list([home.path('deep')]);
  home.remove();
  assert.is(code, 2);
  assert.match(err, /broken\.ts:2:\d+: name is a number, expected a text/);
  const [thief, ...others] = JSON.parse(out);
  assert.is(others.length, 0);
  assert.equal(
    [thief.use, thief.name, thief.sides, thief.needs],
    [home.path('deep/thief.ts'), 'thief', ['episode'], ['drop']],
  );
  assert.equal(thief.options, [{ name: 'most', kind: 'count', example: '4', about: 'frames' }]);
  assert.match(shown.out, /thief\.ts +episode +drop +Takes\.\n$/);
});

test('a folder without hooks says so, and one with nothing but broken ones is bad input', async () => {
  const home = folderOf({ 'empty/notes.md': '', 'broken.ts': HOOK.replace('episode:', 'espiode:') });
  assert.is((await list([home.path('empty')])).out, 'no hooks here\n');
  const faults = await faultsOf(() => list([home.path('broken.ts')]));
  home.remove();
  assert.match(faults.join('\n'), 'a hook has no espiode (did you mean episode?)');
});

test.run();

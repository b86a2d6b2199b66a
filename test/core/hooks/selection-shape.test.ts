import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleHook } from '../../../core/hooks/bundle.js';
import { loadHook } from '../../../core/hooks/load.js';
import { faultsOf, folderOf } from './hook-files.js';

const files = folderOf({});
const loaded = folderOf({});
test.after(() => {
  files.remove();
  loaded.remove();
});

let written = 0;
/** The faults of a hook with these lines; the first of them is line 3. */
const faults = (lines: readonly string[], before = ''): Promise<string[]> => {
  written += 1;
  const text = `import { defineHook } from 'hookline/sdk';${before}\nexport default defineHook({\n${lines.join('\n')}\n} as never);\n`;
  const path = files.write(`selecting-${written}.ts`, text);
  return faultsOf(async () => loadHook(await bundleHook(path), loaded.folder));
};
const NAME = "  name: 'x',";
const BOTH = '  preamble() {}, episode() {},';

test('a filter, positions and needs are what a hook may have', async () => {
  const filters = ["'tcp port 80'", "{ preamble: 'udp', episode: 'not arp' }", "{ episode: 'udp' }"];
  for (const filter of filters) assert.equal(await faults([NAME, BOTH, `  filter: ${filter},`]), []);
  for (const nth of ['3', "'3-5'", "'1,4 of flow'"]) assert.equal(await faults([NAME, BOTH, `  nth: ${nth},`]), []);
  assert.equal(await faults([NAME, BOTH, "  every: '10 of flow',", "  needs: ['drop', 'inject'],"]), []);
});

test('a wrong filter is told at the letter that is wrong', async () => {
  const [fault, ...others] = await faults([NAME, BOTH, "  filter: 'udp and porrt 53',"]);
  assert.match(fault!, /^5:20 filter: .*porrt/);
  assert.equal(others, []);
});

test('the filter of a side is told by its side, also where a handler bears the same name', async () => {
  const filter = ['  filter: {', "    preamble: 'udp',", "    episode: 'tcp or host 10.0.0.300',", '  },'];
  const [fault, ...others] = await faults([NAME, BOTH, ...filter]);
  assert.match(fault!, /^7:27 filter\.episode: /);
  assert.equal(others, []);
});

test('a filter kept in a constant is told where the constant stands', async () => {
  const [fault] = await faults([NAME, BOTH, '  filter: CHOSEN,'], " const CHOSEN = 'tcp and';");
  // Behind its last letter: it ends too early.
  assert.match(fault!, /^1:67 filter: /);
});

test('a filter put together is told at its key', async () => {
  const [fault] = await faults([NAME, BOTH, "  filter: ['udp', 'porrt', '53'].join(' '),"]);
  assert.match(fault!, /^5:3 filter: /);
});

test('a filter that is no text, of no side, or of a side without handler is refused', async () => {
  assert.equal(await faults([NAME, BOTH, '  filter: 53,']), [
    "5:3 filter is a number, expected a text (as in 'udp port 53')",
  ]);
  assert.equal(await faults([NAME, BOTH, '  filter: {},']), [
    '5:3 filter is empty, expected one of preamble or of episode',
  ]);
  assert.equal(await faults([NAME, BOTH, "  filter: { preambel: 'udp' },"]), [
    '5:3 a filter has no side preambel (did you mean preamble?)',
  ]);
  assert.equal(await faults([NAME, '  preamble() {},', "  filter: { episode: 'udp' },"]), [
    '5:3 filter.episode means nothing: the hook has no episode',
  ]);
});

test('frames cannot be chosen for a hook that is given none', async () => {
  assert.equal(await faults([NAME, '  setup() {},', '  every: 10,']), [
    '5:3 every means nothing: the hook has neither preamble nor episode',
  ]);
});

test('positions that are none are refused, and nth beside every', async () => {
  assert.equal(await faults([NAME, BOTH, '  nth: 0,']), [
    "5:3 nth: no positions: '0' (as in 3, 3-5, 1,4 or 3 of flow; they count from 1)",
  ]);
  assert.equal(await faults([NAME, BOTH, '  every: [10],']), [
    "5:3 every is an array, expected a text or a number (as in '3 of flow')",
  ]);
  assert.equal(await faults([NAME, BOTH, '  nth: 3,', '  every: 10,']), [
    '6:3 a hook has nth or every, not both (nth: 10,20,30 are places, every: 10 is a step)',
  ]);
});

test('needs are rights', async () => {
  assert.equal(await faults([NAME, BOTH, "  needs: 'drop',"]), [
    '5:3 needs is a string, expected a list of rights (of observe, delay, drop, modify, inject)',
  ]);
  assert.equal(await faults([NAME, BOTH, "  needs: ['dorp', 'kill'],"]), [
    "5:3 no right 'dorp' (did you mean drop?)",
    "5:3 no right 'kill' (one of observe, delay, drop, modify, inject)",
  ]);
});

test.run();

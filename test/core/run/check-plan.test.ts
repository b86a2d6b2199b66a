import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../../core/fault.js';
import { type Checked, checkPlan } from '../../../core/run/check-plan.js';
import { sourceFiles } from '../../architecture/source-tree.js';
import { folderOf } from '../hooks/hook-files.js';

const HOOK = `import { defineHook, option } from 'hookline/sdk';
export default defineHook({
  name: 'ack-thief',
  options: { chance: option.ratio('share', '2%') },
  preamble() {},
});
`;
const HALF = `import { defineHook, option } from 'hookline/sdk';
export default defineHook({
  name: 'half',
  options: { from: option.span('start', '1s'), until: option.span('end', '2s') },
  state({ from, until }) {
    if (until < from) throw new RangeError('until lies before from');
    return {};
  },
  preamble() {},
});
`;

let home: ReturnType<typeof folderOf>;
test.before.each(() => {
  home = folderOf({ 'thief.ts': HOOK, 'half.ts': HALF });
});
test.after.each(() => home.remove());

const checked = (plan: string, words: { hooks?: string[]; sets?: string[] } = {}): Promise<Checked> =>
  checkPlan({ file: home.write('plan.yaml', plan), hooks: words.hooks ?? [], sets: words.sets ?? [] });
const texts = (faults: Checked['faults']): string[] =>
  faults.map(fault => faultText(fault).replaceAll(`${home.folder}/`, ''));
const faultsOf = async (...given: Parameters<typeof checked>): Promise<string[]> =>
  texts((await checked(...given)).faults);

test('faults of the plan, its files, its hooks and the command line are told at once, the plan’s own from top to bottom', async () => {
  home.write('broken.ts', 'export default { nme: ');
  home.write('up.csv', 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,-1,80\n');
  home.write('note.txt', 'no capture');
  const plan = `link:
  rate: 5
  delayTrace: gone.txt
  up: { scenario: up.csv, queue: 64 }
hooks:
  - pcap-tpa
  - use: ./thief.ts
    options: { chanse: 2% }
  - ./broken.ts
  - { use: ./nowhere.ts, at: sideways }
ports: { client: { pcap: note.txt } }
`;
  const words = { hooks: ['attacker@left', 'nop', './gone.ts'], sets: ['up.dely=3ms', 'seed=x'] };
  assert.equal(await faultsOf(plan, words), [
    "plan.yaml:2:9: link.rate: a rate needs a unit: '5' (as in 5Mbit/s)",
    "plan.yaml:3:15: link.delayTrace: cannot read 'gone.txt' (looked for gone.txt)",
    "plan.yaml:4:34: link.up.queue: a queue limit needs a unit: '64' (as in 64 frames or 64B)",
    "plan.yaml:6:5: 'pcap-tpa': no hook of this name comes with Hookline (did you mean pcap-tap?)",
    "plan.yaml:8:24: no option 'chanse' of hook ack-thief (did you mean chance?)",
    "plan.yaml:10:12: hooks[3].use: cannot read './nowhere.ts' (looked for nowhere.ts)",
    "plan.yaml:10:30: hooks[3].at: no stage 'sideways' (there are up, down, both, all)",
    'plan.yaml:11:26: ports.client.pcap: note.txt: byte 0: neither pcap nor pcapng: starts with 0x6e6f2063',
    "up.csv:2:5: Delay[ms]: cannot be negative, found '-1'",
    'broken.ts:1:23: Unexpected end of file',
    "--hook attacker@left: no place '@left': expected @up, @down or @all",
    "--hook ./gone.ts: cannot read './gone.ts'",
    "--set up.dely=3ms: no setting 'up.dely', nor a hook 'up' (did you mean up.delay?)",
    "--seed x: expected a whole number from 0, found 'x'",
    "--hook nop: 'nop': no hook of this name comes with Hookline (did you mean noop?)",
  ]);
});

test('expectations of stages, of hooks and of traffic are told together, also beside a wrong rate', async () => {
  const plan = `link: { rate: 5 }
hooks: [./thief.ts]
expect:
  - stages.upp.lost = 0
  - hooks.ack-theif.dropped > 0
  - traffic.0.goodput > 1
  - dropped.hook:thief:stolen = 0
`;
  assert.equal(await faultsOf(plan), [
    "plan.yaml:1:15: link.rate: a rate needs a unit: '5' (as in 5Mbit/s)",
    "plan.yaml:4:5: expect[0]: no stage 'upp' (did you mean up?)",
    "plan.yaml:5:5: expect: no hook 'ack-theif' (did you mean ack-thief?)",
    "plan.yaml:6:5: expect[2]: no traffic '0' (there is none)",
    "plan.yaml:7:5: expect: no hook 'thief' (there are: ack-thief)",
  ]);
});

test('a hook whose place is wrong makes no expectation of it one', async () => {
  const plan = 'link: { rate: 1Mbit/s }\nhooks: [{ use: ./thief.ts, at: upp }]\nexpect: [hooks.ack-thief.calls > 0]\n';
  assert.equal((await faultsOf(plan)).length, 1);
});

test('a name that a hook nowhere counts under is worth a second look', async () => {
  const { warnings } = await checked(
    'link: { rate: 1Mbit/s, delay: 20ms }\nhooks: [./thief.ts]\nexpect: [hooks.ack-thief.stolen = 0]\n',
  );
  assert.equal(texts(warnings), [
    "plan.yaml:3:10: expect: the source of hook ack-thief has no 'stolen': what nothing is counted under is 0",
  ]);
});

test('a hook in the plan twice has its faults once, and one that does not load hides no options of others', async () => {
  home.write('none.ts', 'export const x = 1;\n');
  const plan = `link: { rate: 1Mbit/s, delay: 20ms }
hooks: [./none.ts, ./none.ts, { use: ./thief.ts, options: { chance: 200% } }]
`;
  assert.equal(await faultsOf(plan), [
    "plan.yaml:2:69: option chance of hook ack-thief: a share lies between 0 and 1 (0% and 100%): '200%'",
    'none.ts: not a hook: there is no default export (it exports x) (export default defineHook({ … }))',
  ]);
});

test('traffic and ends that --set changes are no faults only because the plan has others', async () => {
  const plan = 'link: { rate: 5, delay: 20ms }\nhooks: [./thief.ts]\ntraffic: [{ kind: tcp }]\n';
  const sets = ['traffic.0.ecn=yes', 'link.scenarioEnd=loop', 'ack-thief.chance=3%', 'perhaps-a-hook.x=1'];
  assert.equal(await faultsOf(plan, { sets }), ["plan.yaml:1:15: link.rate: a rate needs a unit: '5' (as in 5Mbit/s)"]);
});

test('a hook that refuses its options while its state is made is told by its own line', async () => {
  const { faults, report } = await checked('link: { rate: 1Mbit/s, delay: 20ms }\nhooks: [./half.ts]\n', {
    sets: ['half.until=500ms'],
  });
  assert.is(report, undefined);
  assert.equal(texts(faults), ['half.ts:6:29: hook half failed while its state was made: until lies before from']);
});

test('without faults there is a report, and warnings stand where the setting was written', async () => {
  const { faults, report, warnings } = await checked(
    `link:
  rate: 10Mbit/s
  delay: 20ms
  capacity: 1kB
  up:
    queue: 100B
hooks: [./thief.ts]
`,
    { sets: ['ack-thief.chance=3%'] },
  );
  assert.equal(faults, []);
  assert.is(report!.stages[0]!.walk[0]!.words, 'ack-thief: chance 3%');
  assert.equal(texts(warnings), [
    'plan.yaml:4:13: link.capacity: 1,000 B at most, and at its full rate the link has 25,000 B under way: it never gets there (rate x delay, and room for what waits)',
    'plan.yaml:6:12: link.up.queue: 100 B are less than a full frame of 1514 B: large frames never wait, small ones do',
  ]);
});

test('a file that is not there is a fault like others', async () => {
  const { faults } = await checkPlan({ file: home.path('nowhere.yaml'), hooks: [], sets: [] });
  assert.equal(texts(faults), ['nowhere.yaml: cannot be read: no such file']);
});

test('nothing that a check loads opens sockets, makes namespaces or calls foreign functions', () => {
  const files = new Map(sourceFiles('core', 'sdk').map(each => [each.path, each]));
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { target, typeOnly } of files.get(path)?.imports ?? []) if (!typeOnly) reach(target);
  };
  reach('core/cli/check.ts');
  reach('core/cli/init.ts');
  assert.ok(reached.size > 50 && reached.has('core/hooks/bundle.ts'));
  const forbidden = /^(core\/(port|netns|setup)\/|koffi|raw-socket|node:(net|dgram)$)/;
  // It reads /proc, to tell whose a scratch folder is.
  const harmless = 'core/netns/process-start.ts';
  assert.equal(
    [...reached].filter(path => forbidden.test(path) && path !== harmless),
    [],
  );
  assert.equal(
    files.get(harmless)!.imports.map(({ target }) => target),
    ['node:fs'],
  );
});

test.run();

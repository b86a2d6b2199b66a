import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { program } from '../../../core/cli/program.js';
import { type LinkFlags, loadStart } from '../../../core/cli/start-options.js';
import { faultText, InputError } from '../../../core/fault.js';
import type { Plan } from '../../../core/plan/plan.js';

let home: string;
let scenario: string;
let plan: string;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  scenario = join(home, 'leo.csv');
  writeFileSync(scenario, 'Time [ms],RouteID,Delay [ms],Btldr [Mbps]\n0,0,41.0,80.0\n');
  plan = join(home, 'plan.yaml');
  const link = 'scenario: leo.csv, queue: 7 frames, reconfiguration: { delay: 3ms, mode: all }';
  writeFileSync(plan, `startup: app-start\nlink: { ${link} }\n`);
});
test.after(() => rmSync(home, { recursive: true, force: true }));

const load = (file: string, flags: LinkFlags = {}, set: readonly string[] = [], qdisc = {}): Plan =>
  loadStart(file, { hook: [], set, ...flags }, qdisc).plan;

const link = ({ startup, stages }: Plan): unknown[] => [
  startup,
  ...stages.map(({ queue, reconfiguration }) => [
    Object.values(queue).sort().reverse().join(' '),
    reconfiguration.delay,
    reconfiguration.mode,
  ]),
];

test('a bare scenario starts with the first packet, phantomlink’s defaults for the rest', () => {
  assert.equal(link(load(scenario)), ['first-packet', ['auto 1', 0, 'gsl'], ['auto 1', 0, 'gsl']]);
});

/** What `start` is called with by these words of the command line. */
const typed = async (...words: readonly string[]): Promise<LinkFlags> => {
  let options: LinkFlags = {};
  const start = async (_file: string, given: LinkFlags): Promise<number> => {
    options = given;
    return 0;
  };
  await program(
    async () => start as (...given: never[]) => Promise<number>,
    () => {},
  ).parseAsync(['start', ...words], { from: 'user' });
  return options;
};

test('flags that were not typed leave the plan and the disciplines of setup as they are', async () => {
  assert.equal(link(load(plan, await typed(plan))), link(load(plan)));
  const qdisc = { client: 'pfifo limit 100' };
  assert.equal(load(scenario, await typed(scenario), [], qdisc).stages[0]!.queue, { limit: 'frames', frames: 100 });
  const wider = await typed(scenario, '--buffer-size-multiplier', '2');
  assert.equal(load(scenario, wider, [], qdisc).stages[0]!.queue, { limit: 'auto', multiplier: 2 });
});

test('the flags say what phantomlink’s say, a bare number being milliseconds', () => {
  const flags = {
    bufferSizeMultiplier: '2.5',
    reconfigurationDelay: '12.5',
    reconfigurationMode: 'all',
    startupMode: 'app-start',
  };
  assert.equal(link(load(scenario, flags)), ['app-start', ['auto 2.5', 12.5e6, 'all'], ['auto 2.5', 12.5e6, 'all']]);
  assert.is(load(scenario, { reconfigurationDelay: '250us' }).stages[0]!.reconfiguration.delay, 250e3);
});

test('a plan keeps what it says, until a flag says otherwise', () => {
  assert.equal(link(load(plan)), ['app-start', ['frames 7', 3e6, 'all'], ['frames 7', 3e6, 'all']]);
  const flags = { startupMode: 'first-transport-packet', reconfigurationMode: 'gsl' };
  assert.equal(link(load(plan, flags)), ['first-transport-packet', ['frames 7', 3e6, 'gsl'], ['frames 7', 3e6, 'gsl']]);
});

test('the queue disciplines of setup are the queues from their side, unless --set says otherwise', () => {
  const qdisc = { client: 'pfifo limit 100', server: 'bfifo limit 64kb' };
  assert.equal(
    load(scenario, {}, [], qdisc).stages.map(({ queue }) => queue),
    [
      { limit: 'frames', frames: 100 },
      { limit: 'bytes', bytes: 65536 },
    ],
  );
  const only = load(scenario, {}, ['up.queue=3 frames'], { client: 'pfifo limit 100' });
  assert.equal(
    only.stages.map(({ queue }) => queue),
    [
      { limit: 'frames', frames: 3 },
      { limit: 'auto', multiplier: 1 },
    ],
  );
});

test('faults are told all at once, under the names the user has typed', () => {
  try {
    load(scenario, { bufferSizeMultiplier: 'much', reconfigurationDelay: '-5', startupMode: 'app-start' }, [
      'up.rate=x',
    ]);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
    assert.equal(
      (error as InputError).faults.map(fault => faultText(fault).split(':')[0]),
      ['--buffer-size-multiplier much', '--reconfiguration-delay -5', '--set up.rate=x'],
    );
  }
});

test.run();

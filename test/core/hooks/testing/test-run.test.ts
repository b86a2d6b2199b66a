import { relative } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hookFiles } from '../../../../core/hooks/testing/hook-files.js';
import { type FileReport, runHookTests } from '../../../../core/hooks/testing/test-run.js';
import { folderOf } from '../hook-files.js';

const HOOK = `import { defineHook, drop, option } from 'hookline/sdk';

export default defineHook({
  name: 'thief',
  options: { most: option.count('largest frame that passes', '60') },
  preamble(frame, { options }) {
    if (frame.length > 1400) throw new RangeError('too large for me');
    if (frame.length > options.most) return drop('large');
  },
});
`;
const HEAD = `import { build, ms } from 'hookline/sdk';
import { rig } from 'hookline/sdk/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import hook from './thief.js';

const frame = (payload: number) => build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, payload });
`;

/** Reports of all that is in a folder with these files, paths relative to it. */
const reportsOf = async (
  files: Record<string, string>,
  { hungAfterMs = 60_000, stopAfter = Number.POSITIVE_INFINITY } = {},
): Promise<{ reports: FileReport[]; said: string; inputs: string[] }> => {
  const home = folderOf(files);
  const scratch = folderOf({});
  const stop = new AbortController();
  const near = (path: string): string => relative(home.folder, path);
  let said = '';
  let seen = 0;
  try {
    const { reports, inputs } = await runHookTests(hookFiles(['.'], home.folder), {
      scratch: scratch.folder,
      hungAfterMs,
      say: text => {
        said += text;
      },
      onReport: () => {
        seen += 1;
        if (seen >= stopAfter) stop.abort();
      },
      signal: stop.signal,
    });
    const placed = reports.map(report => ({
      ...report,
      file: near(report.file),
      failed: report.failed.map(({ name, failure }) => ({
        name,
        failure: { ...failure, stack: failure.stack.map(place => ({ ...place, file: near(place.file) })) },
      })),
    }));
    return { reports: placed, said, inputs: [...inputs].map(near).sort() };
  } finally {
    home.remove();
    scratch.remove();
  }
};

const brief = ({ file, kind, passed, failed, skipped }: FileReport): string =>
  `${file} ${kind}: ${passed.length} passed, ${skipped} skipped, failed ${failed.map(({ name, failure }) => `'${name}': ${failure.message}`).join('; ') || 'none'}`;

test('a test sees the hook, the SDK, the rig and uvu, prints as ever, and fails on its author’s lines', async () => {
  const { reports, said, inputs } = await reportsOf({
    'package.json': '{}',
    'thief.ts': HOOK,
    'thief.test.ts': `${HEAD}
test('small frames pass', () => {
  console.log('seen by its author');
  const stage = rig(hook);
  assert.is(stage.preamble(frame(20)).passed.length, 1);
  stage.advance(ms(1));
  stage.settle();
});
test('wrong', () => {
  assert.equal(rig(hook).preamble(frame(100)).dropped, ['small']);
});
test('thrown by the hook', () => {
  rig(hook).preamble(frame(1500));
});
test.run();
`,
  });
  assert.is(said, 'seen by its author\n');
  assert.equal(inputs, ['thief.test.ts', 'thief.ts']);
  const [{ passed, failed } = reports[0]!] = reports;
  assert.equal(passed, ['small frames pass']);
  const [wrong, thrown] = failed;
  assert.is(wrong!.failure.message, 'Expected values to be deeply equal:');
  assert.match(wrong!.failure.details, /large/);
  assert.equal(wrong!.failure.stack, [{ file: 'thief.test.ts', line: 17, column: 10 }]);
  assert.is(thrown!.failure.message, 'too large for me');
  assert.equal(
    thrown!.failure.stack.map(({ file, line }) => `${file}:${line}`),
    ['thief.ts:7', 'thief.test.ts:20'],
  );
});

test('one that hangs, exits, crashes, waits for ever or runs nothing has failed, and the others go on', async () => {
  const body = (text: string): string => `import 'hookline/sdk/testing';\nimport { test } from 'uvu';\n${text}`;
  const { reports } = await reportsOf(
    {
      'a-hangs.test.ts': body("test('fine', () => {});\ntest('turns', () => { for (;;); });\ntest.run();"),
      'b-exits.test.ts': body("test('leaves', () => process.exit(3));\ntest.run();"),
      'c-dies.test.ts': body("test('dies', () => process.kill(process.pid, 'SIGKILL'));\ntest.run();"),
      'd-waits.test.ts': body("test('waits', () => new Promise(() => {}));\ntest.run();"),
      'e-silent.test.ts': body("test('never run', () => {});"),
      'f-throws.test.ts': body("throw new Error('at once');"),
      'g-late.test.ts': body(
        "test('late', async () => { setTimeout(() => { throw new Error('from a timer'); }); await new Promise(() => {}); });\ntest.run();",
      ),
      'h-open.test.ts': body("setInterval(() => {}, 1000);\ntest('fine', () => {});\ntest.run();"),
      'i-typo.test.ts': body("import { buidl } from 'hookline/sdk';\nbuidl();\ntest.run();"),
      'j-library.test.ts': body("import { emulate } from 'hookline';\nemulate({});\ntest.run();"),
    },
    { hungAfterMs: 10_000 },
  );
  assert.equal(reports.map(brief), [
    "a-hangs.test.ts test: 1 passed, 0 skipped, failed 'turns': it was still running after 10 s",
    "b-exits.test.ts test: 0 passed, 0 skipped, failed 'leaves': its process exited with 3",
    "c-dies.test.ts test: 0 passed, 0 skipped, failed 'dies': its process was ended by SIGKILL",
    "d-waits.test.ts test: 0 passed, 0 skipped, failed 'waits': it never came to its end: is there a promise that nobody settles?",
    "e-silent.test.ts test: 0 passed, 0 skipped, failed 'loading': it ran no test: does it end with test.run()?",
    "f-throws.test.ts test: 0 passed, 0 skipped, failed 'loading': at once",
    "g-late.test.ts test: 0 passed, 0 skipped, failed 'outside of every test': from a timer",
    'h-open.test.ts test: 1 passed, 0 skipped, failed none',
    "i-typo.test.ts test: 0 passed, 0 skipped, failed 'building': hookline/sdk exports no buidl (did you mean build?)",
    "j-library.test.ts test: 0 passed, 0 skipped, failed 'building': the test of a hook sees hookline/sdk, hookline/sdk/testing and hookline/plugins/NAME; tests with emulate or simulate are for a test runner of your own",
  ]);
  assert.equal(reports[8]!.failed[0]!.failure.stack, [{ file: 'i-typo.test.ts', line: 3, column: 10 }]);
});

test('a hook that no test imports is put to the smoke test: it throws, it forgets its seed, or it is fine', async () => {
  const hook = (body: string): string =>
    `import { defineHook, drop, option } from 'hookline/sdk';\nlet seen = 0;\nexport default defineHook({ name: 'x', ${body} });`;
  const { reports } = await reportsOf({
    'a-sound.ts': hook(
      "options: { most: option.bytes('needed') }, state: () => ({ n: 0 }), preamble(frame, { rng, options, state }) { state.n += 1; if (rng.below(2) === 0 || frame.length > options.most) return drop('x'); }",
    ),
    'b-throws.ts': hook('episode(frame) { frame.tcp!.window = 1; }'),
    'c-forgets.ts': hook("preamble() { seen += 1; if (seen % 7 === 0) return drop('x'); }"),
    'd-impure.ts': hook('preamble() { if (Date.now() > 1) return; }'),
    'e-tested.ts': HOOK,
    'tests/e.test.ts':
      "import 'hookline/sdk/testing';\nimport { test } from 'uvu';\nimport hook from '../e-tested.js';\ntest(hook.name, () => {});\ntest.run();",
    'g-refuses.ts': hook(
      "options: { file: option.text('a capture') }, setup({ options }) { throw new Error('cannot read ' + options.file); }",
    ),
    'h-fails.ts': hook('setup() { (undefined as never as Map<string, string>).clear(); }'),
    'f-broken.ts': hook('preamble() { return drop( }'),
  });
  const [tested, sound, throws, forgets, impure, broken, refuses, fails, ...others] = reports;
  assert.is(brief(tested!), 'tests/e.test.ts test: 1 passed, 0 skipped, failed none');
  assert.is(brief(sound!), 'a-sound.ts smoke: 3 passed, 0 skipped, failed none');
  assert.equal([throws!.passed.length, throws!.failed.length], [0, 3]);
  assert.match(throws!.failed[0]!.failure.message, 'Cannot set properties of undefined');
  assert.is(throws!.failed[0]!.failure.stack[0]!.file, 'b-throws.ts');
  assert.equal(
    forgets!.failed.map(({ failure }) => failure.message),
    ['two runs of the same frames and seed differ: is there state outside of state()?'],
  );
  assert.match(brief(impure!), "failed 'loading': ");
  assert.match(brief(impure!), 'Date.now makes the run depend on more than its plan and seed');
  assert.match(brief(broken!), "f-broken.ts smoke: 0 passed, 0 skipped, failed 'building': Unexpected");
  assert.equal(
    [refuses!.skipped, refuses!.failed, refuses!.notes],
    [1, [], ['its options need a test: cannot read some words']],
  );
  assert.is(fails!.failed.length, 3);
  assert.equal(others, []);
});

test('a smoke test of which no frame reaches the hook says that it tested nothing, and still tells what fails', async () => {
  const hook = (body: string): string =>
    `import { defineHook } from 'hookline/sdk';\nexport default defineHook({ name: 'x', ${body} });`;
  const { reports } = await reportsOf({
    'a-shut.ts': hook("filter: 'udp port 4789', preamble() {}"),
    'b-late.ts': hook('nth: 100000, episode() {}'),
    'c-fails.ts': hook("filter: 'udp port 4789', preamble() {}, teardown() { throw new Error('no'); }"),
    'd-half.ts': hook("filter: { preamble: 'udp port 4789', episode: 'tcp' }, preamble() {}, episode() {}"),
    'e-timers.ts': hook('setup() {}'),
  });
  const all = [
    'frames of every kind, sound and damaged, are accounted for on the way up',
    'frames of every kind, sound and damaged, are accounted for on the way down',
    'the same seed gives the same fates',
  ];
  assert.equal(reports.map(brief), [
    'a-shut.ts smoke: 0 passed, 1 skipped, failed none',
    'b-late.ts smoke: 0 passed, 1 skipped, failed none',
    `c-fails.ts smoke: 0 passed, 1 skipped, failed ${all.map(name => `'${name}': no`).join('; ')}`,
    'd-half.ts smoke: 3 passed, 0 skipped, failed none',
    'e-timers.ts smoke: 3 passed, 0 skipped, failed none',
  ]);
  assert.equal(
    reports.slice(0, 2).map(({ notes }) => notes[0]),
    [
      'the filter let none of its frames through: nothing was tested',
      'nth let none of its frames through: nothing was tested',
    ],
  );
});

test('aborted, it ends at once and reports no more', async () => {
  const body = "import 'hookline/sdk/testing';\nimport { test } from 'uvu';\ntest('x', () => {});\ntest.run();";
  const { reports } = await reportsOf({ 'a.test.ts': body, 'b.test.ts': body }, { stopAfter: 1 });
  assert.is(reports.length, 1);
});

test.run();

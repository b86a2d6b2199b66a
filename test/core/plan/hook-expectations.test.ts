import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, InputError } from '../../../core/fault.js';
import { simulate } from '../../../core/index.js';
import { hookExpectationFaults } from '../../../core/plan/hook-expectations.js';
import { checkPlan } from '../../../core/run/check-plan.js';

const thief = { hook: { name: 'thief' }, stages: ['up', 'down'] };
const place = (line: number) => ({ file: 'plan.yaml', line, column: 5 });
const told = (texts: readonly string[], hooks = [thief]): string[] =>
  hookExpectationFaults(
    texts.map((text, i) => ({ text, place: place(i + 1) })),
    hooks,
  ).map(faultText);

test('expectations of hooks that are there, at all their stages or at one, and of anything else are fine', () => {
  assert.equal(told(['hooks.thief.dropped > 0', 'hooks.thief@down.seen = 3', 'lost <= 1%', 'stages.up.lost = 0']), []);
  assert.equal(told(['dropped.hook:thief:stolen = 0', 'dropped.queue:tail = 0']), []);
});

test('an expectation of a hook that is not there is a fault at its place, with the nearest name', () => {
  assert.equal(told(['validity = valid', 'hooks.thif.dropped > 0']), [
    "plan.yaml:2:5: expect: no hook 'thif' (did you mean thief?)",
  ]);
  assert.equal(told(['hooks.x.dropped > 0']), ["plan.yaml:1:5: expect: no hook 'x' (there are: thief)"]);
  assert.equal(told(['dropped.hook:thif:stolen = 0']), ["plan.yaml:1:5: expect: no hook 'thif' (did you mean thief?)"]);
  assert.equal(told(['hooks.x.dropped > 0'], []), ["plan.yaml:1:5: expect: no hook 'x' (the plan has none)"]);
});

test('so is one of a stage at which the hook does not stand', () => {
  const hooks = [{ ...thief, stages: ['up'] }];
  assert.equal(told(['hooks.thief@down.dropped > 0'], hooks), [
    "plan.yaml:1:5: expect: hook thief does not stand at 'down' (it stands at up)",
  ]);
});

test('a second hook of one name at a stage has a number behind it', () => {
  const twins = [thief, { ...thief, stages: ['up'] }];
  assert.equal(told(['hooks.thief-2@up.dropped > 0', 'hooks.thief-2.dropped > 0'], twins), []);
  assert.is(told(['hooks.thief-2@down.dropped > 0', 'hooks.thief-3.dropped > 0'], twins).length, 2);
});

test('check and the run tell it before anything is run, with line and column', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  const file = join(folder, 'plan.yaml');
  writeFileSync(
    file,
    'link: { rate: 1Mbit/s }\nhooks: [noop]\nexpect:\n  - validity: valid\n  - hooks.nop.calls > 0\n',
  );
  const fault = `${file}:5:5: expect: no hook 'nop' (did you mean noop?)`;
  try {
    const { faults } = await checkPlan({ file, hooks: [], sets: [] });
    assert.equal(faults.map(faultText), [fault]);
    const out = join(folder, 'run');
    try {
      await simulate(file, { out });
      assert.unreachable();
    } catch (error) {
      assert.instance(error, InputError);
      assert.is((error as InputError).message, fault);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a hook of the command line can be expected of as well', async () => {
  const report = await simulate(
    { link: { rate: '1Mbit/s' }, duration: '1s', expect: ['hooks.noop.errors = 0'] } as never,
    { hooks: ['noop'] },
  );
  assert.is(report.expectations![0]!.met, true);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectationWarnings } from '../../../core/check/expectation-warnings.js';
import { faultText } from '../../../core/fault.js';

const thief = {
  name: 'thief',
  code: 'ctx.count(\'packets\'); return drop("unlucky");\n//# sourceMappingURL=data:,hidden',
};
const told = (...texts: string[]): string[] =>
  expectationWarnings(
    texts.map((text, i) => ({ text, place: { file: 'plan.yaml', line: i + 1, column: 5 } })),
    [thief],
  ).map(faultText);

test('figures that a hook counts, that every hook has, and that the engine counts for it are no warnings', () => {
  assert.equal(
    told(
      'hooks.thief.packets > 0',
      'hooks.thief@up.unlucky = 0',
      'hooks.thief-2.unlucky = 0',
      'hooks.thief.held = 0',
      'hooks.thief.calls = 0',
      'hooks.thief.hang = 0',
      'dropped.hook:thief:unlucky = 0',
      'dropped.queue:tail = 0',
      'stages.up.lost = 0',
    ),
    [],
  );
});

test('a name that is nowhere in the hook is one, with the nearest text of the source', () => {
  const why = 'what nothing is counted under is 0';
  assert.equal(told('hooks.thief.unlukcy = 0', 'dropped.hook:thief:unlukcy = 0', 'hooks.thief.hidden = 0'), [
    `plan.yaml:1:5: expect: the source of hook thief has no 'unlukcy': ${why} (did you mean unlucky?)`,
    `plan.yaml:2:5: expect: the source of hook thief has no 'unlukcy': ${why} (did you mean unlucky?)`,
    `plan.yaml:3:5: expect: the source of hook thief has no 'hidden': ${why}`,
  ]);
});

test('so is a cause of death that there is not', () => {
  assert.equal(told('dropped.queue:tial = 0', 'dropped.nosuch = 0'), [
    "plan.yaml:1:5: expect: no frame is ever dropped by 'queue:tial' (did you mean queue:tail?)",
    "plan.yaml:2:5: expect: no frame is ever dropped by 'nosuch' (docs/effects.md has all; those of hooks are hook:NAME:REASON)",
  ]);
});

test.run();

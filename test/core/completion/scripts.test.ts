import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { INSTALL, SCRIPTS } from '../../../core/completion/print.js';
import { SHELLS } from '../../../core/completion/shells.js';

for (const shell of SHELLS)
  test(`the script of ${shell} is test/golden/completion/hookline.${shell}`, () => {
    assert.fixture(
      SCRIPTS[shell],
      readFileSync(new URL(`../../golden/completion/hookline.${shell}`, import.meta.url), 'utf8'),
    );
  });

test('docs/completions.md says where to put each', () => {
  const page = readFileSync(new URL('../../../docs/completions.md', import.meta.url), 'utf8');
  for (const shell of SHELLS) assert.ok(page.includes(`hookline generate ${shell}`), shell);
  for (const shell of SHELLS) assert.ok(INSTALL[shell].includes(`hookline generate ${shell}`), shell);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withImportHint } from '../../../core/hooks/import-hint.js';
import { failureOf } from '../../../core/hooks/testing/failure.js';
import { failureSentence } from '../../../core/run/failure-sentence.js';

test('a name of the SDK that was not imported is told with its import, other names are not', () => {
  assert.is(withImportHint('drop is not defined'), "drop is not defined (import { drop } from 'hookline/sdk')");
  for (const other of [
    'dorp is not defined',
    'toString is not defined',
    'drop is not a function',
    'no drop is not defined',
  ])
    assert.is(withImportHint(other), other);
});

test('so it is in the sentence of a failed run and in that of a failed test', () => {
  const failure = {
    stage: 'up',
    hook: 'thief',
    phase: 'preamble',
    frame: 4,
    message: 'hold is not defined',
    stack: '',
  };
  assert.is(
    failureSentence(failure),
    "hook thief threw in its preamble at stage up, frame 4: hold is not defined (import { hold } from 'hookline/sdk')",
  );
  const { message } = failureOf('/nowhere')(new ReferenceError('ms is not defined'));
  assert.is(message, "ms is not defined (import { ms } from 'hookline/sdk')");
});

test.run();

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkReport } from '../../../core/check/check-report.js';
import { checkText } from '../../../core/check/check-text.js';
import { pathText } from '../../../core/plan/plan-source.js';
import { manyEffects, planOf } from './many-effects.js';

const text = (report = manyEffects()): string =>
  checkText(
    report,
    report.warnings.map(({ path, message, hint }) => ({
      file: pathText(path),
      line: 0,
      column: 0,
      message,
      ...(hint ? { hint } : {}),
    })),
  );

test('what is told of a plan with many effects and two hooks is test/golden/check.txt', () => {
  assert.fixture(text(), readFileSync(new URL('../../golden/check.txt', import.meta.url), 'utf8'));
});

test('a plan of a rate and a delay is told in few words, and lanes that nothing joins are apart', () => {
  const plan = planOf('link: { rate: 10Mbit/s, delay: 20ms }\nstore: { memory: 8MiB }\nhookMemory: 64MiB');
  assert.is(
    text(checkReport('plan.yaml', plan, [])),
    `plan.yaml  no faults; seed 1, until the traffic or the client command ends; the scenario starts at once

up  client -> server
  client
  queue   auto; 50,000 B in the first row
  pacing  clock; 10 Mbit/s
  delay   20 ms
  server

down  server -> client
  server
  queue   auto; 50,000 B in the first row
  pacing  clock; 10 Mbit/s
  delay   20 ms
  client

scenario
  up, down  never changes; rate 10 Mbit/s; delay 20 ms

traffic
  none: hookline simulate sends nothing without --in

lanes  apart: no hook has one state (scope: link or run) or one budget for both
  up            8 MiB for frames
  down          8 MiB for frames
  of each       64 MiB for hooks  in real time
  virtual time  8 MiB for frames  one thread; slots of 2 KiB

substreams
  none: nothing is drawn at random
`,
  );
});

test('with colour the headings stand out, and nothing else changes', () => {
  const coloured = checkText(manyEffects(), [], { colour: true });
  assert.match(coloured, '\u001b[1mup  client -> server\u001b[22m\n  client\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
  assert.is(coloured.replace(/\u001b\[\d+m/g, ''), checkText(manyEffects(), []));
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capturedSides, captureWords, readCaptures } from '../../../core/plan/captures.js';
import { parsePlan } from '../../../core/plan/parse-plan.js';
import { planText } from '../../../core/plan/plan-text.js';
import { DEATHS, ENTRY, EXIT } from '../../../core/stage/recorder.js';

const STAGES = ['up', 'down', 'entry'];
const LINK = 'link: { rate: 1Mbit/s, delay: 1ms }\n';

const read = (...words: string[]): string[] => {
  const faults: string[] = [];
  const captures = readCaptures(words, STAGES, (place, message, { hint }) =>
    faults.push(`${place}: ${message}${hint ? ` (${hint})` : ''}`),
  );
  return faults.length > 0 ? faults : captureWords(captures, STAGES);
};

test('places are read in the order of the stages, each side once', () => {
  assert.equal(read('up'), ['up']);
  assert.equal(read('down.exit', 'up.entry', 'up.entry'), ['up.entry', 'down.exit']);
  assert.equal(read('up.deaths', 'up.exit'), ['up']);
  assert.equal(read('up', 'up.entry'), ['up.entry', 'up']);
  assert.equal(read('all'), STAGES);
  assert.equal(read('all.entry', 'down'), ['up.entry', 'down.entry', 'down', 'entry.entry']);
  assert.equal(read('entry'), ['entry']);
});

test('a place that is not there is refused with what is', () => {
  assert.equal(read('upp', 'up.exti', 'up.', 'zzz.exit'), [
    "0: no stage 'upp' (did you mean up?)",
    "1: no side 'exti' of a stage (did you mean exit?)",
    "2: no side '' of a stage (there are: entry, exit, deaths)",
    "3: no stage 'zzz' (there are: up, down, entry, all)",
  ]);
});

test('a plan says what is captured, its faults are placed, and its text says the same again', () => {
  const { plan, faults } = parsePlan(`${LINK}captures: [ up.entry, down ]\n`, 'plan.yaml', () => '');
  assert.equal(faults, []);
  assert.equal(plan!.captures, ['up.entry', 'down']);
  assert.equal([...capturedSides(plan!)], [ENTRY, EXIT | DEATHS]);
  const again = parsePlan(planText(plan!), 'again.yaml', () => '');
  assert.equal(again.plan!.captures, plan!.captures);

  const alone = parsePlan(`${LINK}captures: all.entry\n`, 'plan.yaml', () => '');
  assert.equal(alone.plan!.captures, ['up.entry', 'down.entry']);
  const none = parsePlan(LINK, 'plan.yaml', () => '');
  assert.equal([...capturedSides(none.plan!)], [EXIT | DEATHS, EXIT | DEATHS]);

  const wrong = parsePlan(`${LINK}captures: [ up, down.entri ]\n`, 'plan.yaml', () => '');
  assert.equal(
    wrong.faults.map(({ line, column, message, hint }) => `${line}:${column}: ${message} (${hint})`),
    ["2:17: captures[1]: no side 'entri' of a stage (did you mean entry?)"],
  );
});

test.run();

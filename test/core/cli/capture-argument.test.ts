import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { captureSetApart } from '../../../core/cli/capture-argument.js';

test('--capture takes the places behind it, and leaves a scenario, a plan, an option or a command alone', () => {
  const same = (...words: string[]): void => assert.equal(captureSetApart(words), words);
  const apart = (...words: string[]): void =>
    assert.equal(
      captureSetApart(words),
      words.map(word => (word === '--capture' ? '--capture=' : word)),
    );
  same('run', 'leo.csv', '--capture');
  same('run', 'leo.csv', '--capture', 'up.entry,down', '--out', 'x');
  same('run', 'leo.csv', '--capture', 'satellite');
  same('run', 'leo.csv', '--capture', '--out', 'x');
  same('run', 'leo.csv', '--capture', '--', 'leo.csv');
  same('run', 'leo.csv', '--capture=up.entry');
  apart('run', '--capture', 'leo.csv');
  apart('run', '--capture', './plan.yaml');
  apart('run', '--capture', 'runs/plan.json');
  // A program's own.
  same('run', 'leo.csv', '--', 'dumper', '--capture', 'leo.csv');
});

test('a place that is misspelt stays with --capture, which says what is wrong; a file that is there does not', () => {
  const files = ['up.old', 'trace.txt', 'up,down.bak'];
  const taken = (word: string): boolean =>
    captureSetApart(['run', 'link.yaml', '--capture', word, '--', 'true'], path => files.includes(path))[2] ===
    '--capture';
  for (const word of [
    'up.exits',
    'up.e',
    'up.',
    'up,uq.exits',
    'uq.exits,down',
    'up.exit, down',
    'up,',
    'up.exit.exit',
  ]) {
    assert.ok(taken(word), word);
  }
  for (const word of [...files, './up.exits', '/bin/up.sh', 'up.csv', 'a,b.yaml', 'plan.YML', ',']) {
    assert.not(taken(word), word);
  }
  // A file of that name does not keep a place from being one.
  assert.equal(
    captureSetApart(['run', '--capture', 'up.exit'], () => true),
    ['run', '--capture', 'up.exit'],
  );
});

test.run();

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

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ownName } from '../../../core/cli/own-name.js';

test('is the program’s name where it is installed', () => {
  assert.is(ownName('/usr/local/bin/hookline', '/home/me', undefined), 'hookline');
});

test('is that of npx where npx has called it: the program need not be in PATH', () => {
  assert.is(ownName('/home/me/lab/node_modules/.bin/hookline', '/home/me/lab', 'exec'), 'npx hookline');
});

test('is the way to the script in a checkout', () => {
  assert.is(
    ownName('/home/me/hookline-src/dist/core/cli/main.js', '/home/me/hookline-src'),
    'node dist/core/cli/main.js',
  );
  assert.is(ownName('/opt/h/dist/core/cli/main.js', '/home/me'), 'node /opt/h/dist/core/cli/main.js');
  assert.is(ownName('/src/core/cli/main.ts', '/src'), 'npx tsx core/cli/main.ts');
});

test.run();

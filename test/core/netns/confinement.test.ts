import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { confine } from '../../../core/netns/confinement.js';

test('passes a command through a shell as arguments, never as shell text', () => {
  const command = confine(['echo', '$HOME; rm -rf x'], { prefix: ['unshare', '--'], init: 'exec "$@"' });
  const parent = String(process.pid);
  assert.equal(command, ['unshare', '--', 'sh', '-c', 'exec "$@"', parent, 'echo', '$HOME; rm -rf x']);
});

test('runs a command bare where nothing confines it', () => {
  assert.equal(confine(['ping', 'x'], { prefix: [] }), ['ping', 'x']);
});

test.run();

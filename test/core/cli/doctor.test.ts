import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { doctor } from '../../../core/cli/doctor.js';
import { isPrivileged } from '../../../core/netns/rootless.js';
import { fakeTerminal } from './fake-terminal.js';

// An ordinary user's doctor begins anew in a user namespace, and would take the tests with it.
const reason = process.platform !== 'linux' || isPrivileged() ? undefined : 'an ordinary user’s process is replaced';
if (reason !== undefined) console.log(`  skipped: ${reason}`);
const check = reason === undefined ? test : test.skip;

check('exits with 0 exactly where real time works', async () => {
  const terminal = fakeTerminal();
  const code = await doctor(terminal)({ json: true });
  const { realTime, capabilities } = JSON.parse(terminal.said.out) as {
    realTime: string;
    capabilities: { name: string }[];
  };
  assert.is(code, realTime === 'none' ? 4 : 0);
  for (const name of ['node', 'koffi', 'esbuild', 'raw-socket', 'ip']) {
    assert.ok(
      capabilities.some(one => one.name === name),
      name,
    );
  }
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ended, startThrough } from './hookline.js';
import { onOwnMachine } from './own-machine.js';

/** As in a container that shares the folders of this machine. */
const OTHER = ['unshare', '--pid', '--fork', '--mount-proc'];

onOwnMachine(
  'a command of another PID namespace leaves a live run alone, which is still found afterwards',
  async machine => {
    machine.sh('printf "Time[ms],RouteID,Delay[ms],Btldr[Mbps]\\n0,0,5,10\\n" >/run/tmp/link.csv');
    const there = (...words: string[]): Promise<Ended> =>
      startThrough([...machine.prefix.root, ...OTHER], ...words).ended;
    const run = machine.start('run', '/run/tmp/link.csv');
    try {
      await run.said('running until Ctrl-C');
      const status = await there('status');
      assert.is(status.code, 4);
      assert.match(status.err, /no emulation of user root is running .*another PID namespace/);
      // It cleans up as well.
      assert.is((await there('teardown')).code, 0);
      const found = await machine.hookline('status');
      assert.is(found.code, 0, found.err);
      const set = await machine.hookline('set', 'up', 'delay=7ms');
      assert.is(set.code, 0, set.err);
    } finally {
      run.child.kill('SIGTERM');
      await run.ended;
    }
  },
);

onOwnMachine('a setup and its link are not torn down from another PID namespace', async machine => {
  const there = (...words: string[]): Promise<Ended> =>
    startThrough([...machine.prefix.root, ...OTHER], ...words).ended;
  const made = await machine.hookline('setup');
  assert.is(made.code, 0, made.err);
  const left = machine.left();
  const torn = await there('teardown');
  assert.is(torn.code, 4);
  assert.match(torn.err, 'the setup is of another PID namespace');
  assert.equal(machine.left(), left);
  const down = await machine.hookline('teardown');
  assert.is(down.code, 0, down.err);
  assert.equal(machine.left(), []);
});

test.run();

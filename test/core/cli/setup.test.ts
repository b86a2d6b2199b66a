import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setupJson, setupText } from '../../../core/cli/setup.js';
import type { SetupState } from '../../../core/setup/state.js';

const identity = { inode: 1, cookie: '2' };
const state: SetupState = {
  names: 'phantomlink',
  namespaces: { client: identity, link: identity, server: identity },
  qdisc: { server: 'bfifo limit 64kb' },
};
const held: SetupState = {
  ...state,
  names: 'hookline',
  qdisc: {},
  holder: { pid: 7, startedAt: '1', userNamespace: 3, fds: { client: 3, link: 4, server: 5 } },
};

test('tells what has been made and what to do with it', () => {
  assert.is(
    setupText(state, 'hookline'),
    `pl_client  veth1  192.168.22.2  fd22::2  22:22:22:22:22:22
pl_link    sim-veth1 and sim-veth2: they are joined once the link is started
pl_server  veth2  192.168.66.2  fd66::2  66:66:66:66:66:66
queue from the server: bfifo limit 64kb
next, each in a terminal of its own:
  hookline start SCENARIO.csv
  hookline exec server iperf3 -s --port 5000
  hookline exec client iperf3 -c 192.168.66.2 --port 5000
'hookline teardown' removes all of it
`,
  );
});

test('without root there are no names outside, and a process that keeps them', () => {
  assert.match(setupText(held, 'hookline'), /^client {2}veth1/);
  assert.match(setupText(held, 'hookline'), /\nprocess 7 keeps them, as there is no root; they end with it\n/);
  const json = setupJson(held) as { holder: number; client: object };
  assert.is(json.holder, 7);
  assert.equal(Object.keys(json.client), ['interface', 'mac', 'ipv4', 'ipv6']);
});

test.run();

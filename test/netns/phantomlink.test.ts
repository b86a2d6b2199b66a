import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { inNamespaces } from './needs-namespaces.js';
import { PrivateShell } from './private-shell.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/08-phantomlink/', import.meta.url));
const CORE = '/proc/sys/net/core/';

/** The commands of the README's quick start, in order. */
const quickStart = (): string[] => {
  const [first] = readFileSync(`${EXAMPLE}README.md`, 'utf8').split('\n## ');
  return [...first!.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.trimEnd().split('\n'));
};

/** The machine's socket buffer limits: raised while a link runs. */
const limits = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(CORE)
      .filter(name => /^[rw]mem_/.test(name))
      .map(name => [name, readFileSync(`${CORE}${name}`, 'utf8').trim()]),
  );

const programs = ['iperf3', 'ifconfig', 'ip', 'ss'];
const missing = process.geteuid?.() === 0 ? programs.find(name => findProgram(name) === undefined) : 'root';
if (missing !== undefined) console.log(`  skipped: there is no ${missing}`);
const asRoot = missing === undefined ? inNamespaces : test.skip;

/** Waits until what a line has left in the background is there. */
const ready = async (shell: PrivateShell, line: string, client: string): Promise<void> => {
  if (line.includes(' start ')) await shell.hears(/^ready: /m);
  if (line.includes('iperf3 -s')) await shell.until(`ip netns exec ${client} ss -Hltn sport = 5000 | grep -q LISTEN`);
};

asRoot('the quick start of phantomlink’s README works word for word, and leaves nothing', async () => {
  const before = limits();
  const shell = await PrivateShell.open(EXAMPLE);
  try {
    const said: Record<string, string> = {};
    for (const line of quickStart()) {
      const { code, out } = await shell.type(line);
      assert.is(code, 0, `${line}:\n${out}`);
      said[line] = out;
      if (line.endsWith('&')) await ready(shell, line, 'hl_server');
    }
    const client = said['hookline exec client iperf3 -c 192.168.66.2 --port 5000']!;
    assert.match(client, /Connecting to host 192\.168\.66\.2, port 5000/);
    const received = Number(/([\d.]+) Mbits\/sec\s+receiver/.exec(client)![1]);
    // Row 1 is in force: 80 Mbit/s of frames, which a TCP of 1448 bytes in each 1514 cannot exceed.
    assert.ok(received > 5 && received <= (80 * 1448) / 1514 + 0.1, `${received} Mbit/s`);
    assert.match(said['hookline exec client ifconfig']!, /veth1: .*\n\s+inet 192\.168\.22\.2 /);
    assert.match(said['hookline exec server ip addr']!, /link\/ether 66:66:66:66:66:66/);
    assert.match(said['hookline exec server ip addr']!, /inet 192\.168\.66\.2\/24/);
    assert.match(shell.transcript, /^HOOKLINE_TS_START=\d{13}$/m);
    assert.is(
      (await shell.type('wait; ls -A /run/netns /run/hookline 2>/dev/null')).out.replace('/run/netns:\n', ''),
      '',
    );
  } finally {
    await shell.close();
  }
  assert.equal(limits(), before);
});

asRoot('with phantomlink’s own names its scripts find its namespaces and its line about the start', async () => {
  const shell = await PrivateShell.open(EXAMPLE);
  try {
    assert.is((await shell.type('hookline setup --names phantomlink')).code, 0);
    const started = Date.now();
    const start = 'hookline start input.csv --out "$HOME/result"';
    await shell.type(`${start} > "$HOME/start.log" 2>&1 & true`);
    await shell.until('grep -q ^ready: "$HOME/start.log"');
    assert.is((await shell.type('grep TS_START "$HOME/start.log"')).code, 1);
    assert.match((await shell.type('ip netns exec pl_client ping -c 1 -W 2 192.168.66.2')).out, '1 received');
    await shell.until('grep -q ^PHANTOMLINK_TS_START= "$HOME/start.log"');
    const at = Number((await shell.type('sed -n s/^PHANTOMLINK_TS_START=//p "$HOME/start.log"')).out);
    assert.ok(at >= started && at <= Date.now(), `${at} is not between ${started} and now`);
    // A second link is refused, and leaves the results of the first as they are.
    const second = await shell.type(start);
    assert.is(second.code, 4);
    assert.match(second.out, /a link runs already: process \d+/);
    // Ctrl-C is the link's orderly end.
    assert.is((await shell.type('kill -INT %1; wait %1')).code, 0);
    assert.match((await shell.type('hookline replay "$HOME/result"')).out, /frames: same fate, same order/);
    assert.is((await shell.type('hookline teardown')).code, 0);
    assert.is((await shell.type('ls -A /run/netns')).out, '');
  } finally {
    await shell.close();
  }
});

test.run();

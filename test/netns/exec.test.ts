import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram } from '../../core/netns/find-program.js';
import { COMMAND_LINE } from '../command-line.js';
import { sideBySide } from '../side-by-side.js';
import type { Ended } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';
import { asOrdinaryUser, type OwnMachine, type OwnMachineTest, onOwnMachine } from './own-machine.js';

const beside = sideBySide();
const onMachine: OwnMachineTest = (name, work) => onOwnMachine(name, work, beside(inNamespaces));
const asUser: OwnMachineTest = (name, work) => asOrdinaryUser(name, work, beside(inNamespaces));

type Exec = (...words: readonly string[]) => Promise<Ended>;

const passesAllThrough = async (exec: Exec): Promise<void> => {
  const flags = await exec('client', 'printf', '%s\n', '--help', '-v', '--version', '--', '--pid=3', 'two words', '');
  assert.is(flags.out, '--help\n-v\n--version\n--\n--pid=3\ntwo words\n\n', flags.err);
  assert.is((await exec('server', '--', 'echo', '-n', '--', 'x')).out, '-- x');
  assert.is((await exec('client', 'sh', '-c', 'exit 7')).code, 7);
  const missing = await exec('client', '/no/such/program');
  assert.is(missing.code, 127);
  assert.is((await exec('client', '/')).code, 126);
  // Replaced, not wrapped: the command's own end by a signal, also one that Node ignores.
  assert.is((await exec('client', 'sh', '-c', 'kill -KILL $$')).signal, 'SIGKILL');
  assert.is((await exec('client', 'sh', '-c', 'kill -PIPE $$; echo survived')).signal, 'SIGPIPE');
};

const isInThePlace = async (exec: Exec): Promise<void> => {
  const look = 'ip -br -4 addr show; ls /sys/class/net; echo $HOOKLINE_PLACE $HOOKLINE_CLIENT $HOOKLINE_SERVER6';
  const { out, err } = await exec('server', 'sh', '-c', look);
  assert.match(out, /^veth2\S+ +UP +192\.168\.66\.2\/24/m, err);
  assert.match(out, /\nlo\nveth2\nserver 192\.168\.22\.2 fd66::2\n$/);
};

onMachine('exec leaves flags, exit codes and signals to the command, which finds its place', async machine => {
  await machine.hookline('setup');
  const exec: Exec = (...words) => machine.hookline('exec', ...words);
  await passesAllThrough(exec);
  await isInThePlace(exec);
  await machine.hookline('teardown');
  assert.equal(machine.left(), []);
});

asUser('the same without root, and from within', async machine => {
  await machine.asUser('setup');
  const exec: Exec = (...words) => machine.asUser('exec', ...words);
  assert.is((await exec('client', '--', 'sh', '-c', 'kill -PIPE $$', '--help')).signal, 'SIGPIPE');
  assert.is((await exec('client', '/no/such/program')).code, 127);
  await isInThePlace(exec);
  const within = await exec('client', ...COMMAND_LINE, 'exec', 'server', 'ip', '-br', '-4', 'addr', 'show', 'veth2');
  assert.match(within.out, /192\.168\.66\.2/, within.err);
  const teardown = await exec('client', ...COMMAND_LINE, 'teardown');
  assert.match(teardown.err, /this is inside the client’s namespace/);
  await machine.asUser('teardown');
  assert.equal(machine.left(), []);
});

onMachine('files of /etc/netns take the place of those in /etc, as with ip netns exec', async machine => {
  await machine.hookline('setup');
  // A file system of its own over /etc/netns: the machine's /etc stays as it is.
  const { status, stdout, stderr } = spawnSync(
    machine.prefix.root[0]!,
    [
      ...machine.prefix.root.slice(1),
      ...['unshare', '--mount', 'sh', '-c'],
      `mkdir /run/etc /run/work && mount -t overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/work etc /etc || exit 77
       mkdir -p /etc/netns/hl_client && echo 'nameserver 192.168.66.2' > /etc/netns/hl_client/resolv.conf && "$@"`,
      'sh',
      ...COMMAND_LINE,
      ...['exec', 'client', 'cat', '/etc/resolv.conf'],
    ],
    { encoding: 'utf8' },
  );
  // Not every kernel has overlays.
  if (status !== 77) assert.is(stdout, 'nameserver 192.168.66.2\n', stderr);
  await machine.hookline('teardown');
});

onMachine('exec refuses other places and an empty command, with the nearest word', async machine => {
  const misspelt = await machine.hookline('exec', 'clinet', 'true');
  assert.is(misspelt.code, 2);
  assert.match(
    misspelt.err,
    /exec: commands run in the client or the server, not in 'clinet' \(did you mean client\?\)/,
  );
  assert.match((await machine.hookline('exec', 'link', 'true')).err, /not in 'link' \(client or server\)/);
  assert.is((await machine.hookline('exec', 'client')).code, 2);
  assert.match(
    (await machine.hookline('exec', 'client', '--')).err,
    /no command to run in the namespace of the client/,
  );
});

/** What is typed once the terminal has shown something. */
type Dialogue = readonly (readonly [shown: string, typed: string])[];

/** Talks to an interactive command on a terminal of its own; gives all that the terminal showed, and the exit code. */
const onTerminal = async (
  command: readonly string[],
  dialogue: Dialogue,
): Promise<{ readonly code: number | null; readonly shown: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  const script = join(folder, 'command');
  writeFileSync(script, `exec ${command.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}\n`);
  const child = spawn('script', ['-qec', `sh ${script}`, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const left = [...dialogue];
  let shown = '';
  let from = 0;
  child.stdout.on('data', data => {
    shown += data;
    for (const [wanted, typed] of [...left]) {
      const at = shown.indexOf(wanted, from);
      if (at < 0) return;
      from = at + wanted.length;
      left.shift();
      child.stdin.write(typed);
    }
  });
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  rmSync(folder, { recursive: true });
  return { code, shown };
};

const keepsTheTerminal = async ({ prefix }: OwnMachine, who: 'root' | 'user'): Promise<void> => {
  const shell = ['exec', 'client', 'env', 'PS1=ready> ', 'sh', '-c', 'exec bash --norc --noprofile -i'];
  // The quotes keep what is typed apart from what is answered.
  const { code, shown } = await onTerminal(
    [...prefix[who], ...COMMAND_LINE, ...shell],
    [
      ['ready> ', "tty; sh -c 'echo as''leep; exec sleep 100'\n"],
      ['asleep', '\x03'],
      ['ready> ', 'echo after=$?; sleep 100 &\n'],
      ['ready> ', 'jobs; kill %1; exit 5\n'],
    ],
  );
  assert.is(code, 5, shown);
  assert.match(shown, /\/dev\/pts\/\d+/);
  // Job control: Ctrl-C ends the foreground job alone.
  assert.match(shown, /after=130/);
  assert.match(shown, /Running +sleep 100/);
  assert.not.match(shown, /no job control/);
};

const hasScript = findProgram('script') !== undefined && findProgram('bash') !== undefined;
const skipped: OwnMachineTest = name => test.skip(name);
if (!hasScript) console.log('  skipped: there is no script program (util-linux), or no bash');

(hasScript ? onMachine : skipped)('a shell keeps its terminal and its job control', async machine => {
  await machine.hookline('setup');
  await keepsTheTerminal(machine, 'root');
  await machine.hookline('teardown');
  assert.equal(machine.left(), []);
});

(hasScript ? asUser : skipped)('so does one without root', async machine => {
  await machine.asUser('setup');
  await keepsTheTerminal(machine, 'user');
  await machine.asUser('teardown');
  assert.equal(machine.left(), []);
});

test.run();

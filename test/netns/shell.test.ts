import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNotRootless } from '../../core/netns/rootless.js';
import { COMMAND_LINE } from '../command-line.js';
import { inNamespaces } from './needs-namespaces.js';

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'];

interface Running {
  /** Runs `hookline shell` as the run's own user. */
  shell(...words: readonly string[]): {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  /** Numbers of the runs that can be entered. */
  announced(): string[];
}

/** An emulation in the background, started through `prefix`, ended afterwards. */
const withRun = async (prefix: readonly string[], work: (running: Running) => void): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-shell-'));
  chmodSync(folder, 0o777);
  const scenario = join(folder, 'link.csv');
  writeFileSync(scenario, 'Time[ms],RouteID,Delay[ms],Btldr[Mbps]\n0,0,5,10\n');
  // Runs are looked for in both folders: in a shared one another run of the machine would be found as well.
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  chmodSync(temporary, 0o777);
  const env = { PATH: process.env['PATH'], TMPDIR: temporary, HOME: folder, XDG_RUNTIME_DIR: folder, SHELL: '/bin/sh' };
  const command = (...words: readonly string[]): [string, string[]] => {
    const [first, ...rest] = [...prefix, ...COMMAND_LINE, ...words];
    return [first!, rest];
  };
  const announced = (): string[] =>
    readdirSync(folder)
      .filter(name => name.startsWith('hookline-'))
      .flatMap(name => readdirSync(join(folder, name)).map(file => file.replace('.json', '')));
  const run: ChildProcess = spawn(...command('run', scenario), { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  run.stderr!.on('data', text => {
    said += text;
  });
  const ended = new Promise<void>(resolve => run.once('close', () => resolve()));
  try {
    while (announced().length === 0 && run.exitCode === null) await new Promise(resolve => setTimeout(resolve, 20));
    assert.is(run.exitCode, null, said);
    work({ announced, shell: (...words) => spawnSync(...command('shell', ...words), { env, encoding: 'utf8' }) });
  } finally {
    run.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  }
};

const entersClient = ({ shell }: Running): void => {
  const client = shell(
    'client',
    'sh',
    '-c',
    'ip -br -4 addr show veth1; echo $HOOKLINE_PLACE $HOOKLINE_SERVER; exit 7',
  );
  assert.is(client.status, 7, client.stderr);
  assert.match(client.stdout, /192\.168\.22\.2\/24\s*\nclient 192\.168\.66\.2\n$/);
};

const opensShell = ({ shell }: Running): void => {
  const { status, stderr } = shell('server');
  assert.is(status, 0, stderr);
  assert.match(stderr, /^hookline: in the server of link\.csv \(process \d+\): 192\.168\.66\.2/);
};

const passesSignals = ({ shell, announced }: Running): void => {
  const link = ['link', '--pid', announced()[0]!, 'sh', '-c'];
  // Node ignores SIGPIPE; the command in its place must not. A process ended by a signal has no exit code.
  const piped = shell(...link, 'ip -br link; kill -PIPE $$; echo survived');
  assert.is(piped.status, null);
  assert.match(piped.stdout, /sim-veth1/);
  assert.not.match(piped.stdout, /survived/);
};

inNamespaces('enters the namespaces of a run with its own terminal, environment, exit code and signals', async () => {
  await withRun([], running => {
    entersClient(running);
    opensShell(running);
    passesSignals(running);
    assert.is(running.shell('client', '/no/such/program').status, 127);
  });
});

const asNobody = (): string | undefined => {
  if (process.geteuid?.() !== 0) return 'this is an ordinary user already';
  const why = whyNotRootless();
  if (why !== undefined) return why;
  const readable = spawnSync(NOBODY[0]!, [...NOBODY.slice(1), 'test', '-r', COMMAND_LINE.at(-1)!]).status === 0;
  return readable ? undefined : 'there is no ordinary user who could read this checkout';
};
const reason = process.platform === 'linux' ? asNobody() : 'needs Linux';
if (reason !== undefined) console.log(`  skipped: ${reason}`);

(reason === undefined ? test : test.skip)('an ordinary user enters a run of their own', async () => {
  await withRun(NOBODY, running => {
    entersClient(running);
    passesSignals(running);
  });
});

test.run();

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import { type Ended, type Started, startThrough } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = 'mount -t tmpfs -o mode=755 hookline-test /run && mkdir -m 1777 /run/tmp /run/user-runtime';
let machines = 0;
/** A user without a name of whom nothing else runs: another one for each of some machines at once. */
const nextUser = (): number => 61_000 + (process.pid % 1000) * 4 + (machines++ % 4);

/** A /run and a network of its own, so that commands which leave things there can be tried out. */
export interface OwnMachine {
  /** The process that keeps it. */
  readonly keeper: number;
  /** What a command is to be started through: as root, or as an ordinary user. */
  readonly prefix: { readonly root: readonly string[]; readonly user: readonly string[] };
  /** Starts the command line as root. */
  start(...words: readonly string[]): Started;
  hookline(...words: readonly string[]): Promise<Ended>;
  /** Starts the command line as an ordinary user. */
  startAsUser(...words: readonly string[]): Started;
  asUser(...words: readonly string[]): Promise<Ended>;
  /** A shell script, as root; gives what it writes. Throws when it fails. */
  sh(script: string): string;
  /** Processes of the ordinary user that still run. */
  ofUser(): string[];
  /** Where a path of its own /run can be seen from outside. */
  path(inside: string): string;
  /** What commands have left: names of namespaces, records, interfaces, programs of the ordinary user. */
  left(): string[];
  close(): Promise<void>;
}

const processesOf = (user: number): string[] =>
  readdirSync('/proc').filter(pid => {
    try {
      return /^\d+$/.test(pid) && statSync(`/proc/${pid}`).uid === user && !/\) [ZX] /.test(statOf(pid));
    } catch {
      return false; // It has ended meanwhile.
    }
  });

const statOf = (pid: string): string => readFileSync(`/proc/${pid}/stat`, 'latin1');

const ownMachine = async (): Promise<OwnMachine> => {
  const uid = nextUser();
  const ofUser = (): string[] => processesOf(uid);
  const keeper = spawn('unshare', ['--mount', '--net', 'sh', '-c', `${FOLDERS} && echo made && exec cat`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>(resolve => keeper.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    keeper.stdout.once('data', () => resolve());
    void ended.then(() => reject(new Error('there is no machine of its own')));
  });
  const enter = ['nsenter', `--mount=/proc/${keeper.pid}/ns/mnt`, `--net=/proc/${keeper.pid}/ns/net`, '--'];
  const root = [...enter, 'env', 'TMPDIR=/run/tmp', 'XDG_RUNTIME_DIR=/run/user-runtime', ...inFolder];
  const user = [...root, 'setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
  const path = (inside: string): string => `/proc/${keeper.pid}/root${inside}`;
  const sh = (script: string): string => {
    const [program, ...rest] = [...root, 'sh', '-c', script];
    const { status, stdout, stderr } = spawnSync(program!, rest, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
    return stdout;
  };
  const files = (folder: string): string[] =>
    existsSync(path(folder)) ? readdirSync(path(folder)).map(name => `${folder}/${name}`) : [];
  return {
    keeper: keeper.pid!,
    prefix: { root, user },
    start: (...words) => startThrough(root, ...words),
    hookline: (...words) => startThrough(root, ...words).ended,
    startAsUser: (...words) => startThrough(user, ...words),
    asUser: (...words) => startThrough(user, ...words).ended,
    sh,
    ofUser,
    path,
    left: () => [
      ...files('/run/netns'),
      ...(existsSync(path('/run/hookline')) ? ['/run/hookline'] : []),
      ...files(`/run/user-runtime/hookline-${uid}`),
      ...sh('ip -o link')
        .split('\n')
        .filter(line => / (sim-)?veth/.test(line)),
      ...ofUser().map(pid => `process ${pid}`),
    ],
    async close() {
      // What a failed test has left.
      const inside = sh('for name in $(ls /run/netns 2>/dev/null); do ip netns pids $name || true; done').split('\n');
      spawnSync('kill', ['-9', ...inside.filter(line => line !== ''), ...ofUser()], { stdio: 'ignore' });
      keeper.stdin.end();
      await ended;
    },
  };
};

// Entering a mount namespace leads to its root folder.
const inFolder = ['sh', '-c', 'cd "$0" && exec "$@"', ROOT];

const whyNot = (prefix: readonly string[]): string | undefined => {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return 'a machine of its own needs root';
  const [program, ...rest] = ['unshare', '--mount', '--net', ...prefix];
  const { status, stderr, error } = spawnSync(program!, rest, { encoding: 'utf8' });
  return status === 0 ? undefined : `no machine of its own: ${error?.message ?? stderr.trim()}`;
};

/** `register` in place of what registers a test where there are namespaces. */
export type OwnMachineTest = (
  name: string,
  work: (machine: OwnMachine) => Promise<void> | void,
  register?: (name: string, work: () => Promise<void>) => unknown,
) => void;

const testOn =
  (reason: string | undefined): OwnMachineTest =>
  (name, work, register = inNamespaces) => {
    const run = reason === undefined ? register : test.skip;
    run(name, async () => {
      const machine = await ownMachine();
      try {
        await work(machine);
      } finally {
        await machine.close();
      }
    });
  };

const noMachine = whyNot(['sh', '-c', FOLDERS]);
if (noMachine !== undefined) console.log(`  skipped: ${noMachine}`);
/** A test on a machine of its own, skipped where there can be none. */
export const onOwnMachine = testOn(noMachine);

const USER = nextUser();
const noUser =
  noMachine ??
  whyNot([
    ...['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--'],
    ...['sh', '-c', 'test -r "$0" && exec unshare -Urnm true', `${ROOT}package.json`],
  ]);
if (noUser !== undefined && noMachine === undefined) console.log(`  skipped as an ordinary user: ${noUser}`);
/** The same for what an ordinary user does. */
export const asOrdinaryUser = testOn(noUser);

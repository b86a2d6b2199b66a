import { spawnSync } from 'node:child_process';

/** How a command is kept from outliving this process. */
export interface Confinement {
  /** The programs put in front of a command. */
  readonly prefix: readonly string[];
  /**
   * The script of the shell that is process 1 of the command's own process namespace, so that all the command started
   * ends with it. Undefined where there are no process namespaces.
   */
  readonly init?: string;
  /** What is missing, if anything. */
  readonly weakness?: string;
}

// Kills when the thread that spawned it ends, even by kill -9. The shell closes the gap before setpriv had asked for
// that: if this process is gone already, the command does not start.
const dieWithParent = (): string[] => [
  'setpriv',
  '--pdeathsig',
  'KILL',
  'sh',
  '-c',
  '[ "$PPID" = "$0" ] || exit 137; exec "$@"',
  String(process.pid),
];

const OWN_PROCESSES = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--'];

// The same gap once more, between unshare's fork and its child's wish to die with it: $0 is the number of this process.
const IF_PARENT_LIVES =
  'read -r line 2>/dev/null <"/proc/$0/stat" || exit 137; case $line in *") Z "* | *") X "*) exit 137 ;; esac; ';

const OWN_PROC = 'mount -t proc proc /proc || exit 126; ';

/**
 * Reaps orphans, and makes the command's exit code its own. The traps keep it alive through signals meant for the
 * command (`sh -c` catches SIGINT even as process 1) and are back to the default action in the command. Its own stderr
 * is shut so that it does not comment on how the command ended.
 */
const REAP = 'trap : HUP INT QUIT TERM; exec 3>&2 2>/dev/null; (exec "$@" 2>&3 3>&-); exit $?';

/** The argument vector that runs `command` confined. */
export const confine = (command: readonly string[], { prefix, init }: Confinement): string[] =>
  init === undefined ? [...prefix, ...command] : [...prefix, 'sh', '-c', init, String(process.pid), ...command];

const works = (candidate: Confinement): boolean => {
  const [program, ...rest] = confine(['true'], candidate);
  return spawnSync(program!, rest, { stdio: 'ignore' }).status === 0;
};

const strongest = (): Confinement => {
  const candidates: Confinement[] = [
    { prefix: [...dieWithParent(), ...OWN_PROCESSES], init: IF_PARENT_LIVES + OWN_PROC + REAP },
    // In containers whose /proc is partly covered a new one may not be mounted: commands then see others' processes.
    { prefix: [...dieWithParent(), ...OWN_PROCESSES], init: IF_PARENT_LIVES + REAP },
    {
      prefix: dieWithParent(),
      weakness: 'no process namespaces: what a command leaves in the background survives a kill -9 of hookline',
    },
    {
      prefix: OWN_PROCESSES,
      init: REAP,
      weakness: 'no setpriv program (util-linux): commands survive a kill -9 of hookline',
    },
  ];
  const bare: Confinement = {
    prefix: [],
    weakness: 'neither setpriv nor unshare works: commands survive a kill -9 of hookline',
  };
  return candidates.find(works) ?? bare;
};

let found: Confinement | undefined;

/** The strongest confinement this machine allows; tried once, about 10 ms. */
export const confinement = (): Confinement => {
  found ??= strongest();
  return found;
};

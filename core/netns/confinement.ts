import { spawnSync } from 'node:child_process';

/** How a command is kept from outliving this process. */
export interface Confinement {
  /** The programs put in front of a command. */
  readonly prefix: readonly string[];
  /** Whether the command is alone with its children in a process namespace, and all end with it. */
  readonly ownProcesses: boolean;
  /** What is missing, if anything. */
  readonly weakness?: string;
}

// Kills when the thread that spawned it ends, even by kill -9. The shell closes the gap before setpriv had asked for
// that: if this process is gone already, it does not start.
const dieWithParent = (): string[] => [
  'setpriv',
  '--pdeathsig',
  'KILL',
  'sh',
  '-c',
  '[ "$PPID" = "$0" ] || exit 137; exec "$@"',
  String(process.pid),
];

const ownProcesses = ['unshare', '--pid', '--fork', '--kill-child'];

const works = (prefix: readonly string[]): boolean => {
  const [program, ...rest] = [...prefix, 'true'];
  return spawnSync(program!, rest, { stdio: 'ignore' }).status === 0;
};

const strongest = (): Confinement => {
  const candidates: Confinement[] = [
    { prefix: [...dieWithParent(), ...ownProcesses, '--mount-proc', '--'], ownProcesses: true },
    // In containers whose /proc is partly covered a new one may not be mounted: commands then see others' processes.
    { prefix: [...dieWithParent(), ...ownProcesses, '--'], ownProcesses: true },
    {
      prefix: dieWithParent(),
      ownProcesses: false,
      weakness: 'no process namespaces: what a command leaves in the background survives a kill -9 of hookline',
    },
    {
      prefix: [...ownProcesses, '--'],
      ownProcesses: true,
      weakness: 'no setpriv program (util-linux): commands survive a kill -9 of hookline',
    },
  ];
  const bare: Confinement = {
    prefix: [],
    ownProcesses: false,
    weakness: 'neither setpriv nor unshare works: commands survive a kill -9 of hookline',
  };
  return candidates.find(candidate => works(candidate.prefix)) ?? bare;
};

let found: Confinement | undefined;

/** The strongest confinement this machine allows; tried once, about 10 ms. */
export const confinement = (): Confinement => {
  found ??= strongest();
  return found;
};

/**
 * The shell that is process 1 of the command's process namespace: it reaps orphans, and the command's exit code becomes
 * its own. The traps keep it alive through signals meant for the command (`sh -c` catches SIGINT even as process 1) and
 * are back to the default action in the command. Its own stderr is shut so that it does not comment on how the command
 * ended.
 */
const INIT = 'trap : HUP INT QUIT TERM; exec 3>&2 2>/dev/null; (exec "$@" 2>&3 3>&-); exit $?';

/** The argument vector that runs `command` confined. */
export const confine = (command: readonly string[], { prefix, ownProcesses: own }: Confinement): string[] =>
  own ? [...prefix, 'sh', '-c', INIT, 'sh', ...command] : [...prefix, ...command];

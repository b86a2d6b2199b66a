import { Command, Option } from 'commander';
import { VERSION } from '../version.js';
import { captureCommands } from './capture-commands.js';
import { examples, withInput } from './define.js';
import { hookCommands } from './hook-commands.js';
import { liveCommands } from './live-commands.js';
import { phantomlinkCommands } from './phantomlink-commands.js';
import { planCommands } from './plan-commands.js';
import { replayCommand } from './replay-command.js';
import { withResultFiles } from './result-files.js';
import { runCommand } from './run-command.js';
import { scenarioCommands } from './scenario-commands.js';

/** What the composition root offers: a command's work by its name, made when it is called. */
export type CommandRunner = (name: string) => Promise<(...given: never[]) => Promise<number>>;

/** The command line. Commands are loaded when they are called, so that --help and --version are quick. */
export const program = (run: CommandRunner, exit: (code: number) => void): Command => {
  const call =
    (name: string) =>
    async (...given: unknown[]): Promise<void> => {
      const command = await run(name);
      exit(await (command as (...all: unknown[]) => Promise<number>)(...given.slice(0, -1), given.at(-1)));
    };
  const root = new Command('hookline')
    .description(
      'A programmable network emulator: real applications over a scenario-driven link, your TypeScript at both ends.',
    )
    .version(VERSION, '--version', 'print the version')
    .configureHelp({ helpWidth: 100, showGlobalOptions: false })
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `${examples(
        'hookline simulate leo.csv                        a TCP flow over a scenario, in virtual time',
        'hookline run leo.csv -- ping -c 5 192.168.66.2   a real program over the same, in real time',
        'hookline hook new my-hook                        a hook of your own, with its test and a plan',
        'hookline help run                                all about one command',
      )}\nWhat scenarios, plans and hooks look like: docs/ in the package, docs/first-hook.md first.\n`,
    )
    .exitOverride();

  runCommand(root, call);

  withResultFiles(withInput(root.command('simulate')))
    .description('run the same plan in virtual time, without root')
    .option('--in <PCAP>', 'a capture whose frames enter at the client (of a graph the first port), at their own times')
    .option(
      '--capture [PLACES]',
      'with --out, capture only these places, as in up.entry,down; all that leaves or dies unless told',
    )
    .option('--types', 'also check the types of the hooks, where TypeScript is installed beside them')
    .option('--reverse-in <PCAP>', 'the same at the server (of a graph the second port)')
    .action(call('simulate'))
    .addHelpText(
      'after',
      examples(
        'hookline simulate leo.csv --out result',
        'hookline simulate leo.csv --in up.pcap --hook ./my-hook.ts --json',
        'hookline simulate plan.yaml --seed 7 --set up.queue=64KiB',
        'hookline simulate graph.yaml --hook ./my-hook.ts@satellite --set topologies.there.dispatch.fork=flood',
      ) +
        '\nA bare scenario without captures carries one TCP flow from the client, until 10 s after its last row.\n' +
        'Exit codes: 0 ok, 1 a hook failed or an expectation is not met, 2 bad input, 3 invalid with --strict.\n',
    );

  replayCommand(root, call);

  withInput(root.command('probe'), 'print probe.json instead of the tables')
    .description(
      'measure the emulated link from outside: delay error, rate, loss and reordering, by kernel timestamps at both ends',
    )
    .option('--count <N>', 'probes to send (default: as many as fit the duration, or 200)')
    .option('--interval <SPAN>', 'time between two probes', '10ms')
    .option('--size <BYTES>', 'length of a probe’s frame, Ethernet header and all', '98B')
    .addOption(
      new Option('--protocol <WHAT>', 'what to send; auto is ICMP echo where raw-socket is built')
        .choices(['auto', 'icmp', 'udp'])
        .default('auto'),
    )
    .option('--rate', 'measure the rate of each row as well, by a short train of frames')
    .action(call('probe'))
    .addHelpText(
      'after',
      examples(
        'hookline probe leo.csv --duration 60s',
        'hookline probe leo.csv --count 2000 --interval 1ms --json',
        'hookline probe leo.csv --duration 60s --rate --out result',
      ),
    );

  root
    .command('shell')
    .description('open a shell, or run a command, in a namespace of a running emulation')
    .argument('<HOST>', 'client or server, a host of the plan, or link: where the emulator is')
    .argument('[command...]', 'instead of a shell')
    .option('--pid <N>', 'which run, when there are several')
    .passThroughOptions()
    .action(call('shell'))
    .addHelpText(
      'after',
      examples(
        'hookline shell client',
        'hookline shell server ss -ti',
        'hookline shell alice ping -c 3 192.168.66.2   a host of a graph',
        'hookline shell link tcpdump -i sim-veth1',
      ),
    );

  liveCommands(root, call);
  captureCommands(root, call);

  root
    .command('doctor')
    .description('what this machine can do, what is missing, what that costs and how to get it')
    .option('--json', 'print it as JSON')
    .action(call('doctor'));

  root
    .command('demo')
    .description('the whole thing in half a minute: real traffic over a LEO-like link with a hook on it')
    .option('--out <DIR>', 'where to write the result', 'runs/demo')
    .option('--virtual', 'in virtual time, even where real time would work')
    .action(call('demo'));

  planCommands(root, call);
  hookCommands(root, call);
  scenarioCommands(root, call);
  phantomlinkCommands(root, call);
  return root;
};

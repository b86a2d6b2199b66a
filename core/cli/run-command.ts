import { type Command, Option } from 'commander';
import { examples, repeatable, withInput } from './define.js';
import { withResultFiles } from './result-files.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

/** `hookline run`. */
export const runCommand = (root: Command, call: Call): void => {
  withResultFiles(withInput(root.command('run')))
    .description('run real programs over the link, in real time')
    .option('--server <COMMAND>', 'a shell command for the server side; the client waits until it listens')
    .option('--server-timeout <SPAN>', 'how long a server may take to listen', '10s')
    .addOption(
      repeatable(
        '--at <HOST[:PORT]=COMMAND>',
        'a shell command at any host, before the client; with :PORT what follows waits until it listens there; repeatable',
      ),
    )
    .addOption(
      repeatable(
        '--attach <[PORT=]PLACE>',
        'let a port stand at what exists: netns:NAME, docker:CONTAINER or if:INTERFACE; needs root; repeatable',
      ),
    )
    .option(
      '--capture [PLACES]',
      'capture the frames that leave or die at every stage, or those at these places, as in up.entry,down (with --out)',
    )
    .option('--watch', 'rebuild a hook when one of its files is saved, and let the run go on with it')
    .addOption(
      new Option(
        '--priority <WHAT>',
        'priority of the lanes: fifo is real-time and needs root; what is not allowed falls back to the next',
      )
        .choices(['fifo', 'nice', 'none'])
        .default('fifo'),
    )
    .argument(
      '[client command...]',
      'the client’s own command, after --; without one the run goes on until Ctrl-C or its duration',
    )
    .action(call('run'))
    .addHelpText(
      'after',
      examples(
        "hookline run leo.csv --server 'iperf3 -s -1' -- iperf3 -c 192.168.66.2",
        'hookline run leo.csv --hook attacker --set attacker.chance=1% -- ping -c 20 192.168.66.2',
        "hookline run plan.yaml --out result --server 'python3 -m http.server 80' -- curl -s http://192.168.66.2/",
        "hookline run graph.yaml --at bob:5201='iperf3 -s' --at carol='iperf3 -t 60 -c $HOOKLINE_BOB' -- ping -c 9 192.168.66.2",
        'sudo hookline run leo.csv --attach client=docker:web --attach server=if:eth1',
      ) +
        '\nThe client is 192.168.22.2, the server 192.168.66.2; all programs find the addresses in HOOKLINE_CLIENT,\n' +
        'HOOKLINE_SERVER, HOOKLINE_CLIENT6 and HOOKLINE_SERVER6. With other ports they are HOOKLINE_ and the name of the port, and\n' +
        'the client runs at the host of the port client, else at the first; the server at that of the port server, else at the\n' +
        'next host. Exit codes: the client command’s own; 1 a hook failed or an expectation is not met, 2 bad input, 3 invalid\n' +
        'with --strict, 4 the environment, 130 Ctrl-C.\n',
    );
};

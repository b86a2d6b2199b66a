import { type Command, Option } from 'commander';
import { examples, withInput } from './define.js';
import { withResultFiles } from './result-files.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

const shaper = (side: string): Option =>
  new Option(
    `--qdisc-${side}-shaper <WHAT>`,
    'accepted as phantomlink has it; the discipline always stands at the bottleneck here, so both mean the same',
  ).choices(['none', 'htb']);

/** phantomlink's commands, word for word: its users' scripts run with one word replaced. */
export const phantomlinkCommands = (root: Command, call: Call): void => {
  root
    .command('setup')
    .description('make the namespaces of client, link and server, which stay until teardown')
    .option('-c, --qdisc-client <TOKENS>', "queue discipline from the client, as tc has it: 'pfifo limit 1000'")
    .option('-s, --qdisc-server <TOKENS>', "queue discipline from the server, as tc has it: 'bfifo limit 64kb'")
    .addOption(shaper('client'))
    .addOption(shaper('server'))
    .addOption(
      new Option('--names <WHOSE>', 'hl_client, hl_link, hl_server; or phantomlink’s pl_client, pl_link, pl_server')
        .choices(['hookline', 'phantomlink'])
        .default('hookline'),
    )
    .option('--json', 'print what was made as JSON')
    .action(call('setup'))
    .addHelpText(
      'after',
      `${examples('hookline setup', "hookline setup -c 'pfifo limit 100' -s 'bfifo limit 250kb'")}
Without root a holder process keeps the namespaces, which then have no names in /run/netns.
`,
    );

  withResultFiles(withInput(root.command('start')))
    .description('run the link between the namespaces of setup, until Ctrl-C')
    // No defaults for commander: what was not typed must not stand above the plan and the disciplines of setup.
    .option(
      '--buffer-size-multiplier <N>',
      'size of the bottleneck’s queue, in bandwidth-delay products (default: the plan or setup, or 1.0)',
    )
    .option(
      '--reconfiguration-delay <MS>',
      'how long the link stands still at a route change, in ms or as in 10ms (default: the plan, or 0)',
    )
    .addOption(
      new Option(
        '--reconfiguration-mode <WHAT>',
        'gsl: the links to the ground stand still; all: frames in flight are held as well (default: the plan, or gsl)',
      ).choices(['gsl', 'all']),
    )
    .addOption(
      new Option(
        '--startup-mode <WHEN>',
        'what starts the scenario’s clock; only unicast frames count, large ones have 1500 bytes or more (default: the plan, or first-packet)',
      ).choices(['app-start', 'first-packet', 'first-transport-packet', 'first-large-transport-packet']),
    )
    .option('--no-max-thread-priority', 'keep the lanes at normal priority')
    .option('--no-network-namespace', 'use sim-veth1 and sim-veth2 of the current namespace, without setup')
    .option('--no-kernel-params', 'leave the kernel’s socket buffer limits as they are')
    .option(
      '--capture [PLACES]',
      'capture the frames that leave or die at every stage, or those at these places, as in up.entry,down (with --out)',
    )
    .option('--watch', 'rebuild a hook when one of its files is saved, and let the run go on with it')
    .action(call('start'))
    .addHelpText(
      'after',
      `${examples(
        'hookline start leo.csv',
        'hookline start leo.csv --startup-mode first-transport-packet --reconfiguration-delay 20',
        'hookline start leo.csv --hook attacker --set attacker.chance=1% --out result',
      )}
When the clock starts, a line tells the wall-clock time in ms: HOOKLINE_TS_START=1700000000000
(PHANTOMLINK_TS_START= after setup --names phantomlink).
`,
    );

  root
    .command('exec')
    .description('run a command in the namespace of the client or the server')
    .argument('<client|server>', 'which namespace')
    .argument('<command...>', 'the command; everything behind the namespace is its own, flags included')
    .passThroughOptions()
    .action(call('exec'))
    .addHelpText(
      'after',
      examples(
        'hookline exec server iperf3 -s --port 5000',
        'hookline exec client iperf3 -c 192.168.66.2 --port 5000',
        'hookline exec client bash',
      ),
    );

  root
    .command('teardown')
    .description('remove the namespaces of setup, and end what still runs in them')
    .action(call('teardown'))
    .addHelpText('after', examples('hookline teardown'));

  root
    .command('socket-stats')
    .description('write the TCP sockets of the client, their round-trip times and windows, to a CSV file over time')
    .argument('<FILE>', 'where to write; - is standard output')
    .addOption(new Option('--at <NAMESPACE>', 'whose sockets').choices(['client', 'server']).default('client'))
    .option('--port <N>', 'only sockets of this local port (iperf3 --cport); without it all')
    .option('--interval <SPAN>', 'time between two readings', '250ms')
    .action(call('socket-stats'))
    .addHelpText('after', examples('hookline socket-stats sockets.csv', 'hookline socket-stats - --interval 100ms'));

  root
    .command('generate')
    .description('print the completions of a shell')
    .argument('[SHELL]', 'bash, elvish, fish, powershell, zsh or nushell (default: the shell you are in)')
    .action(call('generate'))
    .addHelpText(
      'after',
      `${examples('hookline generate bash > ~/.local/share/bash-completion/completions/hookline')}
docs/completions.md says where each shell wants them.
`,
    );

  // For the scripts of generate, not for people.
  root
    .command('complete', { hidden: true })
    .description('what may stand at the cursor of a command line')
    .argument('<SHELL>', 'whose script asks')
    .argument('[words...]', 'the line up to the cursor, behind --')
    .action(call('complete'));
};

import { type Command, Option } from 'commander';
import { examples } from './define.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

/** What shows the frames of a running emulation. */
export const captureCommands = (root: Command, call: Call): void => {
  root
    .command('capture')
    .description('show the frames at stages of a running emulation, live, as pcapng for Wireshark and tshark')
    .argument(
      '<STAGE[.SIDE]...>',
      'a stage, as up, or one side of it, as up.entry, up.exit or up.deaths; all: every stage',
    )
    .option('-w, --write <FILE>', 'where to write; - is standard output', '-')
    .option('--filter <TEXT>', 'only these frames, as in tcp port 443 and not host 192.168.66.2')
    .option('--count <N>', 'end after so many frames')
    .option('-q, --quiet', 'say nothing of what is captured and what came of it')
    .option('--pid <N>', 'which run, when there are several')
    .action(call('capture'))
    .addHelpText(
      'after',
      `${examples(
        'hookline capture up | wireshark -k -i -',
        'hookline capture up.entry up.exit | tshark -r - -T fields -e frame.interface_name -e frame.packet_id',
        "hookline capture all.deaths --filter 'tcp port 5201' | tshark -r - -T fields -e frame.comment",
        'hookline capture down.exit -w down.pcapng --count 1000',
      )}
A stage without a side: what leaves it and what dies in it. A frame that died has its cause as its comment, as in queue:tail or
hook:ack-thief:ack-stolen; the packet id is the same at every stage. It ends with the run, at Ctrl-C, or when nobody reads it
any more. A reader that is too slow loses frames and is told how many; the path never waits for it. docs/capture.md has more.
`,
    );

  const asked = (flags: string): Option => new Option(flags).hideHelp();
  root
    .command('extcap')
    .description('show the stages of running emulations in Wireshark as interfaces')
    .argument('[install|uninstall]', 'link Hookline into the folder where Wireshark looks, or take it out again')
    .option('--dir <DIR>', 'another folder than the one that tshark -G folders names')
    // What Wireshark calls it with, and what a later version may add.
    .addOption(asked('--extcap-interfaces'))
    .addOption(asked('--extcap-version [TEXT]'))
    .addOption(asked('--extcap-interface <NAME>'))
    .addOption(asked('--extcap-dlts'))
    .addOption(asked('--extcap-config'))
    .addOption(asked('--extcap-capture-filter <TEXT>'))
    .addOption(asked('--capture'))
    .addOption(asked('--fifo <FILE>'))
    .allowUnknownOption()
    .allowExcessArguments()
    .action(call('extcap'))
    .addHelpText(
      'after',
      `${examples(
        'hookline extcap install',
        'tshark -D | grep hookline                        hookline-4711-up.exit (hookline: leo.csv up.exit)',
        'tshark -i hookline-4711-up.exit',
        'hookline extcap uninstall',
      )}
Each stage is there as it is for hookline capture: as a whole, and by its sides. Capture filters are in the language of
docs/filter.md.
`,
    );
};

import { type Command, Option } from 'commander';
import { examples, repeatable } from './define.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

/** The commands about scenarios themselves: nothing is run. */
export const scenarioCommands = (root: Command, call: Call): void => {
  root
    .command('plot')
    .description('draw what a scenario or a plan does over time, without running anything')
    .argument('<scenario.csv|plan.yaml>', 'a scenario (CSV) or a plan (YAML or JSON)')
    .addOption(repeatable('--set <NAME=VALUE>', 'a setting, as in down.rate=5Mbit/s; repeatable, later ones win'))
    .option('--duration <SPAN>', 'draw this much (default: the plan, or once through the table)')
    .option('--out <FILE>', 'write FILE.svg or FILE.png, or both for a name without ending, instead of the terminal')
    .option('--json', 'print the series')
    .action(call('plot'))
    .addHelpText(
      'after',
      examples(
        'hookline plot leo.csv',
        'hookline plot plan.yaml --out leo',
        'hookline plot leo.csv --duration 60s --json',
      ),
    );

  root
    .command('import')
    .description('turn the configuration of another emulator into a scenario or a plan, on standard output')
    .argument('<mahimahi|netem|rattan|theaterq>', 'whose')
    .argument('<FILE|OPTIONS...>', 'a trace, or one for each direction; of netem and rattan their options')
    .addOption(
      new Option('--at <WHERE>', 'netem, theaterq: the direction it is for')
        .choices(['up', 'down', 'both'])
        .default('both'),
    )
    .addOption(
      new Option('--cont <WHAT>', 'theaterq: what follows the last entry')
        .choices(['hold', 'loop', 'clear'])
        .default('hold'),
    )
    .option('--byteqlen', 'theaterq: LIMIT counts bytes')
    .option('--once', 'mahimahi: stand still at the end of the trace')
    // rattan's flags are words of its own.
    .allowUnknownOption()
    .action(call('import'))
    .addHelpText(
      'after',
      `${examples(
        "hookline import netem 'delay 20ms 5ms distribution normal loss gemodel 1% 10%' > plan.yaml",
        'hookline import mahimahi verizon.up verizon.down > plan.yaml',
        'hookline import theaterq forward.csv return.csv --cont loop > leo.csv',
        'hookline import rattan --uplink-delay 20ms --uplink-bandwidth 10Mbps --uplink-queue droptail > plan.yaml',
      )}
Scenarios are tables (CSV), plans are YAML; both may be changed by hand afterwards. What has no counterpart is a fault.
Paths in a plan are relative to it: write it where you stand.
`,
    );
};

import type { Command } from 'commander';
import { examples } from './define.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

/** The commands for an emulation that is running: run, start, probe or demo in another terminal. */
export const liveCommands = (root: Command, call: Call): void => {
  root
    .command('status')
    .description('what a running emulation is like now: every stage with its queue, drops and hooks')
    .option('--pid <N>', 'which run, when there are several')
    .option('--json', 'print it as JSON')
    .action(call('status'))
    .addHelpText('after', examples('hookline status', 'watch -n 1 hookline status', 'hookline status --json'));

  root
    .command('reload')
    .description('rebuild hooks of a running emulation and put them in the place of their former versions')
    .argument('[HOOK]', 'which hook, by its name or that of its file; every one if not given')
    .option('--pid <N>', 'which run, when there are several')
    .option('--json', 'print what was reloaded, since when and how long it took')
    .action(call('reload'))
    .addHelpText(
      'after',
      `${examples('hookline reload', 'hookline reload thief')}
Frames in flight stay, and so do those that a hook holds or keeps. The state goes to the new version's adopt, or is made
anew where it has none. A version that cannot be built, loaded or begun leaves the former one running, and the exit code is
2. With --watch, run and start do the same whenever a file of a hook is saved.
`,
    );

  root
    .command('set')
    .description('change stages and hooks of a running emulation, from now on')
    .argument('<STAGE>', 'which stage, as up or down, or one of a graph; link or all: every one')
    .argument('<SETTING=VALUE...>', 'as --set has them; later ones win')
    .option('--pid <N>', 'which run, when there are several')
    .option('--json', 'print what was set, and since when')
    .action(call('set'))
    .addHelpText(
      'after',
      `${examples(
        'hookline set up delay=80ms loss=1%',
        'hookline set link rate=5Mbit/s jitter=2ms queue=64KiB',
        'hookline set down scenario=storm.csv',
        'hookline set up attacker.chance=5%',
        'hookline set all thief.chance=5% thief.burst=8',
        'hookline set satellite delay=80ms loss=1%        a stage of a graph, by its name',
      )}
Settings: rate, delay, jitter, loss, duplicate, ber, mtu, queue (its limit) and scenario, in the words of a plan, and
HOOK.OPTION: the option of a hook that stands at the stage, by the name that status has for it or that of its file.
What is set is in force until the scenario's next row that sets the same column, or for good when none does: a row always
sets rate and delay, the others where the table has a column for them. An effect that the plan did not have comes into
being. Another scenario begins with its first row now. An option of a hook holds for good, from its next call on; what the
hook made of it before, its state, stays. With a fault nothing is changed, and the exit code is 2; 4 when
no run can be reached. Runs with --out journal what was set, so that hookline replay stays exact.
`,
    );
};

import type { Command } from 'commander';
import { examples, repeatable } from './define.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

/** `hookline replay`. */
export const replayCommand = (root: Command, call: Call): void => {
  root
    .command('replay')
    .description('feed the journal of a run to the virtual driver and compare every frame’s fate')
    .argument('<DIR>', 'the directory that a run wrote with --out')
    .addOption(
      repeatable(
        '--hook <NAME|FILE>',
        'another version of a hook of the run, in the place of that of its name: a path, or a shipped one; repeatable',
      ),
    )
    .addOption(repeatable('--set <NAME.OPTION=VALUE>', 'another value of an option of a hook; repeatable'))
    .addOption(repeatable('--without <NAME>', 'leave a hook of the run out; repeatable'))
    .option('--json', 'print the comparison as JSON, every frame that differs')
    .option('--csv <FILE>', 'write every frame that differs into this file')
    .action(call('replay'))
    .addHelpText(
      'after',
      `${examples(
        'hookline replay result',
        'hookline replay result --hook ./thief.ts --csv changed.csv',
        'hookline replay result --set thief.chance=5%',
        'hookline replay result --without thief',
      )}
As it was, a run is compared in every frame’s fate, order and nanosecond. With a changed hook it is told of which frames
the fate is another one. Frames arrive as they were recorded: what programs would have sent after another fate is not in
it. Exit codes: 0 the same, or with a changed hook compared; 1 it differs, or a hook failed; 2 bad input, 4 the run cannot
be replayed.
`,
    );
};

import { type Command, Option } from 'commander';
import { examples } from './define.js';
import { TEMPLATE_NAMES } from './hook-templates/template-names.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

/** `hookline hook …`: begin a hook, test it, look it up. */
export const hookCommands = (root: Command, call: Call): void => {
  const hook = root
    .command('hook')
    .description('begin a hook, test it, look hooks up')
    .configureHelp({ helpWidth: 100 })
    .addHelpText(
      'after',
      `${examples(
        'hookline hook new ack-thief        a typed hook, its test and a plan',
        'hookline hook test                 the tests of the hooks here',
        'hookline hook describe attacker    what can be set, in which words',
      )}\nFrom nothing to real traffic in ten minutes: docs/first-hook.md\n`,
    );

  hook
    .command('new')
    .description('begin a hook: NAME.ts, its test NAME.test.ts, and a plan NAME.yaml with traffic for virtual time')
    .argument('<NAME>', 'lower-case words joined by hyphens')
    .option('--in <DIR>', 'where to write them', '.')
    .addOption(
      new Option(
        '--template <WHAT>',
        `what it does to begin with (default: the template called NAME, or ${TEMPLATE_NAMES[0]})`,
      ).choices(TEMPLATE_NAMES),
    )
    .option('--force', 'write over those that are there')
    .action(call('hook new'))
    .addHelpText(
      'after',
      `${examples('hookline hook new attacker', 'hookline hook new slow-lane --template observer --in lab')}
Where editors would not know hookline/sdk it writes a tsconfig.json as well; one that is there is never touched.
`,
    );

  hook
    .command('test')
    .description('run the tests of hooks under the rig, without root, sockets or anything installed beside them')
    .argument('[FILES...]', 'tests, hooks or folders; default: the working directory and what is below it')
    .option('--watch', 'run them again when a file changes, until Ctrl-C')
    .option('--timeout <SPAN>', 'a test that takes longer hangs: it is ended and has failed', '10s')
    .option('--json', 'print the results as JSON')
    .action(call('hook test'))
    .addHelpText(
      'after',
      `${examples('hookline hook test', 'hookline hook test ack-thief.test.ts', 'hookline hook test lab --watch')}
A test is a file *.test.ts that imports hookline/sdk/testing, or lies beside a hook of its name. Tests are written with
uvu, which is provided. A hook that no test imports gets a smoke test: frames of every kind, sound and damaged, through
both of its sides; it must not throw, every frame must be accounted for, and the same seed give the same fates. Each
file runs in a process of its own. Exit codes: 0 all passed, 1 a test failed, 2 bad input, 130 Ctrl-C.
`,
    );

  hook
    .command('list')
    .description('the hooks that come with Hookline, or those in files and folders: what they do, where they stand')
    .argument('[FILES...]', 'hooks or folders instead of those that come along')
    .option('--json', 'print them as JSON, options too')
    .action(call('hook list'))
    .addHelpText('after', examples('hookline hook list', 'hookline hook list . --json'));

  hook
    .command('describe')
    .description(
      'all that a hook says of itself: options with their kinds, examples and defaults, sides, scope, filter',
    )
    .argument('<NAME|FILE>', 'a hook that comes along, or a path to one')
    .option('--json', 'print it as JSON')
    .action(call('hook describe'))
    .addHelpText('after', examples('hookline hook describe attacker', 'hookline hook describe ./ack-thief.ts --json'));
};

import { type Command, Option } from 'commander';
import { examples, withPlan } from './define.js';

/** The work of a command by its name, as an action of commander. */
type Call = (name: string) => (...given: unknown[]) => Promise<void>;

/** The commands that begin a plan and look it over: nothing is run. */
export const planCommands = (root: Command, call: Call): void => {
  root
    .command('init')
    .description('begin an experiment: a plan with every setting explained, a scenario and a hook')
    .argument('[DIR]', 'where to write plan.yaml, scenario.csv and hook.ts', '.')
    .addOption(
      new Option('--template <NAME>', 'one link, or a graph of stages').choices(['link', 'graph']).default('link'),
    )
    .option('--force', 'write over those that are there')
    .action(call('init'))
    .addHelpText(
      'after',
      examples(
        'hookline init',
        'hookline init lab && hookline check lab/plan.yaml',
        'hookline init mesh --template graph',
      ),
    );

  withPlan(root.command('check'))
    .description('tell everything that is wrong with a scenario or a plan, or else what it comes to; nothing is run')
    .option('--types', 'also check the types of the hooks, where TypeScript is installed beside them')
    .addOption(
      new Option('--draw <WHAT>', 'print the link or the topologies as a graph instead')
        .choices(['mermaid', 'dot', 'svg'])
        .conflicts('json'),
    )
    .option('--json', 'print it as JSON, faults too')
    .action(call('check'))
    .addHelpText(
      'after',
      `${examples(
        'hookline check plan.yaml',
        'hookline check leo.csv --hook ./my-hook.ts@down --set my-hook.chance=5%',
        'hookline check plan.yaml --draw svg > link.svg',
      )}
It prints what a frame meets in each direction, what the scenario does, which stages share a thread, the memory for
frames, the random substreams, and what is worth a second look. Exit codes: 0 no faults, 2 faults.
`,
    );
};

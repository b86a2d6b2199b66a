import { type Command, Option } from 'commander';

/** An option that may be given several times. */
export const repeatable = (flags: string, about: string): Option =>
  new Option(flags, about)
    .argParser((value: string, all: readonly string[]): readonly string[] => [...all, value])
    .default([], 'none');

/** The arguments and options of every command that reads a plan with its hooks. */
export const withPlan = (command: Command): Command =>
  command
    .argument('<scenario.csv|plan.yaml>', 'a scenario (CSV) or a plan (YAML or JSON)')
    .addOption(
      repeatable(
        '--hook <FILE[@STAGE]>',
        'a hook: a path, or a shipped one by name; at one stage or group of stages, as up, down or one of a graph, else at all; repeatable',
      ),
    )
    .addOption(
      repeatable(
        '--set <NAME=VALUE>',
        'an option of a hook (attacker.chance=2%), what a plan says of it (attacker.filter=udp), or a setting (up.queue=64KiB, topologies.there.dispatch.fork=flood); repeatable, later ones win',
      ),
    )
    .option('--seed <N>', 'the seed of every random draw (default: the plan, or 1)')
    .option(
      '--duration <SPAN>',
      'end after this much of the run, as in 30s (default: the plan; else with the client or the traffic)',
    );

/** The arguments and options of every command that runs a plan. */
export const withInput = (command: Command, json = 'print run.json instead of the summary'): Command =>
  withPlan(command)
    .option(
      '--out <DIR>',
      'write run.json, the plan, hooks, events, journal and captures here; a former run is written over',
    )
    .option('--json', json)
    .option('--strict', 'exit with 3 when the run judges itself invalid');

/** What `--help` says last. */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}\n`;

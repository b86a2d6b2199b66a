import type { Command } from 'commander';
import { HOOK_SETTING_CHOICES, HOOK_SETTINGS } from '../plan/hook-setting-names.js';
import { LIVE_SETTINGS } from '../plan/live-setting-names.js';
import { type Answer, type Candidate, type Mode, words } from './answer.js';
import { anyFile, ending, noFile, paths } from './paths.js';
import { SHELLS } from './shells.js';
import type { Setting, Surroundings } from './surroundings.js';

/** What a value is completed from. */
export interface Asked {
  /** The value so far. */
  readonly typed: string;
  /** The command whose commands may stand here. */
  readonly group: Command;
  /** The values of `--hook` on the line so far. */
  readonly hooks: readonly string[];
  readonly around: Surroundings;
}

type Values = (asked: Asked) => Answer;

const CAPTURES = ['.pcap', '.pcapng'];
const PLANS = ['.csv', '.yaml', '.yml', '.json'];
const HOOKS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

const answer = (mode: Mode, candidates: readonly Candidate[]): Answer => ({ mode, candidates });
const bare = (all: readonly string[]): Candidate[] => all.map(word => ({ word, about: '' }));

const files =
  (...endings: readonly string[]): Values =>
  ({ typed, around }) =>
    answer('files', paths(typed, around, ending(...endings)));

const folders: Values = ({ typed, around }) => answer('folders', paths(typed, around, noFile));

const runFolders: Values = ({ typed, around }) => {
  const all = paths(typed, around, noFile);
  const runs = all.filter(({ word }) => around.isFile(`${word}run.json`));
  return answer('folders', [...runs, ...all.filter(each => !runs.includes(each))]);
};

/** The first word of another program's command line. */
export const programs: Values = ({ typed, around }) =>
  typed.includes('/')
    ? answer(
        'files',
        paths(typed, around, ({ name }, folder) => around.isProgram(folder + name)),
      )
    : words(bare(around.programs(typed)));

const PLACES = [
  ['up', 'at the stage from client to server'],
  ['down', 'at the stage from server to client'],
  ['both', 'at both stages, as without @'],
] as const;

const hooks: Values = asked => {
  const { typed } = asked;
  const at = typed.lastIndexOf('@');
  if (at > 0) return words(PLACES.map(([place, about]) => ({ word: typed.slice(0, at + 1) + place, about })));
  return oneHook(asked);
};

/** Shipped hooks, and files. */
const oneHook: Values = ({ typed, around }) => {
  const own = paths(typed, around, ending(...HOOKS));
  return answer('files', typed.includes('/') ? own : [...around.hooks(), ...own]);
};

/** The name by which `--set` knows a hook: its file's without folder and ending. */
const stem = (hook: string): string => hook.replace(/^.*\//s, '').replace(/\.[cm]?[jt]s$/, '');

/** What a plan says of the line's own hooks besides their options. */
const ofHooks = ({ hooks, around }: Asked): Setting[] =>
  hooks.flatMap(given => {
    const hook = withoutPlace(given);
    const own = around.hookOptions(hook).map(({ name }) => name);
    return Object.entries(HOOK_SETTINGS)
      .filter(([name]) => !own.includes(name))
      .map(([name, about]) => ({
        name: `${stem(hook)}.${name}`,
        about,
        fallback: undefined,
        choices: HOOK_SETTING_CHOICES[name],
      }));
  });

const withoutPlace = (hook: string): string => hook.replace(/@(?!.*\.[cm]?[jt]s$)[^/]*$/, '');

/** What `--set` can change, the options of the line's own hooks first. */
const settable = (asked: Asked) => [
  ...asked.hooks.flatMap(given => {
    const hook = withoutPlace(given);
    return asked.around.hookOptions(hook).map(option => ({
      ...option,
      name: `${stem(hook)}.${option.name}`,
      about: `${option.about} (${option.fallback === undefined ? 'required' : `default ${option.fallback || "''"}`})`,
    }));
  }),
  ...asked.around.settings().map(setting => ({
    ...setting,
    about: setting.about + (setting.fallback === undefined ? '' : ` (default ${setting.fallback})`),
  })),
  ...ofHooks(asked),
];

const setsOf =
  (known: (asked: Asked) => readonly Setting[]): Values =>
  asked => {
    const equals = asked.typed.indexOf('=');
    const all = known(asked);
    if (equals < 0) return words(all.map(({ name, about }) => ({ word: `${name}=`, about })));
    const name = asked.typed.slice(0, equals);
    const prefix = `${name}=`;
    if (name.endsWith('.scenario'))
      return behind(prefix, files('.csv')({ ...asked, typed: asked.typed.slice(equals + 1) }));
    const setting = all.find(each => each.name === name);
    if (!setting) return words([]);
    return behind(prefix, valuesOfSetting(setting));
  };
const sets = setsOf(settable);
/** Of the hooks on the line only. */
const hookSets = setsOf(ofHooks);

const valuesOfSetting = ({ choices, fallback }: Pick<Setting, 'choices' | 'fallback'>): Answer => {
  const values = choices ?? (fallback ? [fallback] : []);
  return words(values.map(word => ({ word, about: word === fallback ? 'default' : '' })));
};

/** What `hookline set` can change, told as `--set` tells it of one direction, and options of the hooks that run. */
const liveSets: Values = asked => {
  const equals = asked.typed.indexOf('=');
  const { options } = asked.around.live();
  if (equals < 0) {
    const all = asked.around.settings();
    const aboutOf = (name: string): string => all.find(each => each.name === `up.${name}`)?.about ?? '';
    return words([
      ...LIVE_SETTINGS.map(name => ({ word: `${name}=`, about: aboutOf(name) })),
      ...options.map(({ name, about }) => ({ word: `${name}=`, about })),
    ]);
  }
  const prefix = asked.typed.slice(0, equals + 1);
  if (prefix === 'scenario=') return behind(prefix, files('.csv')({ ...asked, typed: asked.typed.slice(equals + 1) }));
  const option = options.find(({ name }) => prefix === `${name}=`);
  return option ? behind(prefix, valuesOfSetting(option)) : words([]);
};

const liveStages: Values = ({ around }) => {
  const { stages } = around.live();
  return words([
    ...bare(stages.length > 0 ? stages : ['up', 'down']),
    { word: 'link', about: 'both of a link' },
    { word: 'all', about: 'every stage' },
  ]);
};

/** Hooks of the emulations that run. */
const liveHooks: Values = ({ around }) => words(bare(around.live().hooks));

/** The places of `hookline shell`; the link of every run has a namespace of its own. */
const shellPlaces: Values = ({ around }) => {
  const hosts = around.hosts();
  return words([
    ...bare(hosts.length > 0 ? hosts : ['client', 'server']),
    { word: 'link', about: 'where the emulator is' },
  ]);
};

const SIDES = [
  ['', 'what leaves and what dies there'],
  ['.entry', 'what comes there'],
  ['.exit', 'what leaves it'],
  ['.deaths', 'what dies in it, with the cause'],
] as const;

const sidesOf = (stages: readonly string[]): Candidate[] =>
  [...(stages.length > 0 ? stages : ['up', 'down']), 'all'].flatMap(stage =>
    SIDES.map(([side, about]) => ({ word: stage + side, about })),
  );

/** What `hookline capture` shows. */
const liveSides: Values = ({ around }) => words(sidesOf(around.live().stages));

/** What `--capture` writes, with commas between: of a link; which stages a graph has stands in its plan. */
const places: Values = ({ typed }) => behind(typed.slice(0, typed.lastIndexOf(',') + 1), words(sidesOf([])));

/** Places to attach to, behind the port's name if there is one. */
const attachments: Values = ({ typed, around }) => {
  const equals = typed.indexOf('=') + 1;
  return behind(typed.slice(0, equals), words(bare([...around.places(), 'docker:'])));
};

/** The answer with `prefix`, which stands in the word already, before every candidate. */
export const behind = (prefix: string, { mode, candidates }: Answer): Answer => ({
  mode,
  candidates: candidates.map(({ word, about }) => ({ word: prefix + word, about })),
});

/** The commands that --help lists. */
export const commands: Values = ({ group }) => {
  const help = group.createHelp();
  return words(
    help.visibleCommands(group).map(each => ({ word: each.name(), about: help.subcommandDescription(each) })),
  );
};

/**
 * How arguments, and values of options, are completed: by the name they have in --help, behind the command or option
 * they belong to where that alone does not tell.
 */
const VALUES: Readonly<Record<string, Values>> = {
  'scenario.csv|plan.yaml': files(...PLANS),
  'replay DIR': runFolders,
  'help command': commands,
  '--pid N': ({ around }) => words(around.running()),
  'FILE[@STAGE]': hooks,
  'NAME=VALUE': sets,
  'NAME.OPTION=VALUE': hookSets,
  'NAME|FILE': oneHook,
  FILES: files(...HOOKS),
  'SETTING=VALUE': liveSets,
  STAGE: liveStages,
  'STAGE[.SIDE]': liveSides,
  PLACES: places,
  HOOK: liveHooks,
  HOST: shellPlaces,
  '[PORT=]PLACE': attachments,
  COMMAND: programs,
  DIR: folders,
  'FILE|OPTIONS': ({ typed, around }) => answer('files', paths(typed, around, anyFile)),
  FILE: ({ typed, around }) => answer('files', paths(typed, around, anyFile)),
  PCAP: files(...CAPTURES),
  SHELL: () => words(bare(SHELLS)),
};

/** How the value `name` of `owner`, a command or an option, is completed; undefined where any text is as good. */
export const valuesOf = (owner: string, name: string): Values | undefined => {
  const known = VALUES[`${owner} ${name}`] ?? VALUES[name];
  if (known) return known;
  // `<client|server>` says it all.
  return /^[a-z]+(\|[a-z]+)+$/.test(name) ? () => words(bare(name.split('|'))) : undefined;
};

export const choicesOf = (choices: readonly string[]): Answer => words(bare(choices));

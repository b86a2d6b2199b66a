import type { Argument, Command, Option } from 'commander';
import { type Answer, type Candidate, NOTHING, words } from './answer.js';
import type { Surroundings } from './surroundings.js';
import { type Asked, behind, choicesOf, commands, programs, valuesOf } from './values.js';

/** The command line as far as it is typed. */
interface Line {
  readonly command: Command;
  /** The command that the last word chose among others, as `hook` in `hook test`; the program itself, if none. */
  readonly group: Command;
  readonly given: readonly Option[];
  readonly hooks: readonly string[];
  /** The option whose value comes next. */
  readonly awaits: Option | undefined;
  /** Arguments so far. */
  readonly count: number;
  /** Whether `--` ended the options. */
  readonly closed: boolean;
  /** Where another program's command line begins; the program's own name is word 0. */
  readonly inner: number | undefined;
}

/**
 * What may stand at the cursor of `hookline …`, from the definitions of the commands. `typed` are the words behind the
 * program's name, without their quotes, up to the cursor; the last one is the one at the cursor, empty behind a space.
 */
export const complete = (root: Command, typed: readonly string[], around: Surroundings): Answer => {
  const line = read(root, typed.slice(0, -1));
  return line === undefined ? NOTHING : atCursor(line, typed.at(-1) ?? '', around);
};

const atCursor = (line: Line, typed: string, around: Surroundings): Answer => {
  const { command, awaits, closed, inner } = line;
  const asked: Asked = { typed, group: line.group, hooks: line.hooks, around };
  if (awaits && !(awaits.optional && typed.startsWith('-'))) return optionValue(awaits, asked);
  const dash = !closed && typed.startsWith('-');
  if (inner !== undefined && !(dash && !isWhole(command))) return { mode: `command ${inner}`, candidates: [] };
  if (dash) {
    const equals = typed.indexOf('=');
    if (equals < 0) return words(optionsAt(line, typed));
    const option = find(command, typed.slice(0, equals));
    if (!option || !takesValue(option)) return NOTHING;
    return behind(typed.slice(0, equals + 1), optionValue(option, { ...asked, typed: typed.slice(equals + 1) }));
  }
  if (command === line.group) return commands(asked);
  const argument = argumentAt(command, line.count);
  if (argument === undefined) return typed === '' && !closed ? words(optionsAt(line, '')) : NOTHING;
  if (!isProgram(argument)) return valuesOf(command.name(), argument.name())?.(asked) ?? NOTHING;
  if (typed !== '' || closed || isWhole(command)) return programs(asked);
  return words([{ word: '--', about: argument.description }, ...optionsAt(line, '')]);
};

/** Whether this argument begins another program's command line. */
const isProgram = (argument: Argument): boolean => argument.variadic && /\bcommand$/.test(argument.name());

/** Whether everything behind the first arguments of this command is the other program's, as for exec: no `--` needed. */
const isWhole = (command: Command): boolean => command.registeredArguments.at(-1)?.name() === 'command';

const argumentAt = (command: Command, at: number): Argument | undefined => {
  const all = command.registeredArguments;
  const last = all.at(-1);
  return all[at] ?? (last?.variadic ? last : undefined);
};

const optionValue = (option: Option, asked: Asked): Answer =>
  option.argChoices
    ? choicesOf(option.argChoices)
    : (valuesOf(option.long ?? option.flags, placeholder(option))?.(asked) ?? NOTHING);

/** `DIR` of `--out <DIR>`. */
const placeholder = (option: Option): string => /[<[](.*)[>\]]$/.exec(option.flags)?.[1] ?? '';

const takesValue = (option: Option): boolean => option.required || option.optional;

const find = (command: Command, word: string): Option | undefined => {
  const all = command.createHelp().visibleOptions(command);
  const name = word.startsWith('--') ? word.replace(/=.*$/s, '') : word.slice(0, 2);
  return all.find(({ long, short }) => long === name || short === name);
};

/** Reads the words before the cursor as commander would. Undefined when they name no command. */
const read = (root: Command, before: readonly string[]): Line | undefined => {
  let group = root;
  let command = root;
  let awaits: Option | undefined;
  let count = 0;
  let closed = false;
  let inner: number | undefined;
  const given: Option[] = [];
  const hooks: string[] = [];
  const note = (option: Option, value: string): void => {
    if (option.long === '--hook') hooks.push(value);
  };
  for (const [i, word] of before.entries()) {
    // One whose value may be left out takes no other option for it.
    if (awaits?.optional && word.startsWith('-')) awaits = undefined;
    if (awaits) {
      note(awaits, word);
      awaits = undefined;
    } else if (inner !== undefined && (closed || isWhole(command))) {
      break;
    } else if (!closed && word === '--') {
      closed = true;
    } else if (!closed && word.startsWith('-') && word.length > 1) {
      const option = find(command, word);
      if (!option) continue;
      given.push(option);
      if (!takesValue(option)) continue;
      const joined = /^--[^=]+=(.*)$/s.exec(word)?.[1];
      if (joined !== undefined) note(option, joined);
      else if (word.startsWith('--') || word.length === 2) awaits = option;
    } else if (command === group) {
      const found = group
        .createHelp()
        .visibleCommands(group)
        .find(each => each.name() === word);
      if (!found) return undefined;
      command = found;
      if (found.commands.length > 0) group = found;
    } else {
      const argument = argumentAt(command, count);
      if (argument && isProgram(argument)) inner ??= i + 1;
      count += 1;
    }
  }
  return { command, group, given, hooks, awaits, count, closed, inner };
};

/** The options that may stand here: those that are not given yet, or may be repeated. */
const optionsAt = ({ command, given, count }: Line, typed: string): Candidate[] => {
  const help = command.createHelp();
  // Behind its namespace, exec passes everything on; shell takes its --pid there as well.
  const passes = isWhole(command) && count > 0;
  return help
    .visibleOptions(command)
    .filter(option => !passes || takesValue(option))
    .filter(option => !given.includes(option) || Array.isArray(option.defaultValue))
    .map(option => {
      const short = typed.length > 0 && !typed.startsWith('--') ? option.short : undefined;
      const word = typed.length === 2 ? short : option.long;
      return { word: word ?? option.long ?? option.flags, about: help.optionDescription(option) };
    });
};

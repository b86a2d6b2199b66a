import type { Command } from 'commander';

const HELP = ['--help', '-h'];

/**
 * The command line without the wish for help on a command that is not there, as in `hookline nosuch --help` and `hookline help
 * nosuch`: it would be answered with the help on all commands, instead of what is wrong with the name.
 */
export const withoutHelpOfUnknown = (root: Command, argv: readonly string[]): string[] => {
  const asked = argv.slice(2);
  const words = asked[0] === 'help' ? asked.slice(1) : asked;
  const isUnknown = leadsNowhere(root, words);
  if (!isUnknown) return [...argv];
  return [...argv.slice(0, 2), ...words.filter(word => !HELP.includes(word))];
};

/** Whether there is a word that stands in the place of a command and is none. */
const leadsNowhere = (root: Command, words: readonly string[]): boolean => {
  let at = root;
  for (const word of words) {
    // Neither a command that takes words of its own, nor one that is asked for what it has.
    if (at.commands.length === 0 || word.startsWith('-') || word === 'help') return false;
    const next = at.commands.find(each => each.name() === word || each.aliases().includes(word));
    if (next === undefined) return true;
    at = next;
  }
  return false;
};

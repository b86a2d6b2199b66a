import type { Command } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { program } from '../../../core/cli/program.js';
import { withoutHelpOfUnknown } from '../../../core/cli/unknown-command.js';

/** They take over the output of their parents when they are made, which was another then. */
const inherit = (parent: Command): void => {
  for (const each of parent.commands) {
    each.copyInheritedSettings(parent);
    inherit(each);
  }
};

/** What the command line says to standard output and to standard error. */
const said = async (...words: string[]): Promise<{ readonly out: string; readonly err: string }> => {
  const told = { out: '', err: '' };
  const root = program(
    async () => async () => 0,
    () => {},
  );
  root.configureOutput({
    writeOut: text => {
      told.out += text;
    },
    writeErr: text => {
      told.err += text;
    },
  });
  inherit(root);
  await root.parseAsync(withoutHelpOfUnknown(root, ['node', 'hookline', ...words])).catch(() => {});
  return told;
};

test('help on a command that is not there is answered with the nearest name, not with the help on all', async () => {
  const unknown = "error: unknown command 'simulat'\n(Did you mean simulate?)\n";
  for (const words of [
    ['simulat', '--help'],
    ['simulat', 'leo.csv', '-h'],
    ['help', 'simulat'],
  ]) {
    assert.equal(await said(...words), { out: '', err: unknown });
  }
  assert.match((await said('hook', 'lst', '--help')).err, /unknown command 'lst'\n\(Did you mean (list|test)\?\)/);
});

test('help on a command that is there, and on all of them, is given', async () => {
  assert.match((await said('simulate', '--help')).out, 'Usage: hookline simulate');
  assert.match((await said('help', 'simulate')).out, 'Usage: hookline simulate');
  assert.match((await said('hook', 'list', '-h')).out, 'Usage: hookline hook list');
  assert.match((await said('--help')).out, 'Usage: hookline [options] [command]');
  assert.match((await said('help')).out, 'Usage: hookline [options] [command]');
});

test('the words of a program that is run keep their wish for help', () => {
  const root = program(
    async () => async () => 0,
    () => {},
  );
  const words = ['node', 'hookline', 'run', 'leo.csv', '--', 'nosuch', '--help'];
  assert.equal(withoutHelpOfUnknown(root, words), words);
});

test.run();

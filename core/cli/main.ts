#!/usr/bin/env node
import { CommanderError } from 'commander';
import { inlineMore } from '../lane/inlining.js';
import { captureSetApart } from './capture-argument.js';
import { EXIT } from './exit-code.js';
import { failure } from './failure.js';
import { nodeTooOld } from './node-version.js';
import { program } from './program.js';
import { processTerminal } from './terminal.js';
import { withoutHelpOfUnknown } from './unknown-command.js';

inlineMore();
const terminal = processTerminal();

// Before any command is loaded: an older Node would end with a syntax error instead.
const tooOld = nodeTooOld();
if (tooOld !== undefined) {
  terminal.err(`hookline: ${tooOld}\n`);
  process.exit(EXIT.environment);
}

try {
  const cli = program(
    async name =>
      // A user waits for them, at every Tab or for each interface that Wireshark has, and loading the container takes as long
      // as all they do.
      name === 'complete'
        ? (await import('./complete.js')).complete(terminal)
        : name === 'extcap'
          ? (await import('./extcap.js')).extcap(terminal)
          : (await import('../compose.js')).compose(terminal).command(name),
    code => {
      process.exitCode = code;
    },
  );
  await cli.parseAsync(withoutHelpOfUnknown(cli, captureSetApart(process.argv)));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.input;
  else process.exitCode = failure(error, terminal);
}

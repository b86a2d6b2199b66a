import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Caller, generate } from '../../../core/cli/generate.js';
import { SCRIPTS } from '../../../core/completion/print.js';
import { InputError } from '../../../core/fault.js';
import { fakeTerminal } from './fake-terminal.js';

const caller = (more: Partial<Caller>): Caller => ({
  ancestors: () => [],
  login: undefined,
  onScreen: false,
  ...more,
});

const refusal = async (work: Promise<number>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    assert.instance(error, InputError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

test('the script alone is on standard output', async () => {
  const terminal = fakeTerminal();
  assert.is(await generate(terminal, caller({}))('fish'), 0);
  assert.equal(terminal.said, { out: SCRIPTS.fish, err: '' });
});

test('on a screen a hint where to put it is on standard error', async () => {
  const terminal = fakeTerminal();
  await generate(terminal, caller({ onScreen: true }))('bash');
  assert.is(terminal.said.out, SCRIPTS.bash);
  assert.match(terminal.said.err, '~/.local/share/bash-completion/completions/hookline');
});

test('without a name it is the shell that called, else the user’s own', async () => {
  const terminal = fakeTerminal();
  await generate(
    terminal,
    caller({ ancestors: () => ['sh', 'npm exec hookli', 'zsh'], login: '/bin/bash' }),
  )(undefined);
  await generate(terminal, caller({ ancestors: () => ['sshd'], login: '/usr/bin/elvish' }))(undefined);
  assert.is(terminal.said.out, SCRIPTS.zsh + SCRIPTS.elvish);
});

test('a shell that cannot be told, and one without completions, are refused with the names there are', async () => {
  const six = 'one of bash, elvish, fish, powershell, zsh, nushell';
  assert.match(await refusal(generate(fakeTerminal(), caller({ login: '/bin/tcsh' }))(undefined)), six);
  const unknown = await refusal(generate(fakeTerminal(), caller({}))('zhs'));
  assert.match(unknown, six);
  assert.match(unknown, 'did you mean zsh?');
});

test.run();

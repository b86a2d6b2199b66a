import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { detectShell, nearestShell, shellOf } from '../../../core/completion/shells.js';

const TABLE: readonly [ancestors: readonly string[], login: string | undefined, shell: string | undefined][] = [
  [['zsh', 'tmux'], '/bin/bash', 'zsh'],
  [['nu'], undefined, 'nushell'],
  [['pwsh'], '/bin/bash', 'powershell'],
  [['sh', 'npm exec hookli', 'fish'], '/bin/bash', 'fish'],
  [['node', 'elvish'], '/bin/bash', 'elvish'],
  [['sudo', 'sudo', 'bash'], '/bin/zsh', 'bash'],
  [['MainThread', 'sh', 'npx', 'zsh'], undefined, 'zsh'],
  // A program that is no shell did not pass the command on for the shell behind it: that one may be anyone's.
  [['make', 'bash'], '/usr/bin/fish', 'fish'],
  [['sh', 'sshd'], '/bin/zsh', 'zsh'],
  [['tcsh'], '/bin/tcsh', undefined],
  [[], undefined, undefined],
  [['systemd'], '', undefined],
];
for (const [ancestors, login, shell] of TABLE)
  test(`started by ${ancestors.join(' of ') || 'nothing'}, SHELL being ${login}, the shell is ${shell}`, () => {
    assert.is(detectShell(ancestors, login), shell);
  });

test('a shell is known by its program’s path, also as a login shell', () => {
  assert.is(shellOf('/usr/local/bin/pwsh'), 'powershell');
  assert.is(shellOf('-bash'), 'bash');
  assert.is(shellOf('constructor'), undefined);
});

test('a misspelt name means the nearest shell', () => {
  assert.is(nearestShell('zhs'), 'zsh');
  assert.is(nearestShell('pwhs'), 'powershell');
  assert.is(nearestShell('power-shell'), 'powershell');
  assert.is(nearestShell('tcl'), undefined);
});

test.run();

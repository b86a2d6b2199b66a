import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { program } from '../../../core/cli/program.js';
import { answerText } from '../../../core/completion/answer.js';
import { type BashVariables, respond } from '../../../core/completion/respond.js';
import type { Shell } from '../../../core/completion/shells.js';
import { fakeSurroundings } from './fake-surroundings.js';

const root = program(
  () => Promise.reject(new Error('completing runs no command')),
  () => {},
);
const TAB = '9';
const LIST = '63';
const BREAKS = ' \t\n"\'><=;|&(:@';

const ask = (shell: Shell, words: readonly string[], bash: Partial<BashVariables> = {}): string[] => {
  const all = { line: words.join(' '), breaks: BREAKS, type: TAB, width: 80, ...bash };
  return respond(root, shell, words, all, fakeSurroundings).trimEnd().split('\n');
};

test('the wire is a line with the mode, then a line a candidate, its description behind a tab', () => {
  assert.equal(ask('zsh', ['hookline', 'tear']).slice(0, 1), ['words']);
  assert.ok(
    ask('fish', ['hookline', 'tear']).includes(
      'teardown\tremove the namespaces of setup, and end what still runs in them',
    ),
  );
});

test('a name that no line can hold is left out, and a description is one line', () => {
  const candidates = [
    { word: 'a\nb', about: '' },
    { word: 'a\tb', about: '' },
    { word: 'c', about: 'of\n two  lines ' },
  ];
  assert.is(answerText({ mode: 'files', candidates }), 'files\nc\tof two lines\n');
});

test('shells that match by themselves get all candidates as soon as one can fit, letter case and gaps aside', () => {
  for (const shell of ['zsh', 'fish', 'elvish'] as const) {
    assert.ok(ask(shell, ['hookline', 'simulate', 'LC']).includes('plan.yaml'));
    assert.equal(ask(shell, ['hookline', 'simulate', 'zzz']), ['files']);
  }
});

test('shells that show what they get are given what begins as typed', () => {
  for (const shell of ['nushell', 'bash'] as const) {
    assert.equal(ask(shell, ['hookline', 'simulate', 'pl']), [
      'files',
      'plan.yaml',
      shell === 'bash' ? 'plugins' : 'plugins/',
    ]);
    assert.equal(ask(shell, ['hookline', 'simulate', 'PL']), ['files']);
  }
});

test('bash gets the part behind its last break, and folders without the slash that readline adds', () => {
  const words = ['hookline', 'simulate', '--hook', '=', 'pl'];
  assert.equal(ask('bash', words, { line: 'hookline simulate --hook=pl' }), ['files', 'plugins']);
  const at = ['hookline', 'simulate', '--hook', 'a', '@u'];
  assert.equal(ask('bash', at, { line: 'hookline simulate --hook a@u' }), ['words', '@up']);
});

test('without = among its breaks bash gets whole words, and the slash', () => {
  assert.equal(ask('bash', ['hookline', 'simulate', '--hook=pl'], { breaks: ' \t\n"\'' }), [
    'files',
    '--hook=plugins/',
  ]);
});

test('bash inserts words alone, and lists them with their descriptions, cut to the screen', () => {
  assert.equal(ask('bash', ['hookline', 'te']), ['words', 'teardown']);
  assert.equal(ask('bash', ['hookline', 'te'], { type: LIST }), ['words', 'teardown']);
  const all = ['simulate', 'shell', 'status', 'set', 'setup', 'start', 'socket-stats'];
  assert.equal(ask('bash', ['hookline', 's']).slice(1), all);
  const listed = ask('bash', ['hookline', 's'], { type: LIST, width: 60 }).slice(1);
  assert.is(listed[0], 'simulate      (run the same plan in virtual time, without …');
  assert.ok(listed.every(line => line.length < 60));
});

test('bash is told where the other program’s words begin as it counts them', () => {
  const words = ['hookline', 'run', '--hook', '=', 'a', '@up', 'x', '--', 'ping', '-'];
  assert.equal(ask('bash', words, { line: 'hookline run --hook=a@up x -- ping -' }), ['command 8']);
});

test('where bash redirects to, it completes files itself', () => {
  assert.equal(ask('bash', ['hookline', 'simulate', 'x', '>', 'no']), ['files']);
});

test('fish, Nushell and PowerShell give the word at the cursor with its quotes', () => {
  assert.ok(ask('fish', ['hookline', 'simulate', '"my fi']).includes('my file.csv'));
  assert.equal(ask('nushell', ['hookline', 'simulate', '"my fi']), ['files', '"my file.csv"']);
  assert.equal(ask('powershell', ['.hookline', '.simulate', ".'my fi"]), ['files', "'my file.csv'"]);
  assert.equal(ask('powershell', ['.hookline', '.simulate', '.my']), ['files', 'my` file.csv']);
  assert.equal(ask('powershell', ['.hookline', '.replay', '.']).length, 3);
});

test.run();

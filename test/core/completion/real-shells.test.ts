import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bash } from '../../../core/completion/scripts/bash.js';
import { type Desk, desk, type Step, typeInto, whyNot } from './shell-at-keyboard.js';

/** How a shell is started bare, what it shows when it waits, how the completions get in, and its keys. */
interface Keyboard {
  readonly argv: readonly string[];
  readonly prompt: string;
  readonly setup: string;
  readonly home: string;
  readonly end: string;
  /** Behind Tab, where the shell shows a menu even of one candidate: it does so of words that it has to quote. */
  readonly accept: string;
}

const KEYBOARDS: Readonly<Record<string, Keyboard>> = {
  bash: {
    argv: ['bash', '--norc', '--noprofile', '-i'],
    prompt: 'READY> ',
    setup: 'eval "$(hookline generate)"',
    home: '\x01',
    end: '\x05',
    accept: '',
  },
  zsh: {
    argv: ['zsh', '-f', '-i'],
    prompt: 'READY> ',
    setup: 'bindkey -e; autoload -Uz compinit && compinit -D && eval "$(hookline generate)"',
    home: '\x01',
    end: '\x05',
    accept: '',
  },
  fish: {
    argv: ['fish', '--no-config', '-i'],
    prompt: '[#>] ',
    setup: 'hookline generate | source',
    home: '\x01',
    end: '\x05',
    accept: '',
  },
  elvish: {
    argv: ['elvish', '-norc'],
    prompt: '[#>] ',
    setup: 'eval (hookline generate | slurp)',
    home: '\x1b[H',
    end: '\x1b[F',
    accept: '\r',
  },
};

interface Probe {
  readonly typed: string;
  readonly words: readonly string[];
  /** Where the cursor stands, counted from the end. */
  readonly left?: number;
  /** Whether some shell has to quote it and shows a menu. */
  readonly quotes?: boolean;
}

const PROBES: readonly Probe[] = [
  { typed: 'simu', words: ['simulate'] },
  { typed: 'simu leo.csv', left: ' leo.csv'.length, words: ['simulate', 'leo.csv'] },
  { typed: 'setup --names p', words: ['setup', '--names', 'phantomlink'] },
  { typed: 'start le', words: ['start', 'leo.csv'] },
  { typed: 'run leo.csv --hook=atta', words: ['run', 'leo.csv', '--hook=attacker'], quotes: true },
  { typed: 'run --hook attacker@u', words: ['run', '--hook', 'attacker@up'] },
  {
    typed: 'run --hook attacker leo.csv --set attacker.action=re',
    words: ['run', '--hook', 'attacker', 'leo.csv', '--set', 'attacker.action=replay'],
    quotes: true,
  },
  { typed: 'exec client tol', words: ['exec', 'client', 'told'] },
  { typed: 'run leo.csv -- cat no', words: ['run', 'leo.csv', '--', 'cat', 'notes.txt'] },
  { typed: 'simulate not', words: ['simulate', 'notes.txt'] },
];
/** Names that need quotes, typed in the ways of POSIX. */
const QUOTING: readonly Probe[] = [
  { typed: 'simulate my\\ fi', words: ['simulate', 'my file.csv'] },
  { typed: 'simulate "my fi', words: ['simulate', 'my file.csv'] },
  { typed: 'simulate it', words: ['simulate', "it's.csv"] },
  { typed: 'simulate \\$', words: ['simulate', '$(touch pwned).csv'] },
  { typed: 'simulate my\\ folder/i', words: ['simulate', 'my folder/in side.csv'] },
];

/** Completes, then goes to the line's start and lets `told` print the words as the shell would pass them. */
const stepOf = ({ typed, quotes, left = 0 }: Probe, { home, end, accept }: Keyboard): Step => ({
  keys: `hookline ${typed}${'\x1b[D'.repeat(left)}\t${quotes ? accept : ''}${end} END${home}told \r`,
  until: '<END>',
});

const toldIn = (text: string): string[] => {
  const line = [...text.matchAll(/<hookline>.*<END>/g)].at(-1)?.[0] ?? '';
  return line.slice('<hookline>'.length, -'<END>'.length).slice(1, -1).split('><');
};

for (const [shell, keyboard] of Object.entries(KEYBOARDS)) {
  const test = suite<{ desk: Desk }>(`${shell} `);
  test.before(context => {
    context.desk = desk();
  });
  test.after(context => context.desk.remove());
  const reason = whyNot(shell);
  if (reason !== undefined) console.log(`  skipped: ${reason}`);
  const inShell = reason === undefined ? test : test.skip;
  const start: readonly Step[] = [
    { keys: '', until: keyboard.prompt },
    { keys: `${keyboard.setup}; echo rea""dy\r`, until: 'ready' },
  ];

  inShell('completes what is typed, and nothing in a name is run', async ({ desk }) => {
    const probes = shell === 'elvish' ? PROBES : [...PROBES, ...QUOTING];
    const shown = await typeInto(keyboard.argv, desk, [...start, ...probes.map(probe => stepOf(probe, keyboard))]);
    probes.forEach(({ typed, words }, i) => {
      assert.equal(toldIn(shown[start.length + i]!), words, `hookline ${typed}`);
    });
    assert.not(existsSync(join(desk.home, 'pwned')), readdirSync(desk.home).join(' '));
  });

  inShell('lists candidates with their descriptions', async ({ desk }) => {
    const step = { keys: 'hookline simulate --s\t\t', until: 'exit with 3 when the run judges itself invalid' };
    const shown = (await typeInto(keyboard.argv, desk, [...start, step])).at(-1)!;
    for (const option of ['--seed', '--set', '--strict']) assert.match(shown, option);
  });

  inShell('shows nothing where there is nothing, and no error', async ({ desk }) => {
    const step = stepOf({ typed: 'simulate leo.csv x', words: [] }, keyboard);
    const shown = (await typeInto(keyboard.argv, desk, [...start, step])).at(-1)!;
    assert.equal(toldIn(shown), ['simulate', 'leo.csv', 'x']);
    // "error: no candidates" is elvish's own way to say so.
    assert.not.match(shown.replace('error: no candidates', ''), /error|exception|not found|at .*\.[tj]s/i);
  });
  test.run();
}

const inBash = suite<{ desk: Desk }>('bash function ');
inBash.before(context => {
  context.desk = desk();
});
inBash.after(context => context.desk.remove());

/** Calls the function as bash does; its replies, with the options it asked for. */
const replies = ({ home, env }: Desk, ...words: string[]): { options: string[]; words: string[]; err: string } => {
  const script = `compopt() { echo "option $2"; }
${bash}
COMP_LINE=$1; COMP_POINT=\${#1}; COMP_TYPE=9; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_hookline; for word in "\${COMPREPLY[@]}"; do echo "word $word"; done`;
  const line = words.join(' ').replace(/ = /g, '=');
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', line, ...words], {
    cwd: home,
    env,
    encoding: 'utf8',
  });
  const told = (kind: string): string[] =>
    stdout.split('\n').flatMap(each => (each.startsWith(`${kind} `) ? [each.slice(kind.length + 1)] : []));
  return { options: told('option'), words: told('word'), err: stderr };
};

inBash('answers in COMPREPLY what begins as typed', ({ desk }) => {
  const { words, err } = replies(desk, 'hookline', 'exe');
  assert.equal(words, ['exec']);
  assert.is(err, '');
});

inBash('leaves paths to readline to quote, and puts no space behind a setting', ({ desk }) => {
  assert.equal(replies(desk, 'hookline', 'simulate', 'my'), {
    options: ['filenames', 'nosort'],
    words: ['my file.csv', 'my folder'],
    err: '',
  });
  assert.equal(replies(desk, 'hookline', 'simulate', '--set', 'up.rat'), {
    options: ['nosort', 'nospace'],
    words: ['up.rate='],
    err: '',
  });
});

inBash('completes files itself where a file makes sense and none fits, and nothing elsewhere', ({ desk }) => {
  assert.equal(replies(desk, 'hookline', 'simulate', 'nothing').options, ['filenames', 'default', 'nosort']);
  assert.equal(replies(desk, 'hookline', 'simulate', '--seed', 'n').options, ['nosort']);
});

inBash('is silent without hookline in PATH', ({ desk }) => {
  const bare = { ...desk, env: { ...desk.env, PATH: '/usr/bin:/bin' } };
  assert.equal(replies(bare, 'hookline', 'si'), { options: ['nosort'], words: [], err: '' });
});

inBash.run();

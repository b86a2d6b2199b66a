import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { findProgram } from '../../core/netns/find-program.js';
import { COMMAND_LINE } from '../command-line.js';

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default?: string; required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly { id?: string; shell?: string; run?: string; env?: Record<string, string> }[];
  };
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const action = parse(readFileSync(join(root, '.github/actions/hookline/action.yml'), 'utf8')) as Action;
const EXPRESSION = /\$\{\{ *inputs\.([a-z]+) *\}\}/g;

const home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
test.after(() => rmSync(home, { recursive: true, force: true }));

/** In the place of npx: tells its words, and has them done by the program under test. */
const quoted = (words: readonly string[]): string => words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
const npx = join(home, 'npx');
writeFileSync(
  npx,
  `#!/usr/bin/env bash\nprintf '%s\\n' "$@" >'${home}/words'\nshift 2\nexec ${quoted(COMMAND_LINE)} "$@"\n`,
);
chmodSync(npx, 0o755);

interface Ended {
  readonly code: number | null;
  readonly words: string[];
  readonly summary: string;
  readonly output: string;
  readonly out: string;
}

/** Does the action's steps as a runner does, with these inputs. */
const step = (inputs: Readonly<Record<string, string>>): Ended => {
  const [summary, output] = [join(home, 'summary.md'), join(home, 'output')];
  for (const file of [summary, output, join(home, 'words')]) writeFileSync(file, '');
  const value = (name: string): string => inputs[name] ?? action.inputs[name]!.default!;
  const [{ run, env = {}, shell }] = action.runs.steps as [Action['runs']['steps'][0]];
  assert.is(shell, 'bash');
  const given = Object.entries(env).map(([key, text]) => [key, text.replace(EXPRESSION, (_, name) => value(name))]);
  const script = join(home, 'step.sh');
  writeFileSync(script, run!);
  // As the runner calls it: https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions, `shell`.
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd: home,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...Object.fromEntries(given),
      PATH: `${home}${delimiter}${process.env['PATH']}`,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: output,
    },
  });
  const read = (file: string): string => readFileSync(file, 'utf8');
  const words = read(join(home, 'words')).split('\n').slice(0, -1);
  return { code: status, words, summary: read(summary), output: read(output), out: stdout };
};

const withBash = findProgram('bash') === undefined || findProgram('xargs') === undefined ? test.skip : test;
const example = join(root, 'examples', '16-in-ci', 'plan.yaml');

test('the action is a composite one, each input described and used, and none of them put into a script', () => {
  assert.is(action.runs.using, 'composite');
  const used = action.runs.steps.flatMap(({ env = {} }) =>
    Object.values(env).flatMap(text => [...text.matchAll(EXPRESSION)].map(([, name]) => name!)),
  );
  assert.equal(used.sort(), Object.keys(action.inputs).sort());
  for (const { description, default: fallback, required } of Object.values(action.inputs)) {
    assert.ok(description.length > 10);
    assert.ok(required === true || fallback !== undefined);
  }
  for (const { run = '' } of action.runs.steps) assert.not.match(run, '${{');
  for (const { value } of Object.values(action.outputs)) assert.match(value, /^\$\{\{ steps\.hookline\.outputs\./);
});

test('docs/ci.md has every input, and uses no other', () => {
  const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
  for (const name of Object.keys(action.inputs)) assert.match(page, `\`${name}\``);
  for (const [, block] of page.matchAll(/actions\/hookline@v1\n\s+with:\n((?: {10}.*\n)+)/g))
    for (const [, name] of block!.matchAll(/^ {10}([a-z-]+):/gm)) assert.ok(Object.hasOwn(action.inputs, name!), name);
});

withBash('a plan that meets its expectations passes, with a table on the job’s page and JUnit XML', () => {
  const { code, words, summary, output } = step({ plan: example, junit: 'reports/link.xml' });
  assert.is(code, 0);
  assert.equal(words.slice(0, 4), ['--yes', 'hookline', 'simulate', example]);
  assert.match(summary, /^### ✅ .*16-in-ci.*: valid\n/);
  assert.match(summary, '| ✅ | `hooks.deadline.late = 0` | 0 (nothing of this name was counted) |');
  assert.is(output, 'exit-code=0\n');
  assert.match(readFileSync(join(home, 'reports/link.xml'), 'utf8'), 'failures="0"');
});

withBash('one that does not fails the step with the same code, and is told in an annotation', () => {
  const { code, words, summary, output, out } = step({
    plan: example,
    args: `--set 'link.rate=4Mbit/s' --seed 3`,
    version: '1.2.3',
    summary: 'false',
  });
  assert.equal([code, summary, output], [1, '', 'exit-code=1\n']);
  assert.equal(words, ['--yes', 'hookline@1.2.3', 'simulate', example, '--set', 'link.rate=4Mbit/s', '--seed', '3']);
  assert.match(out, `::error title=Hookline::${example} ended with exit code 1\n`);
});

withBash('arguments are quoted as in a shell, and nothing in them is run', () => {
  const { words } = step({ plan: 'no such plan.yaml', args: `--set "a.b=c d" --hook '$(touch x)' \`touch x\`` });
  assert.equal(words.slice(3, 10), ['no such plan.yaml', '--set', 'a.b=c d', '--hook', '$(touch x)', '`touch', 'x`']);
  assert.not.ok(existsSync(join(home, 'x')));
});

withBash('client and server of a run are given as commands of a shell, behind all options', () => {
  const { words } = step({
    plan: 'lab.yaml',
    command: 'run',
    sudo: 'false',
    client: 'curl "$HOOKLINE_SERVER"; echo done',
    server: 'python3 -m http.server',
    out: 'runs/1',
    summary: 'false',
  });
  assert.equal(words.slice(2), [
    ...['run', 'lab.yaml', '--server', 'python3 -m http.server', '--out', 'runs/1'],
    ...['--', 'bash', '-c', 'curl "$HOOKLINE_SERVER"; echo done'],
  ]);
});

test.run();

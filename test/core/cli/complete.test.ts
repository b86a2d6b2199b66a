import type { Command } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { complete } from '../../../core/cli/complete.js';
import { machine } from '../../../core/cli/machine.js';
import { program } from '../../../core/cli/program.js';
import { shippedHooks } from '../../../core/hooks/find-hook.js';
import { sourceFiles } from '../../architecture/source-tree.js';
import { fakeTerminal } from './fake-terminal.js';

const root = program(
  () => Promise.reject(new Error('completing runs no command')),
  () => {},
);
const self = root.commands.find(each => each.name() === 'complete')!;

test('it answers a script on standard output', async () => {
  const terminal = fakeTerminal();
  assert.is(await complete(terminal)('fish', ['hookline', 'exec', ''], {}, self), 0);
  assert.equal(terminal.said, { out: 'words\nclient\nserver\n', err: '' });
});

test('it says nothing, and succeeds, whatever is wrong', async () => {
  const terminal = fakeTerminal();
  assert.is(await complete(terminal)('tcsh', ['hookline', ''], {}, self), 0);
  assert.is(await complete(terminal)('fish', ['hookline', ''], {}, {} as Command), 0);
  assert.equal(terminal.said, { out: '', err: '' });
});

test('commander gives it the words untouched, a second -- and options included', async () => {
  let given: unknown[] = [];
  const cli = program(
    async () =>
      async (...all: never[]) => {
        given = all.slice(0, 2);
        return 0;
      },
    () => {},
  );
  const words = ['hookline', 'run', '--json', '', '--', 'ping', '-c'];
  await cli.parseAsync(['complete', 'bash', '--', ...words], { from: 'user' });
  assert.equal(given, ['bash', words]);
});

test('on this machine it knows the shipped hooks, their options, the settings and the programs', () => {
  const around = machine({ PATH: `${process.execPath.replace(/[^/]*$/, '')}:/nowhere` });
  assert.equal(
    around.hooks().map(({ word }) => word),
    shippedHooks(),
  );
  assert.ok(around.hooks().every(({ about }) => about.length > 0));
  assert.ok(around.hookOptions('attacker').some(({ name }) => name === 'protocol'));
  assert.ok(around.settings().some(({ name }) => name === 'up.queue'));
  assert.ok(around.programs('nod').includes('node'));
  assert.equal(around.programs('no-such-program'), []);
  assert.equal(around.entries('/no/such/folder'), []);
  assert.equal(around.hookOptions('/no/such/hook.ts'), []);
});

// Loading the other commands, and the schema of the plan, takes several times as long as all that completing does.
test('what it loads is small: no schema, no compiler, no container, no foreign functions', () => {
  const files = new Map(sourceFiles('core', 'sdk').map(file => [file.path, file]));
  // Loaded for other commands.
  const seen = new Set<string>(['core/compose.ts', 'core/cli/extcap.ts']);
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { target, typeOnly } of files.get(path)!.imports) {
      if (typeOnly) continue;
      if (files.has(target)) visit(target);
      else if (!target.startsWith('node:')) packages.add(target);
    }
  };
  visit('core/cli/main.ts');
  assert.ok(seen.has('core/completion/complete.ts'));
  assert.equal([...packages].sort(), ['@jridgewell/trace-mapping', 'commander']);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseRun } from '../../../core/cli/choose-run.js';
import { hereText, shell, shellEnvironment, splitWords } from '../../../core/cli/shell.js';
import { EnvironmentError, InputError } from '../../../core/fault.js';
import type { Announced } from '../../../core/run/announce.js';
import { fakeTerminal } from './fake-terminal.js';

const run = (pid: number, name: string): Announced => ({
  pid,
  startedAt: '1',
  name,
  fds: { client: 20, server: 21, link: 22 },
  live: { stages: [], options: [] },
});

test('everything behind the place is the command, its flags untouched', () => {
  assert.equal(splitWords(['ss', '-ti', '--pid', '7']), { command: ['ss', '-ti', '--pid', '7'] });
  assert.equal(splitWords([]), { command: [] });
  assert.equal(splitWords(['--', 'ls']), { command: ['ls'] });
});

test('a process number may stand right behind the place', () => {
  assert.equal(splitWords(['--pid', '7']), { command: [], pid: '7' });
  assert.equal(splitWords(['--pid=7', 'ss', '-t']), { command: ['ss', '-t'], pid: '7' });
  assert.equal(splitWords(['--pid', '7', '--', 'ss']), { command: ['ss'], pid: '7' });
});

test('takes the only run there is, or the one named', () => {
  assert.is(chooseRun('shell', [run(7, 'leo.csv')], undefined, 'me').pid, 7);
  assert.is(chooseRun('shell', [run(7, 'leo.csv'), run(8, 'geo.csv')], '8', 'me').name, 'geo.csv');
});

test('says so when nothing runs', () => {
  assert.throws(
    () => chooseRun('shell', [], undefined, 'me'),
    (error: Error) => error instanceof EnvironmentError && /no emulation of user me is running/.test(error.message),
  );
});

test('lists the runs when it cannot choose, or when the one named is not among them', () => {
  const listed = (pid: string | undefined) => (): Announced =>
    chooseRun('shell', [run(7, 'leo.csv'), run(8, 'geo.csv')], pid, 'me');
  const naming = (error: Error): boolean =>
    error instanceof InputError && /--pid 7 {2}leo\.csv\n {2}--pid 8 {2}geo\.csv/.test(error.message);
  assert.throws(listed(undefined), naming);
  assert.throws(listed('9'), naming);
});

test('refuses a place that no emulation has', async () => {
  try {
    await shell(fakeTerminal())('clinet', [], {});
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InputError);
    assert.match((error as Error).message, /no such place in an emulation: clinet \(client, server, link\)/);
  }
});

test('tells where one is', () => {
  const text = hereText('server', run(7, 'leo.csv'));
  assert.is(
    text,
    "hookline: in the server of leo.csv (process 7): 192.168.66.2; the client is 192.168.22.2; 'exit' leaves",
  );
});

test('gives the addresses to shells and commands, and a prompt to shells only', () => {
  const shellHas = shellEnvironment('client', true);
  assert.is(shellHas['HOOKLINE_SERVER'], '192.168.66.2');
  assert.match(shellHas['PS1']!, /client/);
  const commandHas = shellEnvironment('client', false);
  assert.is(commandHas['HOOKLINE_PLACE'], 'client');
  assert.is(commandHas['PS1'], undefined);
});

test.run();

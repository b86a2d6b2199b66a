import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseRun } from '../../../core/cli/choose-run.js';
import { descriptorOf, hereText, shellEnvironment, splitWords } from '../../../core/cli/shell.js';
import { EnvironmentError, InputError } from '../../../core/fault.js';
import type { Announced } from '../../../core/run/announce.js';

const run = (pid: number, name: string): Announced => ({
  pid,
  startedAt: '1',
  name,
  hosts: {
    client: { fd: 20, addresses: ['192.168.22.2'] },
    server: { fd: 21, addresses: ['192.168.66.2'] },
  },
  link: 22,
  env: { HOOKLINE_CLIENT: '192.168.22.2', HOOKLINE_SERVER: '192.168.66.2' },
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

test('finds the hosts of a run and its link, and lists them for a place that it has not', () => {
  const leo = run(7, 'leo.csv');
  assert.equal(
    ['client', 'server', 'link'].map(place => descriptorOf(place, leo)),
    [20, 21, 22],
  );
  const refused = (place: string, sentence: string) =>
    assert.throws(
      () => descriptorOf(place, leo),
      (error: Error) => error instanceof InputError && error.message === `shell: ${sentence}`,
    );
  refused('clinet', 'no such place in an emulation: clinet (did you mean client?)');
  refused('x', 'no such place in an emulation: x (client, server, link)');
  assert.is(descriptorOf('link', { ...leo, hosts: { link: { fd: 9, addresses: [] } } }), 9);
});

test('tells where one is', () => {
  const text = hereText('server', run(7, 'leo.csv'));
  assert.is(
    text,
    "hookline: in the server of leo.csv (process 7): 192.168.66.2; the client is 192.168.22.2; 'exit' leaves",
  );
});

test('tells the addresses of a host of several ports, and of the first of many others', () => {
  const hosts = Object.fromEntries(
    ['alice', 'bob', 'carol', 'dave', 'eve', 'frank', 'grace'].map((name, i) => [
      name,
      { fd: i, addresses: name === 'alice' ? ['10.0.0.1', '10.0.1.1'] : name === 'eve' ? [] : [`10.0.0.${i + 1}`] },
    ]),
  );
  assert.is(
    hereText('alice', { ...run(7, 'plan.yaml'), hosts }),
    "hookline: in alice of plan.yaml (process 7): 10.0.0.1, 10.0.1.1; bob is 10.0.0.2; carol is 10.0.0.3; dave is 10.0.0.4; frank is 10.0.0.6; 1 more in HOOKLINE_…; 'exit' leaves",
  );
  assert.match(hereText('link', { ...run(7, 'plan.yaml'), hosts }), 'the ends of all pairs');
});

test('gives the addresses to shells and commands, and a prompt to shells only', () => {
  const shellHas = shellEnvironment('client', run(7, 'leo.csv'), true);
  assert.is(shellHas['HOOKLINE_SERVER'], '192.168.66.2');
  assert.match(shellHas['PS1']!, /client/);
  const commandHas = shellEnvironment('client', run(7, 'leo.csv'), false);
  assert.is(commandHas['HOOKLINE_PLACE'], 'client');
  assert.is(commandHas['PS1'], undefined);
});

test.run();

import type { Command } from 'commander';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { program } from '../../../core/cli/program.js';
import type { Answer } from '../../../core/completion/answer.js';
import { complete } from '../../../core/completion/complete.js';
import { valuesOf } from '../../../core/completion/values.js';
import { fakeSurroundings } from './fake-surroundings.js';

const root = program(
  () => Promise.reject(new Error('completing runs no command')),
  () => {},
);

/** The answer to a line as people write it; a bar is the cursor, and words are split at single spaces. */
const at = (line: string): Answer => {
  assert.ok(line.endsWith('|'));
  return complete(root, line.slice(0, -1).split(' ').slice(1), fakeSurroundings);
};
const words = (line: string): string[] => at(line).candidates.map(({ word }) => word);
const about = (line: string, word: string): string | undefined =>
  at(line).candidates.find(each => each.word === word)?.about;

const optionsOf = (name: string): string[] => {
  const command = root.commands.find(each => each.name() === name)!;
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long }) => long!);
};

test('the first word is a command, with its description, and hidden ones are not offered', () => {
  const listed = words('hookline |');
  for (const name of ['run', 'simulate', 'setup', 'exec', 'generate', 'help']) assert.ok(listed.includes(name), name);
  assert.not(listed.includes('complete'));
  assert.is(about('hookline |', 'simulate'), 'run the same plan in virtual time, without root');
});

test('options are those of the command at hand, before and behind its arguments, with what --help says of them', () => {
  assert.equal(words('hookline start -|'), optionsOf('start'));
  assert.equal(words('hookline start leo.csv --s|'), optionsOf('start'));
  assert.equal(words('hookline -|'), ['--version', '--help']);
  assert.is(about('hookline probe leo.csv --i|', '--interval'), 'time between two probes (default: "10ms")');
});

test('an option that was given is not offered again, unless it can be repeated', () => {
  const left = words('hookline simulate --seed 7 --json --hook noop --set seed=1 -|');
  assert.not(left.includes('--seed'));
  assert.not(left.includes('--json'));
  assert.ok(left.includes('--hook') && left.includes('--set') && left.includes('--out'));
});

const TABLE: readonly [line: string, mode: string, ...candidates: string[]][] = [
  ['hookline simulate |', 'files', 'leo.csv', 'my file.csv', 'old.YAML', 'plan.yaml', 'plugins/', 'runs/'],
  ['hookline simulate --json l|', 'files', 'leo.csv', 'my file.csv', 'old.YAML', 'plan.yaml', 'plugins/', 'runs/'],
  [
    'hookline simulate .|',
    'files',
    '.git/',
    '.hidden.csv',
    'leo.csv',
    'my file.csv',
    'old.YAML',
    'plan.yaml',
    'plugins/',
    'runs/',
  ],
  ['hookline start plugins/|', 'files', 'plugins/data.csv', 'plugins/sub/'],
  ['hookline start ~/|', 'files', '~/Downloads/', '~/input.csv'],
  ['hookline simulate nowhere/|', 'files'],
  ['hookline simulate --in |', 'files', 'plugins/', 'runs/', 'up.pcap'],
  ['hookline simulate --reverse-in=|', 'files', '--reverse-in=plugins/', '--reverse-in=runs/', '--reverse-in=up.pcap'],
  ['hookline check l|', 'files', 'leo.csv', 'my file.csv', 'old.YAML', 'plan.yaml', 'plugins/', 'runs/'],
  ['hookline check plan.yaml --draw |', 'words', 'mermaid', 'dot', 'svg'],
  ['hookline init |', 'folders', 'plugins/', 'runs/'],
  ['hookline hook |', 'words', 'new', 'test', 'list', 'describe', 'help'],
  ['hookline hook help |', 'words', 'new', 'test', 'list', 'describe', 'help'],
  ['hookline hook new --template |', 'words', 'attacker', 'observer', 'mutator', 'injector', 'noop'],
  ['hookline hook new --in |', 'folders', 'plugins/', 'runs/'],
  ['hookline hook new |', 'words'],
  ['hookline hook test |', 'files', 'plugins/', 'runs/'],
  ['hookline hook test plugins/a.ts plugins/|', 'files', 'plugins/ack-thief.ts', 'plugins/sub/', 'plugins/types.d.ts'],
  ['hookline hook test --|', 'words', '--watch', '--timeout', '--json', '--help'],
  ['hookline hook describe |', 'files', 'attacker', 'noop', 'plugins/', 'runs/'],
  ['hookline hook describe plugins/|', 'files', 'plugins/ack-thief.ts', 'plugins/sub/', 'plugins/types.d.ts'],
  ['hookline hook nosuch |', 'words'],
  ['hookline run --out |', 'folders', 'plugins/', 'runs/'],
  ['hookline demo --out=|', 'folders', '--out=plugins/', '--out=runs/'],
  ['hookline replay |', 'folders', 'plugins/', 'runs/'],
  ['hookline replay runs/|', 'folders', 'runs/demo/', 'runs/real/', 'runs/empty/'],
  ['hookline simulate x --hook |', 'files', 'attacker', 'noop', 'plugins/', 'runs/'],
  ['hookline simulate x --hook plugins/|', 'files', 'plugins/ack-thief.ts', 'plugins/sub/', 'plugins/types.d.ts'],
  ['hookline simulate --hook=a|', 'files', '--hook=attacker', '--hook=noop', '--hook=plugins/', '--hook=runs/'],
  ['hookline simulate --hook attacker@|', 'words', 'attacker@up', 'attacker@down', 'attacker@both'],
  ['hookline simulate --hook=./a.ts@d|', 'words', '--hook=./a.ts@up', '--hook=./a.ts@down', '--hook=./a.ts@both'],
  ['hookline simulate --set |', 'words', 'seed=', 'up.scenario=', 'up.reconfiguration.mode='],
  [
    'hookline simulate --set=up.reconfiguration.mode=|',
    'words',
    '--set=up.reconfiguration.mode=gsl',
    '--set=up.reconfiguration.mode=all',
  ],
  ['hookline simulate --set seed=|', 'words', 'seed=1'],
  ['hookline simulate --set nothing=|', 'words'],
  [
    'hookline simulate --set up.scenario=plugins/|',
    'files',
    'up.scenario=plugins/data.csv',
    'up.scenario=plugins/sub/',
  ],
  ['hookline simulate --set ack-thief.|', 'words', 'seed=', 'up.scenario=', 'up.reconfiguration.mode='],
  [
    'hookline simulate --hook plugins/ack-thief.ts@up x --set ack-thief.kind=|',
    'words',
    'ack-thief.kind=all',
    'ack-thief.kind=pure',
  ],
  ['hookline simulate --hook=plugins/ack-thief.ts --set ack-thief.chance=|', 'words', 'ack-thief.chance=2%'],
  ['hookline simulate --hook plugins/ack-thief.ts@dsl.1 x --set ack-thief.chance=|', 'words', 'ack-thief.chance=2%'],
  [
    'hookline simulate --hook plugins/ack-thief.ts x --set ack-thief.onSlow=|',
    'words',
    'ack-thief.onSlow=warn',
    'ack-thief.onSlow=detach',
  ],
  ['hookline simulate --seed |', 'words'],
  ['hookline probe --protocol |', 'words', 'auto', 'icmp', 'udp'],
  ['hookline start --reconfiguration-mode=|', 'words', '--reconfiguration-mode=gsl', '--reconfiguration-mode=all'],
  ['hookline setup --names |', 'words', 'hookline', 'phantomlink'],
  ['hookline setup -c |', 'words'],
  ['hookline socket-stats --at |', 'words', 'client', 'server'],
  [
    'hookline socket-stats no|',
    'files',
    'leo.csv',
    'my file.csv',
    'notes.txt',
    'old.YAML',
    'plan.yaml',
    'plugins/',
    'runs/',
    'up.pcap',
  ],
  ['hookline shell |', 'words', 'alice', 'bob', 'link'],
  ['hookline run --attach |', 'words', 'netns:lab', 'if:eth1', 'docker:'],
  ['hookline run --attach client=n|', 'words', 'client=netns:lab', 'client=if:eth1', 'client=docker:'],
  ['hookline set |', 'words', 'fast', 'slow', 'link', 'all'],
  ['hookline reload |', 'words', 'thief', 'tap', 'noop'],
  [
    'hookline capture fast.exit |',
    'words',
    ...['fast', 'slow', 'all'].flatMap(stage => ['', '.entry', '.exit', '.deaths'].map(side => stage + side)),
  ],
  [
    'hookline capture up -w |',
    'files',
    'leo.csv',
    'my file.csv',
    'notes.txt',
    'old.YAML',
    'plan.yaml',
    'plugins/',
    'runs/',
    'up.pcap',
  ],
  ['hookline capture up --filter |', 'words'],
  [
    'hookline run leo.csv --capture up,|',
    'words',
    ...['up', 'down', 'all'].flatMap(stage => ['', '.entry', '.exit', '.deaths'].map(side => `up,${stage}${side}`)),
  ],
  ['hookline run leo.csv --capture --priority |', 'words', 'fifo', 'nice', 'none'],
  ['hookline run leo.csv --capture -- ping |', 'command 5'],
  ['hookline extcap |', 'words', 'install', 'uninstall'],
  [
    'hookline set up delay=1ms |',
    'words',
    'rate=',
    'delay=',
    'jitter=',
    'loss=',
    'duplicate=',
    'ber=',
    'mtu=',
    'queue=',
    'scenario=',
    'thief.chance=',
    'tap.side=',
  ],
  ['hookline set up loss=|', 'words'],
  ['hookline set fast thief.chance=|', 'words', 'thief.chance=2%'],
  ['hookline set fast tap.side=|', 'words', 'tap.side=preamble', 'tap.side=episode'],
  ['hookline set up scenario=plugins/|', 'files', 'scenario=plugins/data.csv', 'scenario=plugins/sub/'],
  ['hookline set --pid |', 'words', '4711'],
  ['hookline status --pid |', 'words', '4711'],
  ['hookline shell --pid |', 'words', '4711'],
  ['hookline shell client --pid |', 'words', '4711'],
  ['hookline shell client -|', 'words', '--pid'],
  ['hookline shell client --pid 4711 pi|', 'words', 'ping', 'ping6'],
  ['hookline shell client --pid 4711 -- pi|', 'words', 'ping', 'ping6'],
  ['hookline exec |', 'words', 'client', 'server'],
  ['hookline exec client |', 'words', 'iperf3', 'ping', 'ping6'],
  ['hookline exec client ./bin/|', 'files', './bin/lib/', './bin/tool'],
  ['hookline exec client iperf3 |', 'command 3'],
  ['hookline exec client iperf3 -|', 'command 3'],
  ['hookline exec client iperf3 -c 192.168.66.2 --port |', 'command 3'],
  ['hookline exec client ping -- -|', 'command 3'],
  ['hookline run leo.csv -- |', 'words', 'iperf3', 'ping', 'ping6'],
  ['hookline run leo.csv --json -- ping -|', 'command 5'],
  ['hookline run --hook a -- leo.csv p|', 'words', 'ping', 'ping6'],
  ['hookline run leo.csv ping h|', 'command 3'],
  ['hookline run --server i|', 'words', 'iperf3'],
  ['hookline generate |', 'words', 'bash', 'elvish', 'fish', 'powershell', 'zsh', 'nushell'],
  ['hookline teardown x|', 'words'],
  ['hookline nosuch |', 'words'],
  ['hookline simulate --nosuch=|', 'words'],
  ['hookline simulate --json=|', 'words'],
];

for (const [line, mode, ...candidates] of TABLE)
  test(`${line} is answered ${mode}: ${candidates.join(' ') || 'nothing'}`, () => {
    assert.is(at(line).mode, mode);
    assert.equal(words(line), candidates);
  });

test('options of a program behind run without -- are Hookline’s own, as commander reads them', () => {
  assert.ok(words('hookline run leo.csv ping --o|').includes('--out'));
});

test('where no argument is left the options are offered, and behind a scenario for run the --', () => {
  assert.equal(words('hookline simulate leo.csv |'), optionsOf('simulate'));
  assert.equal(words('hookline run leo.csv |'), ['--', ...optionsOf('run')]);
});

test('help takes a command', () => {
  assert.equal(words('hookline help |'), words('hookline |'));
});

test('the options of the line’s hooks come first, with their descriptions and defaults', () => {
  const line = 'hookline simulate leo.csv --hook plugins/ack-thief.ts --set |';
  assert.equal(words(line).slice(0, 4), ['ack-thief.chance=', 'ack-thief.kind=', 'ack-thief.target=', 'seed=']);
  assert.is(about(line, 'ack-thief.chance='), 'share of ACKs that start a burst (default 2%)');
  assert.is(about(line, 'ack-thief.target='), 'whose ACKs (required)');
  assert.ok(words(line).includes('ack-thief.budget.frames='));
  assert.is(about(line, 'ack-thief.filter='), 'only frames that fit this filter, as in udp port 53');
  assert.is(
    about('hookline simulate --hook plugins/ack-thief.ts --set ack-thief.kind=|', 'ack-thief.kind=pure'),
    'default',
  );
});

test('a short option takes its value from the next word', () => {
  assert.equal(words('hookline setup -c pfifo -|').includes('--qdisc-client'), false);
  assert.equal(
    words('hookline setup -c|').filter(word => word.startsWith('-c')),
    ['-c'],
  );
});

test('every argument and every value is either completed or known to be any text', () => {
  const free = ['BYTES', 'NAME', 'HOST[:PORT]=COMMAND', 'MS', 'N', 'SPAN', 'TEXT', 'TOKENS'];
  const all = root.commands.filter(isOffered).flatMap(each => (each.commands.length > 0 ? each.commands : [each]));
  const unknown = all.flatMap(command => {
    const options = command.options
      .filter(option => (option.required || option.optional) && !option.argChoices)
      .map(option => [option.long!, /[<[](.*)[>\]]/.exec(option.flags)![1]!] as const);
    const args = command.registeredArguments
      .filter(({ variadic }) => !variadic)
      .map(argument => [command.name(), argument.name()] as const);
    return [...options, ...args]
      .filter(([owner, name]) => valuesOf(owner, name) === undefined && !free.includes(name))
      .map(([owner, name]) => `${owner} ${name}`);
  });
  assert.equal(unknown, []);
});

const isOffered = (command: Command): boolean => root.createHelp().visibleCommands(root).includes(command);

test.run();

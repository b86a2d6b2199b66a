import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../../core/fault.js';
import { parseHostProgram } from '../../../core/run/host-program.js';

const HOSTS = ['alice', 'bob'];

test('a program has a host, a command with whatever is in it, and perhaps a port', () => {
  assert.equal(parseHostProgram('bob=iperf3 -s', HOSTS), { host: 'bob', command: 'iperf3 -s' });
  assert.equal(parseHostProgram('bob:5201=A=b cmd a:1', HOSTS), { host: 'bob', port: 5201, command: 'A=b cmd a:1' });
  assert.equal(parseHostProgram('alice=a\nb', HOSTS), { host: 'alice', command: 'a\nb' });
});

const FAULTS: readonly (readonly [text: string, fault: string])[] = [
  ['iperf3 -s', "expected HOST=COMMAND or HOST:PORT=COMMAND (bob:5201='iperf3 -s')"],
  ['bob=', "expected HOST=COMMAND or HOST:PORT=COMMAND (bob:5201='iperf3 -s')"],
  ['bob:http=x', "expected HOST=COMMAND or HOST:PORT=COMMAND (bob:5201='iperf3 -s')"],
  ['bobb=x', "no host 'bobb' (did you mean bob?)"],
  ['server=x', "no host 'server' (there are alice, bob)"],
  ['bob:0=x', 'no port 0 (1 to 65535)'],
  ['bob:65536=x', 'no port 65536 (1 to 65535)'],
];
for (const [text, fault] of FAULTS)
  test(`--at ${text} is refused`, () => {
    assert.throws(
      () => parseHostProgram(text, HOSTS),
      (error: Error) => error instanceof InputError && error.message === `--at ${text}: ${fault}`,
    );
  });

test('no program runs where every port stands at an interface', () => {
  assert.throws(
    () => parseHostProgram('bob=x', []),
    /^--at bob=x: no host 'bob' \(every port stands at an interface: programs run behind them\)$/,
  );
});

test.run();

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunReport } from '../../core/report/run-report.js';
import { sideBySide } from '../side-by-side.js';
import { family, hookline, start } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';
import { asOrdinaryUser } from './own-machine.js';

let home: string;
let plan: string;
/** Four hosts that all reach each other, and a fifth port beside that of alice. */
const STAR = `ports: { alice: {}, bob: {}, carol: {}, client: {}, alice-2: { host: alice } }
stages: { star: { delay: 1ms } }
topologies: { all: { from: [alice, bob, carol, client, alice-2], path: [star], to: learn } }
`;
test.before(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-test-'));
  plan = file('star.yaml', STAR);
  chmodSync(home, 0o755);
});
test.after(() => rmSync(home, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
};

/** A program of Node as a shell command. */
const node = (name: string, code: string): string => `'${process.execPath}' '${file(`${name}.cjs`, code)}'`;
const SERVER = `
require('node:net').createServer(socket => socket.end('hello from ' + socket.localAddress)).listen(7000, '::', () => console.log('listens'));
`;
const ask = (host: string): string => `
const socket = require('node:net').connect(7000, process.env.HOOKLINE_${host});
socket.on('data', data => console.log('' + data));
socket.on('error', error => { console.error(error.code); process.exit(9); });
`;

const beside = sideBySide();

beside(inNamespaces)(
  'programs at other hosts run before the client, each where it belongs, their lines under their names',
  async () => {
    const server = node('server', SERVER);
    const late = `sleep 0.3; exec ${server}`;
    const { code, out, err } = await hookline(
      'run',
      plan,
      '--at',
      `bob:7000=${late}`,
      '--at',
      `carol:7000=${server}; echo over >&2`,
      '--at',
      `alice=exec ${node('bob', ask('BOB'))}`,
      '--',
      'sh',
      '-c',
      `${node('carol', ask('CAROL'))}; sleep 0.5; ip -br -4 addr; exit 5`,
    );
    assert.is(code, 5, err);
    assert.match(out, /^bob: listens$/m);
    assert.match(out, /^carol: listens$/m);
    assert.match(out, /^alice: hello from ::ffff:192\.168\.66\.2$/m);
    assert.match(out, /^hello from ::ffff:192\.168\.102\.2$/m);
    // The client is at the port of that name, though it is not the first.
    assert.match(out, /veth4@\S+ +UP +192\.168\.103\.2\/24/);
  },
);

beside(inNamespaces)('every program knows the addresses of all ports', async () => {
  const { out, code } = await hookline('run', plan, '--', 'sh', '-c', 'env | grep ^HOOKLINE_ | grep -v TEST | sort');
  assert.is(code, 0);
  assert.equal(
    out.match(/^HOOKLINE_[A-Z0-9_]+=.*$/gm)!.filter(line => !line.includes('6=')),
    [
      'HOOKLINE_ALICE=192.168.22.2',
      'HOOKLINE_ALICE_2=192.168.104.2',
      'HOOKLINE_BOB=192.168.66.2',
      'HOOKLINE_CAROL=192.168.102.2',
      'HOOKLINE_CLIENT=192.168.103.2',
    ],
  );
  assert.match(out, /^HOOKLINE_ALICE_26=fd00:0:0:104::2$/m);
});

beside(inNamespaces)(
  'at the end programs are asked by SIGINT, and those that stay are ended with all they started',
  async () => {
    const run = start(
      'run',
      plan,
      '--json',
      '--at',
      "bob=trap 'echo bye; exit 0' INT; echo up; while :; do sleep 0.05; done",
      '--at',
      "carol=trap '' INT; setsid sleep 60 & echo up; while :; do sleep 0.05; done",
      '--',
      'sleep',
      '0.3',
    );
    const { code, out, err } = await run.ended;
    assert.is(code, 0, err);
    // With --json nothing but the report is on standard output.
    assert.is((JSON.parse(out) as RunReport).ledger.inFlight, 0);
    assert.match(err, /^bob: up$/m);
    assert.match(err, /^carol: up$/m);
    assert.match(err, /^bob: bye$/m);
    assert.equal(family(run.mark), []);
  },
);

beside(inNamespaces)('a program that ends badly is told of, and the run goes on; with 0 it is not', async () => {
  const words = ['run', plan, '--at', 'bob=exit 3', '--at', 'carol=true', '--', 'sleep', '0.5'];
  const { code, err } = await hookline(...words);
  assert.is(code, 0);
  assert.match(err, /the program at bob ended with code 3 while the run went on: exit 3/);
  assert.not.match(err, /program at carol/);
});

beside(inNamespaces)(
  'a program that does not listen where it should ends the run with a clear message and 4',
  async () => {
    const never = await hookline('run', plan, '--server-timeout', '300ms', '--at', 'bob:7000=sleep 60', '--', 'true');
    assert.match(never.err, 'nothing listens on port 7000 in bob after 0.3 s: sleep 60');
    assert.is(never.code, 4);
    const early = await hookline('run', plan, '--at', 'bob:7000=exit 3', '--', 'true');
    assert.match(early.err, 'the program at bob ended with code 3 before it listened: exit 3');
    assert.is(early.code, 4);
  },
);

beside(inNamespaces)('a host that the plan has not is refused before anything is made', async () => {
  const { code, err } = await hookline('run', plan, '--at', 'bop=true', '--at', 'bob=true', '--', 'true');
  assert.match(err, "--at bop=true: no host 'bop' (did you mean bob?)");
  assert.is(code, 2);
});

beside(inNamespaces)('a shell opens any host of a run, by its name', async () => {
  const run = start('run', plan);
  await run.said("'hookline shell alice', 'hookline shell bob' and the like open the 4 hosts");
  const pid = String(run.child.pid);
  const inside = async (host: string) =>
    hookline(
      'shell',
      host,
      '--pid',
      pid,
      'sh',
      '-c',
      'ip -br -4 addr show up | grep -v lo; echo $HOOKLINE_PLACE $HOOKLINE_BOB',
    );
  const alice = await inside('alice');
  assert.match(alice.out, /veth1\S* .*192\.168\.22\.2\/24 *\nveth5\S* .*192\.168\.104\.2\/24 *\nalice 192\.168\.66\.2/);
  const wrong = await inside('server');
  assert.match(wrong.err, 'no such place in an emulation: server (alice, bob, carol, client, link)');
  assert.is(wrong.code, 2);
  run.child.kill('SIGINT');
  await run.ended;
});

asOrdinaryUser(
  'an ordinary user has the same hosts',
  async machine => {
    // The client's end is that of bob's program, so it begins behind it.
    const said = join(tmpdir(), `hookline-test-bob-${process.pid}`);
    const words = ['run', plan, '--at', `bob=ip -br -4 addr show veth2; touch ${said}`, '--'];
    const ping = `until [ -e ${said} ]; do sleep 0.05; done; rm -f ${said}; ping -c 1 -W 2 192.168.66.2`;
    const { code, out, err } = await machine.asUser(...words, 'sh', '-c', ping);
    assert.is(code, 0, err);
    assert.match(out, /^bob: veth2\S* .*192\.168\.66\.2\/24/m);
    assert.match(out, /1 received/);
  },
  beside(inNamespaces),
);

test.run();

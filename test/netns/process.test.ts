import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { confinement } from '../../core/netns/confinement.js';
import { waitForListener } from '../../core/netns/listening.js';
import { Namespace } from '../../core/netns/namespace.js';
import { type CommandOptions, type RunningCommand, startCommand } from '../../core/netns/process.js';
import { programOf } from '../command-line.js';
import { inNamespaces } from './needs-namespaces.js';

const withCommand = async (
  command: readonly string[],
  work: (running: RunningCommand, inside: Namespace) => Promise<void>,
  options: CommandOptions = { output: 'capture' },
): Promise<void> => {
  const inside = Namespace.create();
  try {
    await work(await startCommand(inside, command, options), inside);
  } finally {
    inside.close();
  }
};

const codeOf = async (command: readonly string[]): Promise<number> => {
  let code = -1;
  await withCommand(command, async running => {
    running.stdout!.resume();
    running.stderr!.resume();
    code = (await running.exited).code;
  });
  return code;
};

inNamespaces('passes the exit code of a command, and 128 + n for signal n', async () => {
  assert.is(await codeOf(['sh', '-c', 'exit 7']), 7);
  assert.is(await codeOf(['sh', '-c', 'kill -TERM $$']), 143);
  assert.is(await codeOf(['sh', '-c', 'kill -KILL $$']), 137);
});

inNamespaces('exits with 127, and says so, for a command that does not exist', async () => {
  await withCommand(
    ['no-such-command'],
    async running => {
      const [said] = await Promise.all([text(running.stderr!), text(running.stdout!)]);
      assert.is((await running.exited).code, 127);
      assert.match(said, /no-such-command/);
    },
    // A folder that may not be searched would make it 126.
    { output: 'capture', env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' } },
  );
});

inNamespaces('runs in the namespace, with the environment given and its arguments untouched', async () => {
  const command = ['sh', '-c', 'readlink /proc/self/ns/net; echo "$WORD"; printf "%s|" "$@"', 'sh', 'a b', '$HOME', ''];
  await withCommand(
    command,
    async (running, inside) => {
      const [out] = await Promise.all([text(running.stdout!), text(running.stderr!)]);
      assert.is(out, `net:[${inside.inode}]\nx y\na b|$HOME||`);
    },
    { output: 'capture', env: { ...process.env, WORD: 'x y' } },
  );
});

inNamespaces('gives an interrupted command its own last word and exit code', async () => {
  const command = ['sh', '-c', 'trap "echo interrupted; exit 9" INT; echo ready; while :; do sleep 0.02; done'];
  await withCommand(command, async running => {
    let out = '';
    running.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    running.stderr!.resume();
    await once(running.stdout!, 'data');
    assert.is((await running.stop({ signal: 'SIGINT', graceMs: 10_000 })).code, 9);
    assert.is(out, 'ready\ninterrupted\n');
  });
});

inNamespaces('ends a command that will not listen, after the grace', async () => {
  await withCommand(['sh', '-c', 'trap "" TERM INT; echo ready; while :; do sleep 0.02; done'], async running => {
    running.stderr!.resume();
    await once(running.stdout!, 'data');
    running.stdout!.resume();
    assert.is((await running.stop({ graceMs: 50 })).code, 137);
    assert.is(running.ended, true);
    assert.is((await running.stop()).code, 137, 'stopping twice is harmless');
  });
});

// The pipe reaches its end only when every process that holds it is gone: no waiting, no looking for names.
inNamespaces('takes what a command left in the background with it', async () => {
  if (confinement().init === undefined) return;
  await withCommand(['sh', '-c', 'setsid sleep 1000 & exit 0'], async running => {
    const [out] = await Promise.all([text(running.stdout!), text(running.stderr!)]);
    assert.is(out, '');
    assert.is((await running.exited).code, 0);
  });
});

inNamespaces('leaves no process behind after kill -9, twenty times', async () => {
  if (confinement().weakness !== undefined) return;
  const [node, ...parent] = programOf(import.meta.url, './orphan-maker.ts');
  for (let i = 0; i < 20; i++) {
    const child = spawn(node!, [...parent, String(i % 2)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout!, 'data');
    child.kill('SIGKILL');
    await text(child.stdout!);
  }
});

inNamespaces('waits for a listener, of the protocol and port asked for', async () => {
  const server = "require('net').createServer().listen(7001); require('dgram').createSocket('udp4').bind(7002)";
  await withCommand(
    [process.execPath, '-e', server],
    async (running, inside) => {
      const until = () => running.ended;
      assert.equal(await waitForListener(inside, { timeoutMs: 10_000, protocol: 'udp', until }), {
        protocol: 'udp',
        port: 7002,
      });
      assert.equal(await waitForListener(inside, { timeoutMs: 10_000, port: 7001, until }), {
        protocol: 'tcp',
        port: 7001,
      });
      assert.is(await waitForListener(inside, { timeoutMs: 0, port: 7003 }), undefined);
      await running.stop();
      assert.is(await waitForListener(inside, { timeoutMs: 10_000, until }), undefined);
    },
    { output: 'ignore' },
  );
});

test.run();

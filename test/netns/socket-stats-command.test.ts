import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CSV_HEADER } from '../../core/cli/socket-stats-csv.js';
import { type Started, startThrough } from './hookline.js';
import { inNamespaces } from './needs-namespaces.js';

/** A machine whose /run is its own: what is set up there is seen nowhere else, and gone with it. */
const withOwnRun = async (work: (hookline: (...words: string[]) => Started, folder: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'hookline-'));
  const script = 'mount -t tmpfs tmpfs /run && echo mounted && exec cat';
  const keeper: ChildProcess = spawn('unshare', ['--mount', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(keeper.stdout!, 'data');
  const inside = ['nsenter', `--mount=/proc/${keeper.pid}/ns/mnt`, `--wd=${process.cwd()}`, '--'];
  const hookline = (...words: string[]): Started => startThrough(inside, ...words);
  try {
    assert.is((await hookline('setup').ended).code, 0);
    await work(hookline, folder);
  } finally {
    await hookline('teardown').ended;
    const gone = once(keeper, 'exit');
    keeper.stdin!.end();
    await gone;
    rmSync(folder, { recursive: true });
  }
};

/** One connection of the client with itself from a port of its own, for a while. */
const TALK = `
  const net = require('net');
  const server = net.createServer(socket => socket.resume()).listen(5000, '127.0.0.1', () => {
    const socket = net.connect({ host: '127.0.0.1', port: 5000, localPort: 54321 }, () => socket.write('12345'));
    setTimeout(() => process.exit(), 500);
  });`;

inNamespaces('socket-stats records the sockets of one port from their first to their last, as a table', async () => {
  await withOwnRun(async (hookline, folder) => {
    const file = join(folder, 'sockets.csv');
    const stats = hookline('socket-stats', file, '--port', '54321', '--interval', '20ms');
    await stats.said('reading TCP sockets from port 54321 of the client');
    assert.is(readFileSync(file, 'utf8'), CSV_HEADER, 'the header is there before the first socket');
    assert.is((await hookline('exec', 'client', process.execPath, '-e', TALK).ended).code, 0);
    const { code, err } = await stats.ended;
    assert.is(code, 0);
    const [, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.ok(err.includes(`${rows.length} row${rows.length === 1 ? '' : 's'} of 1 socket written`), err);
    for (const row of rows)
      assert.match(row, /^\d{13},TCP_CA_\w+,\d+\.\d{3},\d+\.\d{3},\d+\.\d{3},\d+,\d+,\d+\.\d{3},/);
    assert.ok(rows.every(row => row.includes(',127.0.0.1:54321,127.0.0.1:5000,')));
    // The five bytes and the connection itself.
    assert.is(rows.at(-1)!.split(',')[CSV_HEADER.split(',').indexOf('bytes_acked[B]')], '6');
  });
});

inNamespaces('socket-stats ends well by a signal, and when setup is taken down under it', async () => {
  await withOwnRun(async (hookline, folder) => {
    const stopped = hookline('socket-stats', '-');
    await stopped.said('reading TCP sockets');
    stopped.child.kill('SIGINT');
    assert.equal(await stopped.ended, {
      code: 0,
      signal: null,
      out: CSV_HEADER,
      err: 'hookline: reading TCP sockets of the client from the first to the last; Ctrl-C ends\nhookline: no such socket came\n',
    });
    const left = hookline('socket-stats', join(folder, 'left.csv'), '--at', 'server', '--interval', '20ms');
    await left.said('reading TCP sockets of the server');
    assert.is((await hookline('teardown').ended).code, 0);
    assert.is((await left.ended).code, 0);
  });
});

inNamespaces('socket-stats refuses at once a file that cannot be written, and to work without a setup', async () => {
  await withOwnRun(async (hookline, folder) => {
    const file = join(folder, 'nowhere', 'sockets.csv');
    const refused = await hookline('socket-stats', file).ended;
    assert.is(refused.code, 2);
    assert.is(refused.err, `${file}: cannot write the table here: ENOENT: no such file or directory\n`);
    assert.is((await hookline('teardown').ended).code, 0);
    const without = await hookline('socket-stats', join(folder, 'none.csv')).ended;
    assert.is(without.code, 4);
    assert.match(without.err, /not set up/);
    assert.throws(() => readFileSync(join(folder, 'none.csv')), /ENOENT/);
  });
});

test.run();

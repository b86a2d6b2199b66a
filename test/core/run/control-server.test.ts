import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { REQUEST_MOST, serveControl } from '../../../core/run/control-server.js';

let home: string;
test.before.each(() => {
  home = mkdtempSync(join(tmpdir(), 'hookline-control-'));
});
test.after.each(() => rmSync(home, { recursive: true, force: true }));

/** Serves what doubles a number, and throws for anything else. */
const serve = () => {
  const path = join(home, '7.sock');
  const failures: string[] = [];
  const answer = async (request: unknown) => {
    if (typeof request !== 'number') throw new Error(`no number: ${JSON.stringify(request)}`);
    return { error: String(2 * request) };
  };
  return { path, failures, server: serveControl(path, answer, why => failures.push(why)) };
};

/** Sends these pieces; gives the lines that came back, so many or until the other side closes. */
const talk = (path: string, pieces: readonly (string | Buffer)[], lines: number): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      for (const piece of pieces) socket.write(piece);
    });
    let text = '';
    const end = (): void => {
      socket.destroy();
      resolve(text.split('\n').slice(0, -1));
    };
    socket.on('data', chunk => {
      text += chunk;
      if (text.split('\n').length > lines) end();
    });
    socket.on('end', end);
    // What is still being sent when the other side closes is lost, and what it said is not.
    socket.on('error', error => (text === '' ? reject(error) : end()));
  });

const linux = process.platform === 'linux' ? test : test.skip;

linux('a line is a request and has an answer, in their order, however they are cut', async () => {
  const { path, server } = serve();
  const said = await talk(path, ['1\n2', '1\n\n', '{"a"', ':1}\n{\n'], 5);
  assert.equal(said.slice(0, 2), ['{"error":"2"}', '{"error":"42"}']);
  assert.match(said[2]!, /JSON/);
  assert.is(said[3], JSON.stringify({ error: 'no number: {"a":1}' }));
  assert.match(said[4]!, /JSON/);
  server.close();
});

linux('the socket is its owner’s alone, takes the place of a stale one, and is gone at the end', async () => {
  writeFileSync(join(home, '7.sock'), '');
  const umask = process.umask();
  const { path, server, failures } = serve();
  assert.is(process.umask(), umask);
  assert.is(statSync(path).mode & 0o777, 0o600);
  assert.equal(await talk(path, ['4\n'], 1), ['{"error":"8"}']);
  server.close();
  assert.not(existsSync(path));
  assert.equal(failures, []);
});

linux('a request that has no end is cut off with an error, and the next one answered', async () => {
  const { path, server } = serve();
  const [said] = await talk(path, [Buffer.alloc(REQUEST_MOST + 1, 'x')], 1);
  assert.match(said!, /bytes at most/);
  assert.equal(await talk(path, ['5\n'], 1), ['{"error":"10"}']);
  server.close();
});

test('a path that no socket can have is told, and nothing else happens', () => {
  const failures: string[] = [];
  const path = join(home, 'x'.repeat(108));
  serveControl(
    path,
    async () => ({ error: '' }),
    why => failures.push(why),
  ).close();
  assert.is(failures.length, 1);
  assert.not(existsSync(path));
});

test.run();

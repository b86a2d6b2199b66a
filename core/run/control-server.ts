import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { CaptureSink } from './live-captures.js';
import type { LiveAnswer } from './live-control.js';
import { socketSink } from './socket-sink.js';

/** Bytes of a request: a scenario of some 50,000 rows. */
export const REQUEST_MOST = 1 << 20;
const CONNECTIONS_MOST = 16;
const IDLE_MOST_MS = 30_000;
/** Of sun_path (unix(7)), less its last zero: a longer path would be cut off and be another. */
const PATH_MOST = 107;

/** Answers a request. Asked for, the sink takes over the connection: what is written there follows the answer. */
type Answerer = (request: unknown, sink: () => CaptureSink) => Promise<LiveAnswer>;

/** Lines of JSON over a Unix socket that is its owner's alone: a request each, answered in their order. */
export const serveControl = (path: string, answer: Answerer, onFailure: (why: string) => void): { close(): void } => {
  if (Buffer.byteLength(path) > PATH_MOST) {
    onFailure(`${path} is too long for a socket's path`);
    return { close() {} };
  }
  const open = new Set<Socket>();
  const server = createServer(socket => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // A command that was interrupted.
    socket.on('error', () => socket.destroy());
    socket.setTimeout(IDLE_MOST_MS, () => socket.destroy());
    // What a capture still has to say, it says when the others are cut off.
    converse(socket, answer, () => open.delete(socket));
  });
  server.maxConnections = CONNECTIONS_MOST;
  server.on('error', error => onFailure(error.message));
  // A run of the same number that was killed.
  rmSync(path, { force: true });
  // The socket is bound within this call: nobody else can reach it for a moment either.
  const umask = process.umask(0o177);
  server.listen(path);
  process.umask(umask);
  server.unref();
  return {
    close() {
      server.close();
      for (const socket of open) socket.destroy();
      rmSync(path, { force: true });
    },
  };
};

const converse = (socket: Socket, answer: Answerer, onTaken: () => void): void => {
  let pending: Buffer[] = [];
  let length = 0;
  let last: Promise<unknown> = Promise.resolve();
  const say = (said: LiveAnswer): void => {
    if (socket.writable) socket.write(`${JSON.stringify(said)}\n`);
  };
  let taken = false;
  const sink = (): CaptureSink => {
    taken = true;
    onTaken();
    return socketSink(socket);
  };
  const take = (line: string): void => {
    last = last.then(async () => {
      if (!taken) say(await answerLine(line, request => answer(request, sink)));
    });
  };
  socket.on('data', (chunk: Buffer) => {
    if (taken) return;
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      take(Buffer.concat([...pending, chunk.subarray(from, end)]).toString('utf8'));
      pending = [];
      length = 0;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    length += rest.length;
    pending.push(rest);
    if (length > REQUEST_MOST) {
      say({ error: `a request has ${REQUEST_MOST} bytes at most` });
      socket.destroySoon();
      pending = [];
    }
  });
};

const answerLine = async (line: string, answer: (request: unknown) => Promise<LiveAnswer>): Promise<LiveAnswer> => {
  try {
    return await answer(JSON.parse(line));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};

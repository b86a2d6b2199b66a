import { addressOf, check, foreign, nativeMemory } from './foreign.js';

const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;
const SIGPIPE = 13;
const SIGXFSZ = 25;
const SIG_DFL = 0;

/** A vector of C strings with its final null pointer, and the memory behind it. */
const stringVector = (strings: readonly string[]): Uint8Array<ArrayBuffer> => {
  const texts = strings.map(text => Buffer.from(`${text}\0`, 'utf8'));
  const tableBytes = (strings.length + 1) * 8;
  const block = nativeMemory(tableBytes + texts.reduce((sum, text) => sum + text.length, 0));
  const view = new DataView(block.buffer);
  const address = addressOf(block);
  let at = tableBytes;
  texts.forEach((text, i) => {
    view.setBigUint64(i * 8, BigInt(address + at), true);
    block.set(text, at);
    at += text.length;
  });
  return block;
};

/**
 * Replaces this process by another program (execve(2)): same process number, open terminal, working directory. Node's
 * own descriptors are closed by the kernel; what was not yet written is lost. Does not return; throws an
 * EnvironmentError if the program cannot be run.
 */
export const replaceProcess = (path: string, argv: readonly string[], env: NodeJS.ProcessEnv): never => {
  const variables = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const args = stringVector(argv);
  const environment = stringVector(variables);
  giveBackStandardStreams();
  // Node ignores these two, and what is ignored stays so in the new program: `yes | head` would complain.
  for (const number of [SIGPIPE, SIGXFSZ]) foreign().signal(number, SIG_DFL);
  const result = foreign().execve(path, addressOf(args), addressOf(environment));
  check(result, `cannot run ${path}`);
  throw new Error('execve returned without an error');
};

/** Node marks its standard streams close-on-exec at start-up, and pipes non-blocking, which other programs take for errors. */
const giveBackStandardStreams = (): void => {
  const { fcntl } = foreign();
  for (const fd of [0, 1, 2]) {
    fcntl(fd, F_SETFD, 0);
    const flags = fcntl(fd, F_GETFL, 0);
    if (flags >= 0) fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  }
};

import { connect } from 'node:net';
import { EnvironmentError } from '../fault.js';
import { controlSocket } from './announce.js';
import { type LiveAnswer, type LiveRequest, type Told, toldBy } from './live-control.js';

/** An answer tells of two stages; a link of a thousand would have some hundred bytes each. */
const ANSWER_MOST = 1 << 24;
/** The run itself waits some seconds for a lane that hangs. */
const WAIT_MOST_MS = 10_000;

/**
 * Asks the run of this process. Throws an InputError with the faults of the user's words, and an EnvironmentError when the
 * run does not answer or cannot do it.
 */
export const askRun = async (pid: number, request: LiveRequest): Promise<Told> => {
  const path = controlSocket(pid);
  if (path === undefined) {
    throw new EnvironmentError(`run ${pid} cannot be asked: it is only starting, or already ending`);
  }
  return toldBy(JSON.parse(await exchange(path, `${JSON.stringify(request)}\n`, pid)) as LiveAnswer);
};

const exchange = (path: string, line: string, pid: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    const fail = (why: string): void => {
      socket.destroy();
      reject(new EnvironmentError(`run ${pid} ${why}`));
    };
    socket.setEncoding('utf8');
    socket.setTimeout(WAIT_MOST_MS, () => fail(`does not answer within ${WAIT_MOST_MS / 1e3} s`));
    socket.on('connect', () => socket.write(line));
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) {
        socket.destroy();
        resolve(text.slice(0, end));
      } else if (text.length > ANSWER_MOST) fail('says too much');
    });
    socket.on('close', () => fail('has ended'));
    socket.on('error', error => fail(`cannot be asked: ${error.message}`));
  });

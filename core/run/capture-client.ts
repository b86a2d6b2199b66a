import { connect, type Socket } from 'node:net';
import { EnvironmentError } from '../fault.js';
import { FRAME_BLOCK, missingFrames, PcapngBlocks, STATISTICS_BLOCK } from '../report/pcapng-blocks.js';
import { controlSocket } from './announce.js';
import type { CaptureRequest } from './capture-request.js';
import { type LiveAnswer, toldBy } from './live-control.js';

/** Where a capture is put. */
export interface CaptureTarget {
  /** Whole blocks of pcapng. Resolves when more can be taken. */
  write(blocks: Buffer): Promise<void> | undefined;
  /** Resolves when nobody takes any more. */
  readonly gone: Promise<void>;
}

/** What came of a capture. */
export interface CaptureSums {
  readonly frames: number;
  /** Frames that are not in it: what takes it was too slow. */
  readonly missing: number;
}

export interface GoingCapture {
  readonly interfaces: readonly string[];
  /** Asks the run to end it; what it has yet still comes. */
  stop(): void;
  readonly ended: Promise<CaptureSums>;
}

const WAIT_MOST_MS = 10_000;

/**
 * Captures frames of the run of this process. Throws an InputError with the faults of the user's words, and an
 * EnvironmentError when the run does not answer or cannot do it.
 */
export const captureRun = async (
  pid: number,
  request: CaptureRequest,
  target: CaptureTarget,
): Promise<GoingCapture> => {
  const path = controlSocket(pid);
  if (path === undefined) {
    throw new EnvironmentError(`run ${pid} cannot be captured: it is only starting, or already ending`);
  }
  const socket = connect(path);
  const { line, rest } = await answerOf(socket, `${JSON.stringify(request)}\n`, pid);
  const told = toldBy(JSON.parse(line) as LiveAnswer);
  if (!('capture' in told)) throw new Error('the run answered something else');
  socket.setTimeout(0);
  const stop = (): void => {
    if (socket.writable) socket.write('\n');
  };
  void target.gone.then(() => socket.destroy());
  return { interfaces: told.capture, stop, ended: take(socket, rest, target) };
};

/** The first line that the run says, and what came with it. */
const answerOf = (socket: Socket, request: string, pid: number): Promise<{ line: string; rest: Buffer }> =>
  new Promise((resolve, reject) => {
    let said: Buffer = Buffer.alloc(0);
    const fail = (why: string): void => {
      socket.destroy();
      reject(new EnvironmentError(`run ${pid} ${why}`));
    };
    const hear = (piece: Buffer): void => {
      said = Buffer.concat([said, piece]);
      const end = said.indexOf(10);
      if (end < 0) return;
      socket.pause();
      socket.off('data', hear);
      resolve({ line: said.toString('utf8', 0, end), rest: said.subarray(end + 1) });
    };
    socket.setTimeout(WAIT_MOST_MS, () => fail(`does not answer within ${WAIT_MOST_MS / 1e3} s`));
    socket.on('connect', () => socket.write(request));
    socket.on('data', hear);
    socket.on('close', () => fail('has ended'));
    socket.on('error', error => fail(`cannot be asked: ${error.message}`));
  });

const take = (socket: Socket, rest: Buffer, target: CaptureTarget): Promise<CaptureSums> =>
  new Promise((resolve, reject) => {
    let frames = 0;
    let missing = 0;
    const blocks = new PcapngBlocks((type, block) => {
      if (type === FRAME_BLOCK) frames++;
      else if (type === STATISTICS_BLOCK) missing += missingFrames(block);
    });
    let writing: Promise<void> = Promise.resolve();
    const put = (piece: Buffer): Promise<void> | undefined => {
      try {
        const whole = blocks.push(piece);
        return whole.length === 0 ? undefined : target.write(whole);
      } catch (error) {
        // A disk that is full, as a rule.
        socket.destroy();
        reject(error);
        return undefined;
      }
    };
    /** Whether more is taken at once. */
    const hear = (piece: Buffer): boolean => {
      const wait = put(piece);
      if (wait === undefined) return true;
      // The run sees that nobody reads, and counts what it has to leave out.
      socket.pause();
      writing = wait.then(() => void socket.resume());
      return false;
    };
    socket.on('data', hear);
    socket.on('close', () => void writing.then(() => resolve({ frames, missing })));
    // What came with the answer; it has been paused since.
    if (rest.length === 0 || hear(rest)) socket.resume();
  });

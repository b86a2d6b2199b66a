import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Recorded, type Recorder, recordSockets } from '../../../core/cli/socket-recorder.js';
import type { TcpSocket } from '../../../core/port/tcp-diag.js';

const socket = (cookie: string): TcpSocket => ({ cookie }) as TcpSocket;

interface Course {
  readonly recorded: Recorded;
  /** When each reading was made. */
  readonly readings: number[];
  /** What was written: the cookies of each reading. */
  readonly written: string[];
}

/** Runs a recording through readings given as texts of one-letter cookies; `cost`: how long each of them takes. */
const course = async (
  readings: readonly string[],
  changes: { cost?: readonly number[]; stopAt?: number; mayCome?: () => boolean } = {},
): Promise<Course> => {
  let time = 0;
  const times: number[] = [];
  const written: string[] = [];
  const recorder: Recorder = {
    read: () => {
      const i = times.push(time) - 1;
      time += changes.cost?.[i] ?? 0;
      const reading = readings[i];
      if (reading === undefined) throw new Error('read once too often');
      return [...reading].map(socket);
    },
    write: sockets => {
      written.push(sockets.map(({ cookie }) => cookie).join(''));
    },
    mayCome: changes.mayCome ?? (() => true),
    now: () => time,
    pauseUntil: async at => {
      if (at >= (changes.stopAt ?? Number.POSITIVE_INFINITY)) return true;
      time = Math.max(time, at);
      return false;
    },
    intervalMs: 100,
  };
  return { recorded: await recordSockets(recorder), readings: times, written };
};

test('waits for the first socket and ends when there is none left', async () => {
  const { recorded, readings, written } = await course(['', '', 'a', 'a', '']);
  assert.equal(recorded, { rows: 2, sockets: 1 });
  assert.equal(readings, [0, 100, 200, 300, 400]);
  assert.equal(written, ['a', 'a']);
});

test('counts each socket once, however they come and go', async () => {
  const { recorded, written } = await course(['a', 'ab', 'b', 'bc', '']);
  assert.equal(recorded, { rows: 6, sockets: 3 });
  assert.equal(written, ['a', 'ab', 'b', 'bc']);
});

test('a reading that takes its time does not shift the next one', async () => {
  const { readings } = await course(['a', 'a', 'a', ''], { cost: [30, 99, 30] });
  assert.equal(readings, [0, 100, 200, 300]);
});

test('readings that were missed are left out, and the next is where it belongs', async () => {
  const { readings } = await course(['a', 'a', 'a', ''], { cost: [250, 100, 0] });
  assert.equal(readings, [0, 300, 400, 500]);
});

test('ends when it is told to, with what it has', async () => {
  assert.equal((await course(['a', 'a'], { stopAt: 200 })).recorded, { rows: 2, sockets: 1 });
  assert.equal((await course([''], { stopAt: 100 })).recorded, { rows: 0, sockets: 0 });
});

test('waits no longer once no socket can come', async () => {
  let left = 2;
  const { recorded, readings } = await course(['', '', ''], { mayCome: () => left-- > 0 });
  assert.equal(recorded, { rows: 0, sockets: 0 });
  assert.equal(readings, [0, 100, 200]);
});

test.run();

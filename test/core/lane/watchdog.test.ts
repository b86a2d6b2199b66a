import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleHook } from '../../../core/hooks/bundle.js';
import { loadHook } from '../../../core/hooks/load.js';
import { bundlePlace } from '../../../core/hooks/place.js';
import { type HangPlace, StandstillCount, watchLane } from '../../../core/lane/watchdog.js';
import {
  BEAT,
  BEGUN,
  CELLS,
  ENDED,
  ENTRIES,
  FATES,
  type HangingLane,
  INSIDE,
  STOP,
  WAY,
} from './fixtures/hanging-lane.js';

const dir = mkdtempSync(join(tmpdir(), 'hookline-watchdog-'));
test.after(() => rmSync(dir, { recursive: true, force: true }));

const laneFile = fileURLToPath(new URL('./fixtures/hanging-lane.ts', import.meta.url));
const hookFile = fileURLToPath(new URL('../hooks/fixtures/hanging.ts', import.meta.url));
// tsx, as given to this process, does not reach a worker's own entry.
const entry = `require('tsx/cjs'); require(${JSON.stringify(laneFile)})`;
const bundle = await bundleHook(hookFile);
loadHook(bundle, dir);

type Event = { readonly place: HangPlace } | { readonly dead: string };

/** Starts a lane by `start` and a watchdog on it. */
const watched = async <T>(start: (lane: HangingLane) => T, blocking = -1) => {
  const cells = new Float64Array(new SharedArrayBuffer(CELLS * 8));
  const { port1, port2 } = new MessageChannel();
  const running = start({ shared: cells.buffer as SharedArrayBuffer, port: port2, bundle, dir, blocking });
  const threadId = await new Promise<number>(resolve => port1.once('message', resolve));
  const events: Event[] = [];
  let tell: () => void = () => {};
  const happen = (event: Event): void => {
    events.push(event);
    tell();
  };
  const watchdog = watchLane({
    threadId,
    limitMs: 25,
    heartbeat: () => cells[BEAT]!,
    inHook: () => cells[INSIDE] === 1,
    placeOf: bundlePlace,
    onHang: happen,
    onDead: dead => happen({ dead }),
  });
  /** The next thing that happens when the hook is told to hang this way. */
  const hang = (way: number): Promise<Event> =>
    new Promise(resolve => {
      tell = () => resolve(events.at(-1)!);
      cells[WAY] = way;
    });
  const resume = (): void => port1.postMessage('go on');
  const beats = async (): Promise<void> => {
    const from = cells[BEAT]!;
    while (cells[BEAT]! < from + 2) await new Promise(setImmediate);
  };
  const stop = (): void => {
    cells[STOP] = 1;
    watchdog.stop();
    port1.close();
  };
  resume();
  await beats();
  return { cells, running, events, hang, resume, beats, stop, watchdog };
};

const inPool = (pool: Piscina) => (lane: HangingLane) =>
  pool.run(lane, { transferList: [lane.port] }) as Promise<{ passes: number; thread: string }>;

const pool = new Piscina({ filename: laneFile, minThreads: 2, maxThreads: 2, idleTimeout: 1e9, atomics: 'disabled' });
test.after(() => pool.destroy());

const line = async (way: number, lane: { hang(way: number): Promise<Event> }): Promise<number> => {
  const event = await lane.hang(way);
  assert.ok('place' in event, JSON.stringify(event));
  assert.is(event.place.file, 'test/core/hooks/fixtures/hanging.ts');
  return event.place.line;
};

test('every kind of hang is named by its line, and the lane goes on with the same heap', async () => {
  const lane = await watched(inPool(pool));
  const found: number[] = [];
  for (const way of [1, 2, 3, 4, 5, 6]) {
    found.push(await line(way, lane));
    lane.resume();
    await lane.beats();
  }
  assert.equal(found, [7, 11, 19, 22, 25, 28]);
  assert.is(lane.cells[FATES], 6);
  const beats = lane.cells[BEAT]!;
  lane.stop();
  const result = await lane.running;
  // The count is a variable of the lane's function: it has been kept through all terminations.
  assert.ok(result.passes >= beats);
  assert.is(result.passes, lane.cells[BEAT]);
});

test('the engine is never cut when it works for the hanging hook', async () => {
  const lane = await watched(inPool(pool));
  for (let i = 0; i < 20; i++) {
    await line(4, lane);
    assert.is(lane.cells[BEGUN], lane.cells[ENDED]);
    lane.resume();
    await lane.beats();
  }
  lane.stop();
  await lane.running;
});

test('a worker survives twenty hangs', async () => {
  const lane = await watched(inPool(pool));
  for (let i = 0; i < 20; i++) {
    assert.is(await line(1, lane), 7);
    lane.resume();
    await lane.beats();
  }
  assert.is(lane.cells[FATES], 20);
  assert.is(lane.cells[ENTRIES], 21);
  assert.is(lane.events.length, 20);
  lane.stop();
  await lane.running;
});

test('two lanes that hang at once are both named, each from its own thread', async () => {
  const lanes = await Promise.all([watched(inPool(pool)), watched(inPool(pool))]);
  const lines = await Promise.all([line(1, lanes[0]!), line(6, lanes[1]!)]);
  assert.equal(lines, [7, 28]);
  for (const lane of lanes) {
    lane.resume();
    await lane.beats();
    lane.stop();
  }
  const threads = await Promise.all(lanes.map(lane => lane.running));
  assert.is.not(threads[0]!.thread, threads[1]!.thread);
});

test('a plain worker thread does as well', async () => {
  let worker: Worker | undefined;
  const lane = await watched(data => {
    worker = new Worker(entry, { eval: true, workerData: data, transferList: [data.port] });
    return new Promise<{ passes: number }>((resolve, reject) => worker!.once('message', resolve).once('error', reject));
  });
  assert.is(await line(2, lane), 11);
  lane.resume();
  await lane.beats();
  lane.stop();
  assert.ok((await lane.running).passes > 0);
  await worker!.terminate();
});

test('a hook in a native call makes its lane dead, and nothing else is called', async () => {
  const fifo = join(dir, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const blocking = openSync(fifo, constants.O_RDWR);
  let worker: Worker | undefined;
  const lane = await watched(data => {
    worker = new Worker(entry, { eval: true, workerData: data, transferList: [data.port] });
  }, blocking);
  const event = await lane.hang(7);
  assert.match('dead' in event ? event.dead : '', 'could not be ended within 1000 ms');
  lane.stop();
  // Asked to end before the read returns, or the thread would be in the next one.
  const ended = worker!.terminate();
  writeSync(blocking, 'x');
  await ended;
  closeSync(blocking);
  assert.is(lane.events.length, 1);
});

test('a lane that does not come back after a hang is dead', async () => {
  const lane = await watched(inPool(pool));
  await line(1, lane);
  const event = await lane.hang(0);
  assert.match('dead' in event ? event.dead : '', 'did not go on within 1000 ms');
  lane.resume();
  await lane.beats();
  lane.stop();
  await lane.running;
});

test('standing still counts looks in a row, and only where it may not stand', () => {
  const count = new StandstillCount();
  const looks = [
    [1, false],
    [1, false],
    [1, false],
    [2, false],
    [2, false],
    [2, true],
    [2, false],
  ] as const;
  assert.equal(
    looks.map(([beat, mayStand]) => count.look(beat, mayStand)),
    [0, 1, 2, 0, 1, 0, 1],
  );
});

test.run();

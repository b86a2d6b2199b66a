import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LaneTaps } from '../../../core/lane/lane-taps.js';
import { OVERFLOW_CELLS, RecordRing, RingRecorder } from '../../../core/lane/record-ring.js';
import { FRAME_BLOCK, missingFrames, PcapngBlocks, STATISTICS_BLOCK } from '../../../core/report/pcapng-blocks.js';
import { type CaptureSink, LiveCaptures } from '../../../core/run/live-captures.js';
import { DEATHS, ENTRY, EXIT } from '../../../core/stage/recorder.js';

const BOTH = [
  { stage: 0, sides: ENTRY },
  { stage: 1, sides: EXIT | DEATHS },
];

/** A run of two stages in two lanes, whose taps are pushed by hand. */
const captured = () => {
  const rings = [0, 1].map(() => RecordRing.memory(1 << 16));
  const overflow = new Float64Array(OVERFLOW_CELLS);
  const lanes = rings.map(ring => new RingRecorder(new RecordRing(ring), overflow));
  const stopped: string[] = [];
  const taps = {
    start: async (places: readonly { stage: number; side: number }[], filter?: string) => ({
      lanes: rings.map(ring => ({ ring: new RecordRing(ring), causes: ['queue:tail', 'memory'] })),
      lost: (place: number) => 10 * place,
      stop: () => void stopped.push(`${places.map(({ stage, side }) => `${stage}.${side}`).join(' ')} ${filter ?? ''}`),
    }),
  };
  const captures = new LiveCaptures({
    stages: [{ name: 'up' }, { name: 'down' }],
    taps: taps as unknown as LaneTaps,
    now: () => 1e9,
    began: 1_700_000_000_250,
  });
  return { captures, lanes, stopped };
};

/** Holds what it is given; `slow` says that nobody takes it. */
const sinkOf = () => {
  const blocks: { type: number; bytes: Buffer }[] = [];
  const cut = new PcapngBlocks((type, block) => blocks.push({ type, bytes: Buffer.from(block) }));
  let leave = (): void => {};
  const sink = {
    blocks,
    ended: false,
    backlog: 0,
    over: new Promise<void>(resolve => {
      leave = resolve;
    }),
    leave: () => leave(),
    write(bytes: Uint8Array) {
      assert.not(sink.ended);
      cut.push(Buffer.from(bytes));
    },
    end() {
      sink.ended = true;
    },
    get frames() {
      return blocks.filter(({ type }) => type === FRAME_BLOCK).map(({ bytes }) => bytes);
    },
  };
  return sink satisfies CaptureSink;
};

/** When at least so many frames have come. */
const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise(resolve => setTimeout(resolve, 5));
};

const some = Uint8Array.of(1, 2, 3, 4, 5, 6);

test('frames of several lanes come in the order of time, by the wall clock, each with its interface, id and cause', async () => {
  const { captures, lanes, stopped } = captured();
  const sink = sinkOf();
  const interfaces = await captures.start({ places: BOTH, filter: 'tcp' }, () => sink);
  assert.equal(interfaces, ['up:entry', 'down:exit', 'down:ended inside']);
  lanes[1]!.tap(1, EXIT, 21, 400e6, -1, some, 0, 6);
  lanes[0]!.tap(0, ENTRY, 20, 300e6, -1, some, 0, 6);
  lanes[1]!.tap(1, DEATHS, 22, 500e6, 0, some, 0, 6);
  lanes[1]!.tap(1, DEATHS, 23, 900e6, -2, some, 0, 6);
  await until(() => sink.frames.length === 4);
  assert.equal(
    sink.frames.map(frame => [frame.readUInt32LE(8), frame.readUInt32LE(12) * 2 ** 32 + frame.readUInt32LE(16)]),
    // A quarter of a second past the whole one that the interfaces are offset by.
    [
      [0, 550e6],
      [1, 650e6],
      [2, 750e6],
      [2, 1150e6],
    ],
  );
  assert.ok(sink.frames[2]!.includes('queue:tail'));
  assert.ok(sink.frames[3]!.includes('replaced'));
  // if_tsoffset of the first interface.
  const offset = Buffer.from([14, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  offset.writeUInt32LE(1_700_000_000, 4);
  assert.ok(sink.blocks[1]!.bytes.includes(offset));
  assert.equal(stopped, []);
  captures.close();
  assert.equal(stopped, ['0.1 1.2 1.4 tcp']);
  assert.ok(sink.ended);
});

test('at its end a capture has what is there yet, and says what is missing', async () => {
  const { captures, lanes, stopped } = captured();
  const sink = sinkOf();
  await captures.start({ places: BOTH }, () => sink);
  lanes[0]!.tap(0, ENTRY, 20, 999e6, -1, some, 0, 6);
  sink.leave();
  await until(() => sink.ended);
  assert.is(sink.frames.length, 1);
  const sums = sink.blocks.filter(({ type }) => type === STATISTICS_BLOCK).map(({ bytes }) => bytes);
  assert.equal(sums.map(missingFrames), [0, 10, 20]);
  assert.equal(
    sums.map(block => block.readUInt32LE(24)),
    [1, 10, 20],
  );
  assert.is(stopped.length, 1);
  // The run's end finds nothing left to do.
  captures.close();
  assert.is(stopped.length, 1);
});

test('a count of frames ends it exactly there', async () => {
  const { captures, lanes } = captured();
  const sink = sinkOf();
  await captures.start({ places: BOTH, count: 3 }, () => sink);
  for (let i = 0; i < 9; i++) lanes[0]!.tap(0, ENTRY, i, i, -1, some, 0, 6);
  await until(() => sink.ended);
  assert.is(sink.frames.length, 3);
});

test('a reader that does not read is given no more until it does', async () => {
  const { captures, lanes } = captured();
  const sink = sinkOf();
  let looks = 0;
  let backlog = 1e9;
  Object.defineProperty(sink, 'backlog', {
    get: () => {
      looks++;
      return backlog;
    },
  });
  await captures.start({ places: BOTH }, () => sink);
  lanes[0]!.tap(0, ENTRY, 1, 1, -1, some, 0, 6);
  await until(() => looks > 2);
  assert.is(sink.blocks.length, 0);
  backlog = 0;
  await until(() => sink.frames.length === 1);
  captures.close();
});

test('past eight captures at once another one is refused', async () => {
  const { captures } = captured();
  const starts = Array.from({ length: 9 }, () =>
    captures.start({ places: BOTH }, sinkOf).then(() => 'started', String),
  );
  const results = await Promise.all(starts);
  assert.is(results.filter(each => each === 'started').length, 8);
  assert.match(results.find(each => each !== 'started')!, '8 captures of this run go on already');
  captures.close();
  assert.is(await captures.start({ places: BOTH }, sinkOf).then(() => 'started'), 'started');
  captures.close();
});

test.run();

import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OVERFLOW, OVERFLOW_CELLS, RecordRing, RingRecorder } from '../../../core/lane/record-ring.js';
import type { Recorder } from '../../../core/stage/recorder.js';
import type { BitRate } from '../../../sdk/units.js';

/** Writes down every call as plain data. */
const listener = (): { calls: unknown[][]; recorder: Recorder } => {
  const calls: unknown[][] = [];
  const bytes = (memory: Uint8Array, start: number, length: number): number[] => [
    ...memory.slice(start, start + length),
  ];
  return {
    calls,
    recorder: {
      arrival: (port, at, m, s, captured, length) =>
        void calls.push(['arrival', port, at, bytes(m, s, captured), length]),
      crossing: (stage, at, m, s, n) => void calls.push(['crossing', stage, at, bytes(m, s, n)]),
      clock: (at, startedAt) => void calls.push(['clock', at, startedAt]),
      memory: (at, slots) => void calls.push(['memory', at, slots]),
      change: (at, stage, change) => void calls.push(['change', at, stage, change]),
      reload: (at, hook, bundle) => void calls.push(['reload', at, hook, bundle]),
      fate: (id, at, stage, fate) => void calls.push(['fate', id, at, stage, fate]),
      tap: (stage, side, id, at, fate, m, s, n) => void calls.push(['tap', stage, side, id, at, fate, bytes(m, s, n)]),
      cause: (number, name) => void calls.push(['cause', number, name]),
      capture: (stage, hook, at, m, s, n, comment) =>
        void calls.push(['capture', stage, hook, at, bytes(m, s, n), comment]),
      event: (at, stage, hook, event, fields) => void calls.push(['event', at, stage, hook, event, fields]),
    },
  };
};

const ringOf = (capacity: number) => {
  const shared = RecordRing.memory(capacity);
  const overflow = new Float64Array(OVERFLOW_CELLS);
  const recorder = new RingRecorder(new RecordRing(shared), overflow);
  return { recorder, overflow, reader: new RecordRing(shared) };
};

/** A call of a recorder, by name, as data. */
const call = fc.oneof(
  fc.record({
    what: fc.constant('arrival' as const),
    n: fc.nat({ max: 40 }),
    bytes: fc.uint8Array({ maxLength: 300 }),
  }),
  fc.record({
    what: fc.constant('crossing' as const),
    n: fc.nat({ max: 40 }),
    bytes: fc.uint8Array({ maxLength: 120 }),
  }),
  fc.record({
    what: fc.constant('fate' as const),
    n: fc.nat({ max: 2 ** 31 }),
    bytes: fc.uint8Array({ maxLength: 100 }),
  }),
  fc.record({
    what: fc.constant('tap' as const),
    n: fc.nat({ max: 2 ** 31 }),
    bytes: fc.uint8Array({ maxLength: 100 }),
  }),
  fc.record({ what: fc.constant('clock' as const), n: fc.nat({ max: 1e6 }), bytes: fc.uint8Array({ maxLength: 1 }) }),
  fc.record({ what: fc.constant('memory' as const), n: fc.nat({ max: 1e6 }), bytes: fc.uint8Array({ maxLength: 1 }) }),
  fc.record({ what: fc.constant('reload' as const), n: fc.nat({ max: 9 }), bytes: fc.uint8Array({ maxLength: 1 }) }),
  fc.record({ what: fc.constant('change' as const), n: fc.nat({ max: 9 }), bytes: fc.uint8Array({ maxLength: 1 }) }),
  fc.record({ what: fc.constant('cause' as const), n: fc.nat({ max: 255 }), bytes: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({ what: fc.constant('capture' as const), n: fc.nat({ max: 9 }), bytes: fc.uint8Array({ maxLength: 90 }) }),
  fc.record({ what: fc.constant('event' as const), n: fc.nat({ max: 1e9 }), bytes: fc.uint8Array({ maxLength: 9 }) }),
);

const tell = (to: Recorder, { what, n, bytes }: { what: keyof Recorder; n: number; bytes: Uint8Array }): void => {
  const at = n * 1e9 + 0.5;
  if (what === 'arrival') to.arrival(n, at, bytes, 0, bytes.length, bytes.length + n);
  else if (what === 'crossing') to.crossing(n, at, bytes, 0, bytes.length);
  else if (what === 'fate') to.fate(n * 2 ** 20, at, n % 7, -2, bytes, 0, bytes.length);
  else if (what === 'tap') to.tap(n % 1000, n % 7, n * 2 ** 20, at, -2, bytes, 0, bytes.length);
  else if (what === 'clock') to.clock(at, n);
  else if (what === 'memory') to.memory(at, n);
  else if (what === 'reload') to.reload!(at, n, `thief-é.${n}.cjs`);
  else if (what === 'change') to.change(at, n, { rate: (n === 0 ? Number.POSITIVE_INFINITY : n) as BitRate });
  else if (what === 'cause') to.cause(n, `hook:é${bytes.join('')}:\0x`);
  else if (what === 'capture') to.capture(n, 'tap-ü', at, bytes, 0, bytes.length, `seen ${bytes.length} → ${n}`);
  else to.event(at, 'up', 'hook', `event${n}`, { n, text: `ü${bytes.join()}`, deep: { list: [1, null] } });
};

test('every kind of record comes out as it went in, in order, through any number of turns of the ring', () => {
  const property = fc.property(
    fc.array(call, { maxLength: 60 }),
    fc.constantFrom(1024, 2048, 4096),
    (calls, capacity) => {
      const { recorder, overflow, reader } = ringOf(capacity);
      const expected = listener();
      const got = listener();
      for (const each of calls) {
        tell(expected.recorder, each);
        tell(recorder, each);
        assert.is(reader.drain(got.recorder), 1);
      }
      assert.equal(got.calls, expected.calls);
      assert.ok(overflow.every(missing => missing === 0));
    },
  );
  fc.assert(property, { seed: 14, numRuns: 200 });
});

test('a turn that leaves eight bytes at the end of the ring loses nothing', () => {
  const { recorder, reader } = ringOf(1024);
  const got = listener();
  // 16 records of 56 bytes and one of 120 end at 1016 of 1024.
  for (let i = 0; i < 16; i++) recorder.crossing(i, i, new Uint8Array(0), 0, 0);
  reader.drain(got.recorder);
  recorder.crossing(16, 16, new Uint8Array(64), 0, 64);
  recorder.crossing(17, 17, Uint8Array.of(7), 0, 1);
  reader.drain(got.recorder);
  assert.equal(got.calls.at(-1), ['crossing', 17, 17, [7]]);
  assert.is(got.calls.length, 18);
});

test('what does not fit is counted by its kind, and what did fit is whole', () => {
  const { recorder, overflow, reader } = ringOf(256);
  const some = new Uint8Array(60).fill(3);
  recorder.arrival(0, 1, some, 0, 60, 60);
  recorder.arrival(0, 2, some, 0, 60, 60);
  recorder.arrival(0, 3, some, 0, 60, 60);
  recorder.crossing(0, 3, some, 0, 60);
  recorder.fate(1, 3, 0, -1);
  recorder.capture(0, 'tap', 3, some, 0, 60, '');
  recorder.event(3, 'up', 'hook', 'event', { long: 'x'.repeat(300) });
  assert.equal(
    [overflow[OVERFLOW.journal], overflow[OVERFLOW.fates], overflow[OVERFLOW.captures], overflow[OVERFLOW.events]],
    [2, 1, 1, 1],
  );
  const got = listener();
  assert.is(reader.drain(got.recorder), 2);
  assert.equal(
    got.calls.map(([, , at]) => at),
    [1, 2],
  );
  // There is room again.
  recorder.arrival(0, 4, some, 0, 60, 60);
  assert.is(reader.drain(got.recorder), 1);
});

test('records are taken one by one, and tell their time before', () => {
  const { recorder, reader } = ringOf(256);
  const got = listener();
  assert.is(reader.nextAt, Number.POSITIVE_INFINITY);
  // Two turns, with a rest at the end of the ring that is filled up.
  for (let round = 0; round < 5; round++) {
    recorder.cause(round, 'queue:tail');
    recorder.tap(3, 4, 12, 5e9 + round, 0, Uint8Array.of(9, 8), 1, 1);
    assert.is(reader.nextAt, 0);
    assert.ok(reader.take(got.recorder));
    assert.is(reader.nextAt, 5e9 + round);
    assert.ok(reader.take(got.recorder));
    assert.is(reader.nextAt, Number.POSITIVE_INFINITY);
    assert.not(reader.take(got.recorder));
  }
  assert.equal(got.calls.slice(-2), [
    ['cause', 4, 'queue:tail'],
    ['tap', 3, 4, 12, 5e9 + 4, 0, [8]],
  ]);
});

test('an event that JSON has no words for is written as the file would have it, and never throws', () => {
  const { recorder, reader } = ringOf(4096);
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  recorder.event(5, 'up', 'hook', 'odd', { big: 7n, not: Number.NaN, none: undefined, circle });
  const got = listener();
  reader.drain(got.recorder);
  const fields = got.calls[0]!.at(-1) as Record<string, string>;
  assert.equal([fields['big'], fields['not'], fields['none']], ['7', 'NaN', null]);
  assert.match(fields['circle']!, /not writable as JSON: Converting circular structure/);
});

test('one thread writes while another reads: nothing is lost, doubled or torn', async () => {
  const shared = RecordRing.memory(4096);
  const file = new URL('./fixtures/ring-writer.ts', import.meta.url).href;
  // A worker's own entry does not pass through the loader of this one.
  const entry = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(file)})))`;
  const writer = new Worker(entry, { eval: true, workerData: { shared, records: 200_000 } });
  let failure: unknown;
  writer.on('error', error => {
    failure = error;
  });
  const ring = new RecordRing(shared);
  let next = 0;
  let bad = 0;
  const got = listener();
  const recorder: Recorder = {
    ...got.recorder,
    crossing: (stage, at, memory, start, length) => {
      const whole = stage === next % 100 && at === next && length === next % 97;
      if (!whole || (length > 0 && (memory[start] !== next % 256 || memory[start + length - 1] !== next % 256))) bad++;
      next++;
    },
  };
  while (next < 200_000 && failure === undefined) {
    if (ring.drain(recorder) === 0) await new Promise(resolve => setImmediate(resolve));
  }
  await writer.terminate();
  assert.equal([failure, next, bad], [undefined, 200_000, 0]);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  collectGarbage,
  HeapWatch,
  heapBytes,
  heapSentence,
  hookMemoryOf,
  hooksOf,
} from '../../../core/lane/heap-watch.js';
import type { HookPlan } from '../../../core/plan/plan.js';
import type { Bytes } from '../../../sdk/units.js';
import { labPlan } from '../stage/lab.js';

const MS = 1e6;

/** A heap of so many bytes, of which `garbage` are held by nobody. */
const watched = (limit: number) => {
  const heap = { held: 1000, garbage: 0, measured: 0, collected: 0 };
  const published: number[] = [];
  const full: number[] = [];
  const watch = new HeapWatch(
    limit,
    bytes => published.push(bytes),
    bytes => full.push(bytes),
    () => {
      heap.measured++;
      return heap.held + heap.garbage;
    },
    () => {
      heap.collected++;
      heap.garbage = 0;
    },
  );
  return { watch, heap, published, full };
};

test('what hooks fill is measured ten times a second, beyond what was there before them', () => {
  const { watch, heap, published } = watched(5000);
  for (let now = 0; now < 1000 * MS; now += MS) watch.look(now);
  assert.is(heap.measured, 1 + 10);
  heap.held += 300;
  watch.look(1000 * MS);
  assert.is(published.at(-1), 300);
});

test('what nobody holds any more does not end a run; what is held does', () => {
  const { watch, heap, full } = watched(5000);
  heap.garbage = 9000;
  watch.look(0);
  assert.equal([heap.collected, full], [1, []]);
  heap.held += 5001;
  watch.look(6000 * MS);
  assert.equal(full, [5001]);
});

test('garbage is collected for it every five seconds at most: each time the lane stands still', () => {
  const { watch, heap, full, published } = watched(5000);
  for (let now = 0; now < 10_000 * MS; now += 100 * MS) {
    heap.garbage += 9000;
    watch.look(now);
  }
  assert.equal([heap.collected, full], [2, []]);
  assert.ok(published.every(bytes => bytes <= 5000));
});

test('the heap and the buffers of this thread are what is measured', () => {
  collectGarbage();
  const before = heapBytes();
  const kept = [new Array(1e6).fill(1.5), new Uint8Array(3e6)];
  const filled = heapBytes() - before;
  assert.ok(filled > 10.5e6 && filled < 20e6, `${filled}`);
  assert.is(kept.length, 2);
});

test('the sentence names the hooks of the lane, what they fill and what to do', () => {
  const hook = (stages: string[]): HookPlan => ({ file: 'a', stages, options: {}, onError: 'stop', places: {} });
  const plan = { ...labPlan(), hooks: [hook(['up']), hook(['up', 'down']), hook(['down'])] };
  const { hooks, stages } = hooksOf(plan, [0], ['thief', 'tap', 'other']);
  assert.is(
    heapSentence(hooks, stages, 600 * 2 ** 20, hookMemoryOf(plan)),
    "hooks thief and tap at up filled 600 MiB of memory (the plan's hookMemory allows 512 MiB): bound what is kept in state, or raise hookMemory",
  );
  assert.is(
    heapSentence(['tap'], ['up', 'down'], undefined, hookMemoryOf({ hookMemory: (2 ** 26) as Bytes })),
    'hook tap at up and down filled more than 64 MiB of memory (hookMemory): bound what is kept in state, or raise hookMemory',
  );
});

test.run();

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameStore, HEADROOM } from '../../../core/frame/store.js';

const bytesOf = (store: FrameStore, slot: number): Uint8Array =>
  store.memory.slice(store.start[slot], store.start[slot]! + store.length[slot]!);

test('a store gives out each slot once, then none, and gives freed ones again', () => {
  const store = new FrameStore(2048 * 4);
  const slots = [store.take(), store.take(), store.take(), store.take()];
  assert.equal(new Set(slots).size, 4);
  assert.is(store.take(), -1);
  assert.is(store.put(new Uint8Array(10)), -1);
  assert.is(store.copy(slots[0]!), -1);
  store.free(slots[2]!);
  assert.is(store.take(), slots[2]);
});

test('a frame begins behind its headroom and may grow to the end of its slot', () => {
  const store = new FrameStore(2048 * 4);
  const slot = store.take();
  assert.is(store.start[slot], slot * 2048 + HEADROOM);
  assert.is(store.capacity(slot), 2048 - HEADROOM);
  assert.is(store.frameMost, 2048 - HEADROOM);
  assert.is(store.put(new Uint8Array(store.frameMost + 1)), -1);
  assert.ok(store.put(new Uint8Array(store.frameMost)) >= 0);
});

test('a copy has the bytes, the place in its slot and the columns of its original, and a life of its own', () => {
  const store = new FrameStore(2048 * 8);
  const column = store.column('f64');
  store.take();
  const slot = store.put(Uint8Array.of(1, 2, 3, 4, 5));
  // A frame that grew into its headroom, as one with a restored VLAN tag.
  store.start[slot]! -= 4;
  store.length[slot]! += 4;
  column[slot] = 0.25;
  const twin = store.copy(slot);
  assert.equal(bytesOf(store, twin), bytesOf(store, slot));
  assert.is(store.start[twin]! - twin * 2048, store.start[slot]! - slot * 2048);
  assert.is(column[twin], 0.25);
  store.memory[store.start[twin]!] = 99;
  column[twin] = 7;
  assert.is(store.memory[store.start[slot]!], 0);
  assert.is(column[slot], 0.25);
});

test('columns start at 0 in every life, and take what their kind holds', () => {
  const store = new FrameStore(2048 * 4);
  const kinds = { u8: 255, u32: 0xffffffff, i32: -1, f64: 0.1 } as const;
  const columns = Object.entries(kinds).map(([kind, value]) => ({ column: store.column(kind as 'u8'), value }));
  const slot = store.take();
  for (const { column, value } of columns) {
    column[slot] = value;
    assert.is(column[slot], value);
  }
  store.free(slot);
  assert.is(store.take(), slot);
  for (const { column } of columns) assert.is(column[slot], 0);
});

test('from the high mark on nothing is admitted until the use has fallen below the low one', () => {
  const store = new FrameStore(2048 * 1000);
  const slots: number[] = [];
  while (store.admits()) slots.push(store.take());
  assert.is(slots.length, 675);
  while (!store.admits()) store.free(slots.pop()!);
  assert.is(slots.length, 606);
  slots.push(store.take());
  assert.ok(store.admits());
});

test('slots that the driver holds are neither inside nor held against admission', () => {
  const store = new FrameStore(2048 * 1000);
  for (let i = 0; i < 200; i++) {
    store.take();
    store.lent++;
  }
  assert.is(store.used, 0);
  for (let i = 0; i < 674; i++) store.take();
  assert.ok(store.admits());
});

test('frames are made inside by how many are in use, whatever slots the driver holds', () => {
  const [idle, lending] = [new FrameStore(2048 * 1000), new FrameStore(2048 * 1000)];
  for (let i = 0; i < 250; i++) {
    lending.take();
    lending.lent++;
  }
  for (const store of [idle, lending]) {
    for (let i = 0; i < 749; i++) store.take();
    assert.ok(store.givesBirth);
    assert.ok(store.take() >= 0);
    assert.not(store.givesBirth);
  }
});

test('too little or too much memory is refused by name', () => {
  assert.throws(() => new FrameStore(2048 * 3), /no room for four frames of 2048/);
  assert.throws(() => new FrameStore(2 ** 33), /bounded to 4 GiB/);
});

test('against a map: any mix of births, copies and deaths keeps every frame whole', () => {
  const step = fc.record({ what: fc.constantFrom('put', 'put', 'copy', 'free', 'free'), n: fc.nat({ max: 1984 }) });
  const property = fc.property(fc.array(step, { maxLength: 150 }), steps => {
    const store = new FrameStore(2048 * 16);
    const column = store.column('u32');
    const alive = new Map<number, { bytes: Uint8Array; mine: number }>();
    const pick = (n: number): number => [...alive.keys()][n % alive.size]!;
    steps.forEach(({ what, n }, i) => {
      if (what === 'put') {
        const bytes = new Uint8Array(n).fill(i);
        const slot = store.put(bytes);
        assert.is(slot < 0, alive.size === 16);
        if (slot < 0) return;
        assert.not(alive.has(slot));
        assert.is(column[slot], 0);
        column[slot] = i;
        alive.set(slot, { bytes, mine: i });
      } else if (alive.size === 0) return;
      else if (what === 'copy') {
        const of = pick(n);
        const slot = store.copy(of);
        assert.is(slot < 0, alive.size === 16);
        if (slot >= 0) alive.set(slot, alive.get(of)!);
      } else {
        const slot = pick(n);
        alive.delete(slot);
        store.free(slot);
      }
      assert.is(store.used, alive.size);
      for (const [slot, { bytes, mine }] of alive) {
        assert.ok(Buffer.from(bytes).equals(bytesOf(store, slot)));
        assert.is(column[slot], mine);
      }
    });
  });
  fc.assert(property, { seed: 7, numRuns: 150 });
});

test.run();

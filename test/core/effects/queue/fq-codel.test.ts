import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSES } from '../../../../core/effects/effect.js';
import { FqCodelQueue } from '../../../../core/effects/queue/fq-codel.js';
import type { FqCodelDiscipline, QueueLimit } from '../../../../core/plan/effects/queue-plan.js';
import { build } from '../../../../sdk/build.js';
import { substream } from '../../../../sdk/rng.js';
import { Bottleneck } from './bottleneck.js';
import { QueueHost, udpFrame } from './queue-host.js';

const MS = 1e6;
const PLAN: QueueLimit & FqCodelDiscipline = {
  limit: 'frames',
  frames: 10_240,
  discipline: 'fq-codel',
  target: 5 * MS,
  interval: 100 * MS,
  ecn: false,
  ceThreshold: Number.POSITIVE_INFINITY,
  flows: 1024,
  quantum: 1514,
  dropBatch: 64,
};

const make = (plan: Partial<FqCodelDiscipline> = {}, seed = 1) => {
  const host = new QueueHost(4096);
  return { host, queue: new FqCodelQueue(host, { ...PLAN, ...plan }, substream(seed, 'up/queue')) };
};

/** Pushes frames of these flows and lengths at 0. */
const push = ({ host, queue }: ReturnType<typeof make>, ...frames: [flow: number, length: number][]): void => {
  for (const [flow, length] of frames) assert.is(queue.push(host.put(udpFrame(flow, length)), 0), PASSES);
};

/** The ids of the frames in the order in which they leave at 0. */
const order = ({ host, queue }: ReturnType<typeof make>): number[] => {
  const ids: number[] = [];
  for (let slot = queue.shift(0); slot >= 0; slot = queue.shift(0)) ids.push(host.store.id[slot]!);
  return ids;
};

test('flows take turns of a quantum each', () => {
  const fq = make();
  push(fq, [1, 1514], [1, 1514], [1, 1514], [2, 1514], [2, 1514], [3, 1514]);
  assert.equal(order(fq), [1, 4, 6, 2, 5, 3]);
});

test('a quantum is a number of bytes: short frames leave as many of them', () => {
  const fq = make();
  push(fq, [1, 757], [1, 757], [1, 757], [1, 757], [2, 1514], [2, 1514]);
  assert.equal(order(fq), [1, 2, 5, 3, 4, 6]);
});

test('what a frame took beyond the quantum is missing in the next turns', () => {
  const fq = make({ quantum: 600 });
  push(fq, [1, 1500], [1, 100], [2, 600], [2, 600], [2, 600], [2, 600]);
  // Flow 1 is at -900 after its first frame, at -300 and 300 after the turns in which the other one sends: then it may.
  assert.equal(order(fq), [1, 3, 4, 2, 5, 6]);
});

test('a flow that begins to send goes before those that have sent their quantum', () => {
  const fq = make();
  push(fq, [1, 1514], [1, 1514], [1, 1514]);
  const { queue, host } = fq;
  queue.shift(0);
  queue.shift(0);
  push(fq, [2, 60]);
  assert.is(host.store.id[queue.shift(0)], 4);
  assert.is(host.store.id[queue.shift(0)], 3);
});

test('a flow that is new again with each frame cannot starve the old ones', () => {
  const fq = make();
  const { queue, host } = fq;
  push(fq, [1, 1514], [1, 1514], [1, 1514]);
  const sent: number[] = [];
  for (let i = 0; i < 4; i++) {
    push(fq, [2, 1514]);
    sent.push(host.store.id[queue.shift(0)]!);
  }
  assert.ok(sent.includes(2), `${sent}`);
});

test('the hash has both addresses, both ports and the protocol, and is perturbed by the seed', () => {
  /** Whether two frames share a line: then the second flow's single frame waits for all of the first flow's. */
  const share = (a: Uint8Array, b: Uint8Array, seed = 1): boolean => {
    const fq = make({}, seed);
    for (const bytes of [a, a, b]) fq.queue.push(fq.host.put(bytes), 0);
    return order(fq).at(-1) === 3;
  };
  const ipv4 = { src: '10.0.0.1', dst: '10.0.0.2' };
  const udp = { srcPort: 1, dstPort: 2 };
  const first = build({ ipv4, udp, payload: 1472 }).bytes;
  assert.ok(share(first, first));
  assert.not(share(first, build({ ipv4: { ...ipv4, src: '10.0.0.3' }, udp, payload: 1472 }).bytes));
  assert.not(share(first, build({ ipv4: { ...ipv4, dst: '10.0.0.3' }, udp, payload: 1472 }).bytes));
  assert.not(share(first, build({ ipv4, udp: { ...udp, srcPort: 3 }, payload: 1472 }).bytes));
  assert.not(share(first, build({ ipv4, udp: { ...udp, dstPort: 3 }, payload: 1472 }).bytes));
  assert.not(share(first, build({ ipv4, tcp: udp, payload: 1460 }).bytes));
  assert.ok(share(new Uint8Array(1514), new Uint8Array(60)));
  // Of 200 flows in 1024 lines some share one, with another seed others: 200 x 199 / 2 / 1024 = 19 pairs.
  const pairs = (seed: number): string => {
    const { host, queue } = make({}, seed);
    for (let flow = 0; flow < 200; flow++) for (let i = 0; i < 2; i++) queue.push(host.put(udpFrame(flow, 1514)), 0);
    const ids: number[] = [];
    for (let i = 0; i < 200; i++) ids.push(host.store.id[queue.shift(0)]!);
    return ids.filter(id => id % 2 === 0).join(' ');
  };
  assert.is(pairs(1), pairs(1));
  assert.is.not(pairs(1), pairs(2));
});

test('a sparse flow sees no queue beside a bulk flow', () => {
  let most = 0;
  let sparse = 0;
  const link = new Bottleneck(PLAN, 10e6, (slot, waited) => {
    if (link.host.store.length[slot] !== 100) return;
    sparse++;
    most = Math.max(most, waited);
  });
  let seen = 0;
  for (let t = 0; t < 10e9; t += 1 * MS) {
    link.advance(t);
    link.offer(udpFrame(1, 1514), t);
    if ((t / MS) % 20 === 7) {
      link.offer(udpFrame(2, 100), t);
      seen++;
    }
  }
  link.advance(20e9);
  assert.is(sparse, seen);
  // It waits for the end of the frame being sent, and no other.
  assert.ok(most <= (1514 * 8e9) / 10e6, `${most / MS} ms`);
});

test('bulk flows share the link equally, whatever they offer and however long their frames', () => {
  const sent = new Map<number, number>();
  const link = new Bottleneck(PLAN, 10e6, (slot, _, now) => {
    if (now > 10e9) return;
    const { host } = link;
    const { store } = host;
    const port = store.memory[store.start[slot]! + 35]!;
    sent.set(port, (sent.get(port) ?? 0) + store.length[slot]!);
  });
  // 5, 10 and 20 Mbit/s in frames of 1500, 700 and 300 bytes.
  const flows = [
    { flow: 1, length: 1500, gap: 2_400_000 },
    { flow: 2, length: 700, gap: 560_000 },
    { flow: 3, length: 300, gap: 120_000 },
  ];
  for (let t = 0; t < 10e9; t += 40_000) {
    link.advance(t);
    for (const { flow, length, gap } of flows) if (t % gap === 0) link.offer(udpFrame(flow, length), t);
  }
  const shares = [...sent.values()];
  assert.is(shares.length, 3);
  const mean = shares.reduce((sum, bytes) => sum + bytes, 0) / 3;
  // A deficit is at most a quantum and a frame: 1e-3 of 4 MB. CoDel lets none of them run empty.
  for (const bytes of shares) assert.ok(Math.abs(bytes / mean - 1) < 0.002, `${shares}`);
});

test('each flow has a law of its own: one that is over its share is dropped from, one below it is not', () => {
  const link = new Bottleneck(PLAN, 10e6, () => {});
  const fat = new Set<number>();
  let id = 0;
  for (let t = 0; t < 10e9; t += 500_000) {
    link.advance(t);
    link.offer(udpFrame(1, 1250), t);
    fat.add(++id);
    if (t % 4_000_000 === 0) {
      link.offer(udpFrame(2, 1250), t);
      id++;
    }
  }
  assert.equal(Object.keys(link.host.dropped), ['queue:fq-codel']);
  assert.ok(link.host.dropped['queue:fq-codel']!.every(each => fat.has(each)));
});

test('beyond the limit half of the fattest line goes at once, from its head', () => {
  const fq = make();
  fq.queue.limitFrames = 50;
  const frames: [number, number][] = [];
  for (let i = 0; i < 40; i++) frames.push([1, 1000]);
  for (let i = 0; i < 10; i++) frames.push([2, 1500]);
  push(fq, ...frames);
  assert.equal(fq.host.dropped, {});
  push(fq, [3, 100]);
  assert.equal(fq.host.dropped, { 'queue:head': Array.from({ length: 20 }, (_, i) => i + 1) });
  assert.equal([fq.queue.frames, fq.queue.bytes], [31, 20 * 1000 + 10 * 1500 + 100]);
});

test('a batch has 64 frames at most, or as many as the plan says', () => {
  for (const [dropBatch, dropped] of [
    [64, 64],
    [8, 8],
  ] as const) {
    const fq = make({ dropBatch });
    fq.queue.limitFrames = 200;
    push(fq, ...Array.from({ length: 201 }, (): [number, number] => [1, 100]));
    assert.is(fq.host.deaths, dropped);
  }
});

test('beyond a limit in bytes it goes on until all fits, the new frame among them if its line is the fattest', () => {
  const fq = make();
  fq.queue.limitBytes = 3000;
  push(fq, [1, 1000], [2, 1000], [3, 1000], [4, 1500]);
  // The new frame alone is more than half of its line, which is the fattest.
  assert.equal(fq.host.dropped, { 'queue:head': [4] });
  assert.equal([fq.queue.frames, fq.queue.bytes], [3, 3000]);
});

test('with ecn the law marks what can be marked, by flow', () => {
  const link = new Bottleneck({ ...PLAN, ecn: true }, 10e6, () => {});
  for (let t = 0; t < 3e9; t += 950_000) {
    link.advance(t);
    link.offer(udpFrame(1, 1250, 2), t);
  }
  assert.ok(link.queue.marked > 10, `${link.queue.marked}`);
  assert.equal(link.host.dropped, {});
});

test.run();

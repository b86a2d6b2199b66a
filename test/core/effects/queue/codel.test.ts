import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSES } from '../../../../core/effects/effect.js';
import { CodelQueue } from '../../../../core/effects/queue/codel.js';
import type { CodelDiscipline, QueueLimit } from '../../../../core/plan/effects/queue-plan.js';
import { Bottleneck, tcpTrial } from './bottleneck.js';
import { QueueHost, udpFrame } from './queue-host.js';

const MS = 1e6;
const PLAN: QueueLimit & CodelDiscipline = {
  limit: 'frames',
  frames: 1000,
  discipline: 'codel',
  target: 5 * MS,
  interval: 100 * MS,
  ecn: false,
  ceThreshold: Number.POSITIVE_INFINITY,
};

/** A line in which every frame has waited as long as the test says, looked at every 10 us. */
class Clockwork {
  readonly host = new QueueHost(64);
  readonly queue: CodelQueue;
  /** Milliseconds at which the law dropped or marked. */
  readonly signals: number[] = [];
  now = 0;

  constructor(
    plan: Partial<CodelDiscipline> = {},
    private readonly ecn = 0,
  ) {
    this.queue = new CodelQueue(this.host, { ...PLAN, ...plan });
    // Always more than one full frame behind the one looked at: no less is ever dropped.
    for (let i = 0; i < 4; i++) this.push();
  }

  /** Until `to` milliseconds each frame has waited `wait` milliseconds. */
  run(to: number, wait: number): this {
    const { host, queue } = this;
    for (; this.now < to * MS; this.now += 10_000) {
      while (queue.frames < 4) this.push();
      host.store.due.fill(this.now - wait * MS);
      const before = host.deaths + queue.marked;
      const slot = queue.shift(this.now);
      if (host.deaths + queue.marked > before) this.signals.push(this.now / MS);
      if (slot >= 0) host.store.free(slot);
    }
    return this;
  }

  private push(): void {
    const slot = this.host.put(udpFrame(0, 1514, this.ecn));
    assert.is(this.queue.push(slot, this.now), PASSES);
  }
}

/** The first drop an interval after waits began to exceed the target, the n-th interval / sqrt(n - 1) after the one before. */
const LAW = [100, 200, 270.71, 328.45, 378.45, 423.17, 463.99, 501.79, 537.15, 570.48, 602.1, 632.26, 661.12];

test('the law of RFC 8289: drops come closer with the square root of their number', () => {
  const { signals, host } = new Clockwork().run(662, 6);
  // Looked at every 10 us, a drop comes up to that much late; the law adds no lateness up.
  assert.is(signals.length, LAW.length);
  for (const [i, due] of LAW.entries())
    assert.ok(Math.abs(signals[i]! - due) <= 0.0151, `${i}: ${signals[i]} for ${due}`);
  assert.equal(Object.keys(host.dropped), ['queue:codel']);
});

test('the law of another interval scales with it', () => {
  const { signals } = new Clockwork({ interval: 10 * MS, target: 1 * MS }).run(50.2, 1.5);
  for (const [i, at] of signals.entries()) assert.ok(Math.abs(at - LAW[i]! / 10) <= 0.0121, `${i}: ${at}`);
  assert.is(signals.length, 8);
});

test('waits below the target never drop, at the target they do', () => {
  assert.equal(new Clockwork().run(1000, 4.99999).signals, []);
  assert.is(new Clockwork().run(150, 5).signals.length, 1);
});

test('one frame that waited less than the target starts the interval anew', () => {
  const work = new Clockwork().run(99, 6).run(99.01, 4).run(199, 6);
  assert.equal(work.signals, []);
  assert.is(work.run(199.02, 6).signals.length, 1);
});

test('back above the target soon after, the law goes on at the rate it had', () => {
  // Nine drops in the first spell: entering at one, then eight more.
  const work = new Clockwork().run(538, 6);
  assert.is(work.signals.length, 9);
  work.signals.length = 0;
  // The next spell begins as the 8 = 9 - 1 that the last one added: 100 ms / sqrt(8) = 35.36 ms.
  work.run(600, 1).run(800, 6);
  const [first, second, third] = work.signals;
  assert.is(first, 700);
  assert.ok(Math.abs(second! - first! - 35.36) <= 0.02, `${second! - first!}`);
  // The law adds to when the drop was due: 100 ms / sqrt(9) later.
  assert.ok(Math.abs(third! - first! - 35.36 - 33.33) <= 0.02, `${third! - first!}`);
});

test('after sixteen intervals below the target it starts at the beginning', () => {
  const work = new Clockwork().run(538, 6);
  work.signals.length = 0;
  work.run(2300, 1).run(2550, 6);
  assert.equal(work.signals, [2400, 2500]);
});

test('a line of no more than one full frame is left alone, however long it waits', () => {
  const host = new QueueHost(64);
  const queue = new CodelQueue(host, PLAN);
  for (let now = 0; now < 2000 * MS; now += MS) {
    while (queue.frames < 2) queue.push(host.put(1514), now - 50 * MS);
    host.store.free(queue.shift(now));
  }
  assert.equal(host.dropped, {});
});

test('with ecn a frame that can be marked is marked in place of its drop, by the same law', () => {
  const { signals, queue, host } = new Clockwork({ ecn: true }, 2).run(662, 6);
  assert.is(signals.length, LAW.length);
  for (const [i, due] of LAW.entries())
    assert.ok(Math.abs(signals[i]! - due) <= 0.0151, `${i}: ${signals[i]} for ${due}`);
  assert.is(queue.marked, LAW.length);
  assert.equal(host.dropped, {});
});

test('with ecn a frame that cannot be marked is dropped', () => {
  const { queue, host } = new Clockwork({ ecn: true }, 0).run(662, 6);
  assert.is(queue.marked, 0);
  assert.is(host.deaths, LAW.length);
});

test('ceThreshold marks every frame that waited longer, also below the target', () => {
  const { queue, host } = new Clockwork({ ceThreshold: 1 * MS }, 1).run(1, 1.00001).run(2, 1);
  assert.is(queue.marked, 100);
  assert.equal(host.dropped, {});
});

test('a frame beyond the limit is refused at the tail', () => {
  const host = new QueueHost(8);
  const queue = new CodelQueue(host, { ...PLAN, limit: 'frames', frames: 2 });
  const fates = [1, 2, 3].map(() => queue.push(host.put(100), 0));
  assert.equal(fates, [PASSES, PASSES, host.cause('queue:tail')]);
});

test('a burst of thirty milliseconds is let pass: a good queue is one that drains', () => {
  const link = new Bottleneck(PLAN, 10e6, () => {});
  for (let t = 0; t < 1000; t++) {
    link.advance(t * MS);
    // Twice the rate for 30 ms of every 200, else half of it: 60 ms later the queue is empty, before the interval is over.
    const frames = t % 200 < 30 ? 2 : t % 2;
    for (let i = 0; i < frames; i++) link.offer(1250, t * MS);
  }
  assert.equal(link.host.dropped, {});
});

test('a constant rate above the capacity is kept near the target, at full use of the link', () => {
  let waits = 0;
  let frames = 0;
  const link = new Bottleneck(PLAN, 10e6, (_, waited, now) => {
    if (now < 10e9) return;
    waits += waited;
    frames++;
  });
  // 5 % too much, which is what the law reaches in a second; it needs sqrt(count) / interval drops a second.
  for (let t = 0; t < 30e9; t += 952_381) {
    link.advance(t);
    link.offer(1250, t);
  }
  const wait = waits / frames / MS;
  assert.ok(wait > 5 && wait < 10, `${wait} ms`);
  assert.ok(frames * 1250 * 8 > 0.999 * 10e6 * 20, `${frames} frames`);
});

test('flows that back off are kept near the target, where drop-tail lets them fill its buffer', () => {
  const trial = { rate: 10e6, rtt: 60 * MS, flows: 5, until: 16e9 };
  const codel = tcpTrial({ plan: PLAN, ...trial });
  assert.ok(codel.wait > 4 && codel.wait < 12, `${codel.wait} ms`);
  assert.ok(codel.use > 0.95, `${codel.use}`);
  const marking = tcpTrial({ plan: { ...PLAN, ecn: true }, ...trial, ecn: true });
  assert.ok(marking.wait > 4 && marking.wait < 12, `${marking.wait} ms`);
  assert.ok(marking.marked > 100, `${marking.marked}`);
  assert.equal(marking.dropped, {});
  const tail = tcpTrial({ plan: { limit: 'bytes', bytes: 200 * 1514 }, ...trial });
  assert.ok(tail.wait > 100, `${tail.wait} ms`);
});

/** The pseudocode of RFC 8289 §5, over a plain list; milliseconds. */
class Reference {
  readonly list: { id: number; at: number; length: number }[] = [];
  private bytes = 0;
  readonly dropped: number[] = [];
  private first = 0;
  private next = 0;
  private count = 0;
  private last = 0;
  private dropping = false;

  enque(id: number, at: number, length: number): void {
    this.list.push({ id, at, length });
    this.bytes += length;
  }
  private dodeque(now: number): { id: number | undefined; ok: boolean } {
    const frame = this.list.shift();
    if (frame === undefined) {
      this.first = 0;
      return { id: undefined, ok: false };
    }
    this.bytes -= frame.length;
    let ok = false;
    if (now - frame.at < PLAN.target || this.bytes <= 1514) this.first = 0;
    else if (this.first === 0) this.first = now + PLAN.interval;
    else if (now >= this.first) ok = true;
    return { id: frame.id, ok };
  }
  private law(time: number): number {
    return time + PLAN.interval / Math.sqrt(this.count);
  }
  deque(now: number): number | undefined {
    let r = this.dodeque(now);
    if (this.dropping) {
      if (!r.ok) this.dropping = false;
      while (now >= this.next && this.dropping) {
        this.dropped.push(r.id!);
        ++this.count;
        r = this.dodeque(now);
        if (!r.ok) this.dropping = false;
        else this.next = this.law(this.next);
      }
    } else if (r.ok) {
      this.dropped.push(r.id!);
      r = this.dodeque(now);
      this.dropping = true;
      const delta = this.count - this.last;
      this.count = 1;
      if (delta > 1 && now - this.next < 16 * PLAN.interval) this.count = delta;
      this.next = this.law(now);
      this.last = this.count;
    }
    return r.id;
  }
}

test('against the pseudocode of RFC 8289: the same frames sent and dropped, for any arrivals and departures', () => {
  // Spells of some load and length, so that the law is entered, followed, left and entered again.
  const spell = fc.record({ frames: fc.nat(400), load: fc.double({ min: 0.2, max: 4, noNaN: true }) });
  const property = fc.property(fc.array(spell, { minLength: 1, maxLength: 8 }), fc.nat(1000), (spells, grain) => {
    const host = new QueueHost(4096);
    const queue = new CodelQueue(host, { ...PLAN, limit: 'none' });
    const reference = new Reference();
    let now = 0;
    let credit = 0;
    for (const { frames, load } of spells) {
      for (let i = 0; i < frames; i++) {
        now += 3 * MS + grain * (i % 7);
        const slot = host.put(600 + ((i * 37) % 900));
        queue.push(slot, now);
        reference.enque(host.store.id[slot]!, now, host.store.length[slot]!);
        for (credit += 1 / load; credit >= 1; credit--) {
          const sent = queue.shift(now);
          assert.is(sent < 0 ? undefined : host.store.id[sent], reference.deque(now));
          if (sent >= 0) host.store.free(sent);
        }
      }
    }
    assert.equal(host.dropped['queue:codel'] ?? [], reference.dropped);
    assert.is(queue.frames, reference.list.length);
    return true;
  });
  fc.assert(property, { seed: 8289, numRuns: 40 });
});

test.run();

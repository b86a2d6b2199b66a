import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Scoreboard } from '../../../../core/traffic/tcp/scoreboard.js';

const sent = (n: number): Scoreboard => {
  const board = new Scoreboard(64);
  for (let i = 0; i < n; i++) board.sent(i);
  return board;
};

test('three segments acknowledged beyond a missing one make it lost, two do not (RFC 6675 IsLost)', () => {
  const board = sent(10);
  board.acknowledgeBlock(1, 3);
  board.judge();
  assert.is(board.lost, 0);
  board.acknowledgeBlock(5, 6);
  board.judge();
  assert.is(board.nextLost(), 0);
  assert.is(board.lost, 1);
  assert.is(board.pipe, 10 - 3 - 1);
});

test('a retransmission is in the pipe until it is acknowledged', () => {
  const board = sent(5);
  board.acknowledgeBlock(1, 5);
  board.judge();
  assert.is(board.pipe, 0);
  board.sentAgain(0, 100);
  assert.is(board.pipe, 1);
  assert.is(board.nextLost(), -1);
  assert.is(board.acknowledge(5), 5);
  assert.is(board.pipe, 0);
  assert.is(board.out, 0);
});

test('no round trip is measured with what was sent twice, nor with what waited for it (Karn)', () => {
  const board = sent(6);
  board.acknowledge(1);
  assert.is(board.measured, 0);
  board.sentAgain(1, 50);
  board.acknowledge(4);
  assert.is(board.measured, -1);
  board.acknowledge(5);
  assert.is(board.measured, 4);
});

test('a timeout takes everything missing for lost, retransmissions too', () => {
  const board = sent(6);
  board.acknowledgeBlock(3, 4);
  board.sentAgain(0, 10);
  board.judgeAll();
  assert.is(board.lost, 5);
  assert.is(board.pipe, 0);
  const order: number[] = [];
  for (let s = board.nextLost(); s >= 0; s = board.nextLost()) {
    order.push(s);
    board.sentAgain(s, 20);
  }
  assert.equal(order, [0, 1, 2, 4, 5]);
});

test('it agrees with a plain list of segments for any course of events', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('send' as const), a: fc.nat(8), b: fc.nat(0) }),
    fc.record({ kind: fc.constant('block' as const), a: fc.nat(60), b: fc.nat(60) }),
    fc.record({ kind: fc.constant('ack' as const), a: fc.nat(60), b: fc.nat(0) }),
    fc.record({ kind: fc.constant('repair' as const), a: fc.nat(3), b: fc.nat(0) }),
    fc.record({ kind: fc.constant('timeout' as const), a: fc.nat(0), b: fc.nat(0) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), events => {
      const board = new Scoreboard(64);
      const list: { sacked: boolean; lost: boolean; again: boolean }[] = [];
      let una = 0;
      for (const { kind, a, b } of events) {
        if (kind === 'send') {
          for (let i = 0; i < a && !board.full; i++) {
            board.sent(0);
            list.push({ sacked: false, lost: false, again: false });
          }
        } else if (kind === 'block') {
          const from = Math.min(una + Math.min(a, b), list.length);
          const to = Math.min(una + Math.max(a, b), list.length);
          let news = 0;
          for (let i = from; i < to; i++) {
            if (list[i]!.sacked) continue;
            list[i] = { sacked: true, lost: false, again: false };
            news += 1;
          }
          assert.is(board.acknowledgeBlock(from, to), news);
          board.judge();
          for (let i = una; i < list.length; i++) {
            const above = list.slice(i + 1).filter(s => s.sacked).length;
            if (above >= 3 && !list[i]!.sacked) list[i]!.lost = true;
          }
        } else if (kind === 'ack') {
          una = Math.max(una, Math.min(una + a, list.length));
          board.acknowledge(una);
        } else if (kind === 'repair') {
          for (let i = 0; i <= a; i++) {
            const want = list.findIndex((s, n) => n >= una && s.lost && !s.again);
            assert.is(board.nextLost(), want);
            if (want < 0) break;
            board.sentAgain(want, 0);
            list[want]!.again = true;
          }
        } else {
          board.judgeAll();
          for (const s of list.slice(una)) {
            s.again = false;
            if (!s.sacked) s.lost = true;
          }
        }
        const flying = list.slice(una);
        const pipe = flying.reduce((sum, s) => sum + (s.sacked ? 0 : (s.lost ? 0 : 1) + (s.again ? 1 : 0)), 0);
        assert.is(board.pipe, pipe);
        assert.is(board.out, flying.length);
      }
    }),
    { seed: 31, numRuns: 400 },
  );
});

test('a block that only grows is news of one segment each time', () => {
  const n = 20_000;
  const board = new Scoreboard(n + 1);
  for (let i = 0; i < n; i++) board.sent(i);
  // Each acknowledgement repeats the whole block, as a receiver with one hole does: a walk of it each time would be n².
  for (let i = 2; i <= n; i++) {
    assert.is(board.acknowledgeBlock(1, i), 1);
    board.judge();
  }
  assert.is(board.lost, 1);
});

test.run();

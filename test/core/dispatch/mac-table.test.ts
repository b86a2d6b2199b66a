import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MAC_AGEING, MacTable } from '../../../core/dispatch/mac-table.js';

/** Destination and source of a frame, behind as much headroom. */
const AT = 5;
const frame = (dst: string, src: string): Uint8Array =>
  Uint8Array.from([9, 9, 9, 9, 9, ...`${dst}:${src}`.split(':').map(byte => Number.parseInt(byte, 16)), 8, 0]);

const A = '02:00:00:00:00:0a';
const B = '02:00:00:00:00:0b';
const BROADCAST = 'ff:ff:ff:ff:ff:ff';

test('a station is found at the port at which it was heard, an unknown one is not', () => {
  const table = new MacTable();
  assert.is(table.lookup(frame(A, B), AT, 0), -1);
  table.learn(frame(B, A), AT, 3, 0);
  assert.is(table.lookup(frame(A, B), AT, 1), 3);
  assert.is(table.lookup(frame(B, A), AT, 1), -1);
  table.learn(frame(A, B), AT, 0, 2);
  assert.is(table.lookup(frame(B, A), AT, 2), 0);
});

test('all six bytes of an address count', () => {
  const table = new MacTable();
  table.learn(frame(BROADCAST, '82:81:83:84:85:86'), AT, 1, 0);
  assert.is(table.lookup(frame('82:81:83:84:85:86', A), AT, 0), 1);
  for (const other of [
    '86:81:83:84:85:86',
    '82:80:83:84:85:86',
    '82:81:82:84:85:86',
    '82:81:83:85:85:86',
    '82:81:83:84:84:86',
    '82:81:83:84:85:87',
  ])
    assert.is(table.lookup(frame(other, A), AT, 0), -1, other);
});

test('it is forgotten 300 s after its last frame, not after the first', () => {
  const table = new MacTable();
  assert.is(MAC_AGEING, 300_000_000_000);
  table.learn(frame(B, A), AT, 1, 0);
  assert.is(table.lookup(frame(A, B), AT, 299_999_999_999), 1);
  assert.is(table.lookup(frame(A, B), AT, 300_000_000_000), -1);
  table.learn(frame(B, A), AT, 1, 400e9);
  table.learn(frame(B, A), AT, 1, 600e9);
  assert.is(table.lookup(frame(A, B), AT, 899e9), 1);
  // To be spoken to keeps no one in the table.
  assert.is(table.lookup(frame(A, B), AT, 900e9), -1);
});

test('a station heard at another port has moved', () => {
  const table = new MacTable();
  table.learn(frame(B, A), AT, 1, 0);
  table.learn(frame(B, A), AT, 2, 1);
  assert.is(table.lookup(frame(A, B), AT, 1), 2);
});

test('group addresses and the address of zeros are never learned', () => {
  const table = new MacTable();
  for (const nobody of [
    BROADCAST,
    '01:00:5e:00:00:01',
    '33:33:00:00:00:01',
    '03:00:00:00:00:01',
    '00:00:00:00:00:00',
  ]) {
    table.learn(frame(A, nobody), AT, 1, 0);
    assert.is(table.lookup(frame(nobody, A), AT, 0), -1, nobody);
  }
});

test('its memory is bounded: in a full table the station silent longest is forgotten, against a plain list', () => {
  const station = (number: number): string => `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`;
  fc.assert(
    fc.property(
      fc.array(fc.record({ from: fc.nat(14), to: fc.nat(14), gap: fc.integer({ min: 1, max: 9 }) }), {
        maxLength: 200,
        size: 'max',
      }),
      frames => {
        const table = new MacTable(30, 8);
        let known: { from: number; port: number; met: number }[] = [];
        let now = 0;
        frames.forEach(({ from, to, gap }, port) => {
          now += gap;
          const bytes = frame(station(to), station(from));
          const there = known.find(one => one.from === to && now - one.met < 30);
          assert.is(table.lookup(bytes, AT, now), there?.port ?? -1);
          table.learn(bytes, AT, port, now);
          known = [...known.filter(one => one.from !== from), { from, port, met: now }];
          if (known.length > 8) known.shift();
        });
      },
    ),
    { seed: 5, numRuns: 300 },
  );
});

test.run();

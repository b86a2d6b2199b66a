import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeCorrupt } from '../../../../core/effects/bit-errors/make.js';
import { fit, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { FrameHost } from '../frame-host.js';

test('one bit is flipped in a share of the frames, anywhere in them alike', () => {
  const host = new FrameHost();
  const length = 20;
  const slot = host.put(new Uint8Array(length));
  const chance = 0.2;
  const frames = 200_000;
  const corrupt = makeCorrupt({ chance }, host, new CountingRng());
  const counts = new Array<number>(8 * length).fill(0);
  for (let i = 0; i < frames; i++) {
    assert.is(corrupt.judge(slot), -1);
    const { memory, start } = host.store;
    let flipped = 0;
    for (let at = 0; at < length; at++) {
      const byte = memory[start[slot] + at];
      for (let bit = 0; byte !== 0 && bit < 8; bit++) {
        if (((byte >>> bit) & 1) === 0) continue;
        counts[8 * at + bit]++;
        flipped++;
      }
      memory[start[slot] + at] = 0;
    }
    if (flipped > 1) assert.unreachable('one bit at most');
  }
  const hit = counts.reduce((sum, count) => sum + count, 0);
  assert.ok(Math.abs(hit / frames - chance) < 5 * Math.sqrt((chance * (1 - chance)) / frames), `${hit}`);
  assert.ok(fit(counts, new Array<number>(counts.length).fill(hit / counts.length)) > REFUSED);
});

test('two draws a frame, hit or not; the share may change', () => {
  const host = new FrameHost();
  const slot = host.put(new Uint8Array(60));
  const rng = new CountingRng();
  const corrupt = makeCorrupt({ chance: 0 }, host, rng);
  for (let i = 0; i < 100; i++) corrupt.judge(slot);
  assert.equal(host.bytes(slot), new Uint8Array(60));
  corrupt.setChance(1);
  corrupt.judge(slot);
  assert.is.not(
    host.bytes(slot).every(byte => byte === 0),
    true,
  );
  assert.is(rng.draws, 202);
});

test.run();

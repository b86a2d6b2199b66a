import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exp, ln } from '../../../../core/effects/arithmetic.js';
import { makeBitErrors } from '../../../../core/effects/bit-errors/make.js';
import { build } from '../../../../sdk/build.js';
import { fit, REFUSED } from '../chi-square.js';
import { CountingRng } from '../counting-rng.js';
import { FrameHost } from '../frame-host.js';

/** The share of frames of this many bytes on the wire, check sequence included, that have a bad bit. */
const hit = (rate: number, wireBytes: number): number => 1 - exp(8 * wireBytes * ln(1 - rate));

test('the share of frames hit is 1 - (1-p)^bits: 1.19 % of 1500 B and 0.05 % of 64 B at 1e-6, 11.3 % at 1e-5', () => {
  assert.is((hit(1e-6, 1500) * 100).toFixed(2), '1.19');
  assert.is((hit(1e-6, 64) * 100).toFixed(2), '0.05');
  assert.is((hit(1e-5, 1500) * 100).toFixed(1), '11.3');
  for (const [rate, wireBytes, frames] of [
    [1e-6, 1500, 400_000],
    [1e-6, 64, 2_000_000],
    [1e-5, 1500, 100_000],
    [1e-3, 64, 100_000],
    [1e-2, 64, 100_000],
  ]) {
    const host = new FrameHost();
    const slot = host.put(new Uint8Array(wireBytes - 4));
    const errors = makeBitErrors({ rate, mode: 'fcs' }, host, new CountingRng());
    let dead = 0;
    for (let i = 0; i < frames; i++) if (errors.judge(slot, 0) === 0) dead++;
    const share = hit(rate, wireBytes);
    const sigma = Math.sqrt((share * (1 - share)) / frames);
    assert.ok(Math.abs(dead / frames - share) < 5 * sigma, `${rate} ${wireBytes}: ${dead / frames} of ${share}`);
    assert.equal(host.causes, ['ber:fcs']);
  }
});

test('a frame that dies of its check sequence keeps its bytes; at rate 0 none dies', () => {
  const host = new FrameHost();
  const slot = host.put(new Uint8Array(200).fill(0x55));
  const errors = makeBitErrors({ rate: 0.5, mode: 'fcs' }, host, new CountingRng());
  assert.is(errors.judge(slot, 0), 0);
  assert.equal(host.bytes(slot), new Uint8Array(200).fill(0x55));
  errors.setRate(0);
  for (let i = 0; i < 1000; i++) assert.is(errors.judge(slot, 0), -1);
});

test('the frames with flipped bits are those that their check sequence would have killed, or have them in it', () => {
  const host = new FrameHost();
  const lengths = [60, 1500, 400, 61];
  const slots = lengths.map(length => host.put(new Uint8Array(length)));
  const rate = 2e-4;
  const fcs = makeBitErrors({ rate, mode: 'fcs' }, host, new CountingRng());
  const deliver = makeBitErrors({ rate, mode: 'deliver' }, host, new CountingRng());
  let killed = 0;
  let flipped = 0;
  for (let i = 0; i < 20_000; i++) {
    const slot = slots[i % 4];
    const dies = fcs.judge(slot, 0) >= 0;
    assert.is(deliver.judge(slot, 0), -1);
    const changed = host.bytes(slot).some(byte => byte !== 0);
    host.store.memory.fill(0, host.store.start[slot], host.store.start[slot] + lengths[i % 4]);
    assert.ok(!changed || dies);
    if (dies) killed++;
    if (changed) flipped++;
  }
  // 32 of 32 + 8 length bits are in the check sequence: few frames die of those alone.
  assert.ok(killed > flipped && flipped > 0.9 * killed, `${killed} ${flipped}`);
});

test('flipped bits are as many as the rate says, and anywhere in the frame alike', () => {
  const host = new FrameHost();
  const length = 40;
  const slot = host.put(new Uint8Array(length));
  const rate = 1e-3;
  const frames = 400_000;
  const errors = makeBitErrors({ rate, mode: 'deliver' }, host, new CountingRng());
  const counts = new Array<number>(8 * length).fill(0);
  const { memory, start } = host.store;
  for (let i = 0; i < frames; i++) {
    errors.judge(slot, 0);
    for (let at = 0; at < length; at++) {
      const byte = memory[start[slot] + at];
      if (byte === 0) continue;
      for (let bit = 0; bit < 8; bit++) counts[8 * at + bit] += (byte >>> bit) & 1;
      memory[start[slot] + at] = 0;
    }
  }
  const bits = frames * length * 8;
  const bad = counts.reduce((sum, count) => sum + count, 0);
  assert.ok(Math.abs(bad - bits * rate) < 5 * Math.sqrt(bits * rate * (1 - rate)), `${bad} of ${bits * rate}`);
  assert.ok(fit(counts, new Array<number>(8 * length).fill(bad / (8 * length))) > REFUSED);
});

test('bits next to one another are bad as often as any others, also at a rate of a third', () => {
  const host = new FrameHost();
  const slot = host.put(new Uint8Array(1000));
  const rate = 1 / 3;
  const errors = makeBitErrors({ rate, mode: 'deliver' }, host, new CountingRng());
  const bits: number[] = [];
  for (let i = 0; i < 20; i++) {
    errors.judge(slot, 0);
    for (const byte of host.bytes(slot)) for (let bit = 0; bit < 8; bit++) bits.push((byte >>> bit) & 1);
    host.store.memory.fill(0, host.store.start[slot], host.store.start[slot] + 1000);
  }
  // Of three bits in a row each of the eight pictures has its own probability.
  const pictures = new Array<number>(8).fill(0);
  for (let i = 0; i + 2 < bits.length; i += 3) pictures[bits[i] * 4 + bits[i + 1] * 2 + bits[i + 2]]++;
  const rows = Math.floor(bits.length / 3);
  const expected = pictures.map((_, picture) => {
    const bad = (picture & 1) + ((picture >>> 1) & 1) + (picture >>> 2);
    return rows * rate ** bad * (1 - rate) ** (3 - bad);
  });
  assert.ok(fit(pictures, expected) > REFUSED, pictures.join(' '));
});

test('an error does not reach beyond the frame', () => {
  const host = new FrameHost();
  const slot = host.put(new Uint8Array(100));
  const { memory, start } = host.store;
  const errors = makeBitErrors({ rate: 0.5, mode: 'deliver' }, host, new CountingRng());
  for (let i = 0; i < 100; i++) errors.judge(slot, 0);
  const outside = memory.filter((_, at) => at < start[slot] || at >= start[slot] + 100);
  assert.ok(outside.every(byte => byte === 0));
});

test('two draws for each bad bit, none for a frame without one', () => {
  const host = new FrameHost();
  const slot = host.put(build({ ipv4: { src: 1, dst: 2 }, udp: { srcPort: 1, dstPort: 2 }, payload: 1000 }).bytes);
  for (const mode of ['fcs', 'deliver', 'residual'] as const) {
    const rng = new CountingRng();
    const errors = makeBitErrors({ rate: 1e-4, mode }, host, rng);
    let before = rng.draws;
    let quiet = 0;
    let bad = 0;
    const frames = 5000;
    for (let i = 0; i < frames; i++) {
      errors.judge(slot, 0);
      if (rng.draws === before) quiet++;
      bad += (rng.draws - before) / 2;
      before = rng.draws;
    }
    const bits = 8 * (host.store.length[slot] + 4);
    const mean = frames * bits * 1e-4;
    assert.ok(Math.abs(bad - mean) < 5 * Math.sqrt(mean), `${mode}: ${bad} of ${mean}`);
    const whole = frames * (1 - hit(1e-4, bits / 8));
    assert.ok(Math.abs(quiet - whole) < 5 * Math.sqrt(whole * hit(1e-4, bits / 8)), `${mode}: ${quiet} of ${whole}`);
  }
});

test.run();

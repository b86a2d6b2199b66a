import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BitPatternLoss } from '../../../../core/effects/loss/bit-pattern.js';
import { StageCounts } from '../../../../core/effects/loss/frame-counts.js';
import { lossText } from './losses.js';

test('a pattern that loops begins again, one that does not lets everything pass at its end', () => {
  assert.is(lossText(new BitPatternLoss(new StageCounts(), 3, '0011', true), 10), '0011001100');
  assert.is(lossText(new BitPatternLoss(new StageCounts(), 3, '0011', false), 10), '0011000000');
  assert.is(lossText(new BitPatternLoss(new StageCounts(), 3, '1', true), 4), '1111');
});

test('any pattern is lost letter by letter', () => {
  const pattern = fc
    .array(fc.constantFrom('0', '1'), { minLength: 1, maxLength: 40, size: 'max' })
    .map(letters => letters.join(''));
  fc.assert(
    fc.property(pattern, fc.integer({ min: 0, max: 200 }), (bits, frames) => {
      assert.is(
        lossText(new BitPatternLoss(new StageCounts(), 3, bits, true), frames),
        bits.repeat(frames + 1).slice(0, frames),
      );
    }),
    { seed: 4 },
  );
});

test.run();

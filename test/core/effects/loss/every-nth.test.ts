import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EveryNthLoss } from '../../../../core/effects/loss/every-nth.js';
import { StageCounts } from '../../../../core/effects/loss/frame-counts.js';
import { lossText } from './losses.js';

const text = (first: number, every: number): string =>
  lossText(new EveryNthLoss(new StageCounts(), 3, first, every), 12);

test('the first one and every n-th after it are lost', () => {
  assert.is(text(4, 4), '000100010001');
  assert.is(text(1, 4), '100010001000');
  assert.is(text(6, 3), '000001001001');
  assert.is(text(1, 1), '111111111111');
  assert.is(text(13, 2), '000000000000');
});

test.run();

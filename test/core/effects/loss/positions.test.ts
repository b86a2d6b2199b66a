import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StageCounts } from '../../../../core/effects/loss/frame-counts.js';
import { PositionLoss } from '../../../../core/effects/loss/positions.js';
import { lossText } from './losses.js';

test('the frames at the positions are lost, counted from 1, and no others', () => {
  assert.is(lossText(new PositionLoss(new StageCounts(), 3, [5]), 12), '000010000000');
  assert.is(lossText(new PositionLoss(new StageCounts(), 3, [10, 1, 2, 9]), 12), '110000001100');
});

test('the cause is the one given', () => {
  const loss = new PositionLoss(new StageCounts(), 3, [2]);
  assert.equal([loss.judge(0), loss.judge(0), loss.judge(0)], [-1, 3, -1]);
});

test.run();

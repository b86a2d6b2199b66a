import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OutageCycle } from '../../../../core/effects/loss/outage-cycle.js';

test('frames are lost from the end of each span up to the beginning of the next', () => {
  const loss = new OutageCycle(3, 70, 30);
  const at = (now: number): number => loss.judge(0, now);
  assert.equal([0, 69, 70, 99, 100, 169, 170, 199, 200].map(at), [-1, -1, 3, 3, -1, -1, 3, 3, -1]);
  // A day later as well, to the nanosecond.
  assert.equal([86400e9 + 69, 86400e9 + 70].map(at), [-1, 3]);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stagesOfShare } from '../../../core/stage/stages-of-share.js';
import type { Ratio } from '../../../sdk/units.js';

test('a fraction of that many stages comes to whole stages, whatever rounding makes of it', () => {
  for (let stages = 1; stages <= 200; stages++)
    for (let some = 1; some <= stages; some++) assert.is(stagesOfShare((some / stages) as Ratio, stages), some);
});

test('what is short of a whole stage is none', () => {
  assert.equal(
    [0.33, 0.34, 0.99].map(share => stagesOfShare(share as Ratio, 3)),
    [0, 1, 2],
  );
});

test.run();

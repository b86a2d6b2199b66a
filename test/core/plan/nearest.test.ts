import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { didYouMean } from '../../../core/plan/nearest.js';

test('the hint is left out when nothing is near', () => {
  assert.equal(didYouMean('dleay', ['delay']), { hint: 'did you mean delay?' });
  assert.equal(didYouMean('zzz', ['delay']), {});
});

test.run();

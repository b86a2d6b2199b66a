import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities } from '../../../core/netns/capabilities.js';

const check = process.platform === 'linux' ? test : test.skip;

check('names each capability once and says what its absence costs', () => {
  const found = capabilities();
  assert.is(new Set(found.map(one => one.name)).size, found.length);
  for (const one of found) {
    assert.ok(one.detail.length > 0, one.name);
    assert.ok(one.cost.length > 0, one.name);
  }
});

test.run();

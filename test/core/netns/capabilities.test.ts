import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities, kernelVersion } from '../../../core/netns/capabilities.js';

test('reads the version in a kernel release of any distribution', () => {
  assert.equal(kernelVersion('6.18.44-generic'), [6, 18]);
  assert.equal(kernelVersion('5.15.0-1-amd64'), [5, 15]);
  assert.equal(kernelVersion('unknown'), [0, 0]);
});

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

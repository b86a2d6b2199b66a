import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeTooOld } from '../../../core/cli/node-version.js';

test('refuses versions of Node that lack what is used', () => {
  assert.is(nodeTooOld('v18.20.4'), 'needs Node 20.12 or later, and this is v18.20.4');
  assert.ok(nodeTooOld('v20.11.1'));
});

test('takes the others, also later ones with a small second number', () => {
  for (const version of ['v20.12.0', 'v20.20.2', 'v22.0.0', 'v24.1.0'])
    assert.is(nodeTooOld(version), undefined, version);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import noop from '../../plugins/noop.js';
import { build } from '../../sdk/build.js';
import { rig } from '../../sdk/testing.js';

test('every frame passes as it is', () => {
  const r = rig(noop);
  const frame = build({ ipv4: { src: '10.0.0.1', dst: '10.0.0.2' }, icmp: { type: 8 } });
  for (const [passed] of [r.preamble(frame).passed, r.episode(frame).passed])
    assert.equal([...passed.bytes], [...frame.bytes]);
  assert.is(r.settle().out, 2);
});

test.run();

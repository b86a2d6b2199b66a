import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedded, hex, hexOf, packed } from '../hex.js';

const QINQ = '020000000002 020000000001 88a8 b064 8100 2007 88b5 0102';

test('stacked tags are read outermost first', () => {
  const outer = embedded(hex(QINQ)).frame.vlan!;
  assert.equal([outer.tpid, outer.pcp, outer.dei, outer.vid, outer.type], [0x88a8, 5, true, 100, 0x8100]);
  const inner = outer.inner!;
  assert.equal([inner.tpid, inner.pcp, inner.dei, inner.vid, inner.type], [0x8100, 1, false, 7, 0x88b5]);
  assert.is(inner.inner, undefined);
  assert.is(outer.vid, 100, 'stepping inward leaves the outer view where it is');
});

test('tags are written to their bytes', () => {
  const { frame, intact } = embedded(hex('020000000002 020000000001 88a8 0000 8100 0000 88b5 0102'));
  const outer = frame.vlan!;
  outer.pcp = 5;
  outer.dei = true;
  outer.vid = 100;
  const inner = outer.inner!;
  inner.vid = 7;
  inner.pcp = 1;
  assert.is(hexOf(frame), packed(QINQ));
  outer.dei = false;
  assert.is(hexOf(frame), packed(QINQ).replace('b064', 'a064'));
  assert.ok(intact());
});

test('priority and identifier do not spill into each other', () => {
  const { frame } = embedded(hex(QINQ));
  const { vlan } = frame;
  vlan!.vid = 0x1fff;
  vlan!.pcp = 15;
  assert.equal([vlan!.vid, vlan!.pcp, vlan!.dei], [0xfff, 7, true]);
});

test('all three tag protocols are tags, and what they enclose is found', () => {
  for (const tpid of ['8100', '88a8', '9100']) {
    const arp = '0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002';
    const { frame } = embedded(hex(`ffffffffffff 020000000001 ${tpid} 0005 0806 ${arp}`));
    assert.is(frame.vlan!.vid, 5, tpid);
    assert.is(frame.arp!.targetIpText, '10.0.0.2', tpid);
  }
});

test('a tag cut off before the type inside is no tag', () => {
  assert.is(embedded(hex('020000000002 020000000001 8100 0005')).frame.vlan, undefined);
  assert.is(embedded(hex('020000000002 020000000001 8100 0005 08')).frame.vlan, undefined);
  assert.is.not(embedded(hex('020000000002 020000000001 8100 0005 0800')).frame.vlan, undefined);
});

test.run();

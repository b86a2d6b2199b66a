import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PAYLOAD_BYTES, readPayload, writePayload } from '../../../core/probe/payload.js';

const MARKER = 0xdeadbeef;

const written = (): DataView => {
  const view = new DataView(new ArrayBuffer(PAYLOAD_BYTES + 3));
  writePayload(view, 3, MARKER, { kind: 'train', train: 0x0102, sequence: 7 });
  return view;
};

const hex = (view: DataView): string => Buffer.from(view.buffer).toString('hex');

test('a payload is five words in network order, the last a check of the others', () => {
  assert.is(hex(written()), '000000' + '484b5052' + 'deadbeef' + '00020102' + '00000007' + '21504015');
  assert.equal(readPayload(written(), 3, MARKER), { kind: 'train', train: 0x0102, sequence: 7 });
});

test('a payload of another run, an altered one and half a one are none', () => {
  assert.is(readPayload(written(), 3, MARKER + 1), undefined);
  assert.is(readPayload(written(), 4, MARKER), undefined);
  for (let bit = 0; bit < PAYLOAD_BYTES * 8; bit++) {
    const view = written();
    const at = 3 + (bit >> 3);
    view.setUint8(at, view.getUint8(at) ^ (1 << (bit & 7)));
    assert.is(readPayload(view, 3, MARKER), undefined, `bit ${bit}`);
  }
});

test.run();

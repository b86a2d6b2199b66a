import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingFrames, PcapngBlocks, STATISTICS_BLOCK } from '../../../core/report/pcapng-blocks.js';
import { PcapngEncoder } from '../../../core/report/pcapng-write.js';

const file = (): Buffer => {
  const encoder = new PcapngEncoder([{ name: 'up:exit' }]);
  for (let i = 0; i < 5; i++) encoder.frame(0, i, new Uint8Array(60 + i), 0, 60 + i, 60 + i, 'out', 'queue:tail', i);
  encoder.statistics(0, 9, 2 ** 33 + 5, 2 ** 32 + 1);
  return Buffer.from(encoder.buffer.slice(0, encoder.length));
};

test('whole blocks come out, however a stream is cut', () => {
  const bytes = file();
  for (let size = 1; size < bytes.length + 7; size += size < 40 ? 1 : 37) {
    const types: number[] = [];
    const out: Buffer[] = [];
    const blocks = new PcapngBlocks((type, block) => {
      types.push(type);
      assert.is(block.readUInt32LE(4), block.length);
    });
    for (let at = 0; at < bytes.length; at += size) out.push(Buffer.from(blocks.push(bytes.subarray(at, at + size))));
    assert.equal(types, [0x0a0d0d0a, 1, 6, 6, 6, 6, 6, 5]);
    assert.ok(Buffer.concat(out).equals(bytes));
  }
});

test('the sums of an interface say how many frames are missing', () => {
  let missing = -1;
  new PcapngBlocks((type, block) => {
    if (type === STATISTICS_BLOCK) missing = missingFrames(block);
  }).push(file());
  assert.is(missing, 2 ** 32 + 1);
});

test('what is no pcapng is refused', () => {
  const blocks = new PcapngBlocks(() => {});
  assert.throws(() => blocks.push(Buffer.from('{"error":"the run has ended"}\n')), /no capture/);
});

test('an interface’s sums have their bytes', () => {
  const encoder = new PcapngEncoder([{ name: 'x' }]);
  encoder.clear();
  encoder.statistics(0, 2 ** 32 + 3, 7, 2);
  assert.equal(
    Buffer.from(encoder.buffer.subarray(0, encoder.length)).toString('hex'),
    '05000000' + // type
      '34000000' + // length
      '00000000' + // interface
      '0100000003000000' + // time
      '040008000700000000000000' + // isb_ifrecv
      '050008000200000000000000' + // isb_ifdrop
      '00000000' +
      '34000000',
  );
});

test.run();

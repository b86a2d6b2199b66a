import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Draft } from '../../../../core/traffic/tcp/draft.js';
import { mismatches } from '../../../../core/traffic/tcp/payload.js';
import { ACK, Segment, SYN, unwrap } from '../../../../core/traffic/tcp/segment.js';
import { tuple } from './timeline.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

test('a SYN reads with all its options', () => {
  const bytes = hex('c000 1389 00000001 00000000 a002 ffff 0000 0000  0204 05b4 0402 080a 00000007 00000000 01 030307');
  const s = new Segment();
  assert.ok(s.read(bytes, 0, bytes.length));
  assert.equal([s.seq, s.ack, s.flags, s.window], [1, 0, SYN, 65535]);
  assert.equal([s.mss, s.windowScale, s.sackPermitted, s.tsVal, s.tsEcr], [1460, 7, true, 7, 0]);
  assert.is(s.payloadLength, 0);
});

test('a SYN and an acknowledgement with blocks are written byte for byte', () => {
  const draft = new Draft(tuple(), 1460);
  draft.seq = 1;
  draft.flags = SYN;
  draft.window = 65535;
  draft.timestamps = true;
  draft.tsVal = 7;
  let got = '';
  const keep = (frame: { bytes: Uint8Array }) => {
    got = Buffer.from(frame.bytes.subarray(34)).toString('hex');
  };
  draft.sendSyn(keep, true, 7);
  assert.is(
    got.slice(0, 32) + got.slice(36),
    'c00013890000000100000000a002ffff' + '0000' + '020405b40402080a000000070000000001030307',
  );
  draft.flags = ACK;
  draft.ack = 9;
  draft.sackCount = 1;
  draft.sackLeft[0] = 20;
  draft.sackRight[0] = 30;
  draft.send(keep);
  assert.is(got.slice(0, 28), 'c000138900000001000000' + '09b010');
  assert.is(got.slice(40), '0101080a0000000700000000' + '0101050a000000140000001e');
});

test('checksums of written frames hold for any stream offset and length', () => {
  const draft = new Draft(tuple(), 1460);
  draft.flags = ACK;
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.integer({ min: 0, max: 1460 }), fc.boolean(), (offset, length, timestamps) => {
      draft.seq = offset;
      draft.timestamps = timestamps;
      draft.send(
        frame => {
          assert.is(frame.tcp!.checksumOk, true);
          assert.is(frame.ipv4!.totalLength, frame.length - 14);
          const s = new Segment();
          assert.ok(s.read(frame.memory, 34, frame.length));
          assert.is(s.payloadLength, length);
          assert.is(s.seq, offset % 2 ** 32);
          assert.is(mismatches(frame.memory, s.payloadAt, length, offset), 0);
        },
        offset,
        length,
      );
    }),
    { seed: 33, numRuns: 300 },
  );
});

test('no bytes make reading throw', () => {
  const s = new Segment();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
      s.read(bytes, 0, bytes.length);
      assert.ok(s.sackCount <= 4);
    }),
    { seed: 34, numRuns: 2000 },
  );
});

test('sequence numbers are taken for the nearest count, across the wrap too', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 48),
      fc.nat(2 ** 32 - 1),
      fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
      (near, origin, step) => {
        const absolute = near + step;
        const wire = Number((BigInt(absolute) + BigInt(origin)) & 0xffffffffn);
        assert.is(unwrap(wire, origin, near), absolute);
      },
    ),
    { seed: 35, numRuns: 1000 },
  );
});

test.run();

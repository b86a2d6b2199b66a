import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type FrameSpec } from '../../../../sdk/build.js';
import { StageDouble } from './stage-double.js';

const UDP = {
  ipv4: { src: '10.0.0.1', dst: '10.0.0.2', dontFragment: true },
  udp: { srcPort: 1, dstPort: 2 },
} as const;

/** Whether a frame passes an MTU of 1280 as it is. */
const passes = (spec: FrameSpec): boolean => {
  const stage = new StageDouble({ icmp: false }).enter(build(spec));
  return stage.passed.length === 1 && stage.fates.length === 0;
};

test('the size is that of the IP packet: Ethernet header and VLAN tags do not count', () => {
  const fits = 1280 - 28;
  const one = [{ vid: 1 }];
  const two = [{ vid: 1 }, { vid: 2 }];
  assert.equal(
    [passes({ ...UDP, payload: fits }), passes({ ...UDP, payload: fits + 1 })],
    [true, false],
    'without a tag',
  );
  for (const vlan of [one, two, [...two, ...one]]) {
    assert.equal(
      [passes({ ...UDP, vlan, payload: fits }), passes({ ...UDP, vlan, payload: fits + 1 })],
      [true, false],
      `${vlan.length} tags`,
    );
  }
});

test('frames that are not IP are measured alike', () => {
  const eth = { type: 0x88b5 };
  assert.equal([passes({ eth, payload: 1280 }), passes({ eth, payload: 1281 })], [true, false]);
});

test('a new size holds from the next frame on', () => {
  const stage = new StageDouble({ icmp: false });
  const frame = build({ ...UDP, payload: 1000 });
  stage.enter(frame);
  stage.mtu.setSize(1027);
  stage.enter(frame);
  stage.mtu.setSize(1028);
  stage.enter(frame);
  assert.equal([stage.passed.length, stage.fates], [2, ['mtu']]);
});

test('an answer names the size that is in force', () => {
  const stage = new StageDouble({});
  stage.mtu.setSize(600);
  stage.enter(build({ ...UDP, payload: 1000 }));
  assert.is(stage.answers[0]!.icmp!.sequence, 600);
});

test.run();

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isHarmful } from '../../../core/netns/offloads.js';

test('counts every form of checksum, segmentation and merging as harmful', () => {
  const names = [
    'rx-checksum',
    'tx-checksum-ip-generic',
    'tx-checksum-sctp',
    'tx-scatter-gather',
    'tx-scatter-gather-fraglist',
    'tx-generic-segmentation',
    'tx-tcp-segmentation',
    'tx-tcp-mangleid-segmentation',
    'tx-udp-segmentation',
    'tx-gso-list',
    'rx-gro',
    'rx-gro-hw',
    'rx-gro-list',
    'rx-lro',
    'rx-udp-gro-forwarding',
  ];
  assert.equal(names.filter(isHarmful), names);
});

test('lets be what does not change the frames', () => {
  const names = ['highdma', 'tx-vlan-hw-insert', 'rx-vlan-hw-parse', 'loopback', 'tx-lockless', 'netns-local'];
  assert.equal(names.filter(isHarmful), []);
});

test.run();

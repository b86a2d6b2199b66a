import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseListeners } from '../../../core/netns/listening.js';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:1451 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13421 1 0000000000000000 100 0 0 10 0
   1: 0216A8C0:9C40 0242A8C0:1451 01 00000000:00000000 00:00000000 00000000     0        0 13422 1 0000000000000000 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 9999 1 0000000000000000 100 0 0 10 0
`;
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  123: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11111 2 0000000000000000 0
  124: 0216A8C0:D431 0242A8C0:0035 01 00000000:00000000 00:00000000 00000000     0        0 11112 2 0000000000000000 0
`;

test('finds TCP sockets that listen and no others', () => {
  assert.equal(parseListeners('tcp', TCP), [{ protocol: 'tcp', port: 5201 }]);
});

test('reads the longer addresses of IPv6', () => {
  assert.equal(parseListeners('tcp', TCP6), [{ protocol: 'tcp', port: 22 }]);
});

test('finds bound UDP sockets and not connected ones', () => {
  assert.equal(parseListeners('udp', UDP), [{ protocol: 'udp', port: 53 }]);
});

test('finds nothing in an empty table', () => {
  assert.equal(parseListeners('tcp', TCP.split('\n')[0]!), []);
  assert.equal(parseListeners('tcp', ''), []);
});

test.run();

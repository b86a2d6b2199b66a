import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CSV_HEADER, csvRow } from '../../../core/cli/socket-stats-csv.js';
import type { TcpSocket } from '../../../core/port/tcp-diag.js';

const SOCKET: TcpSocket = {
  family: 'ipv4',
  cookie: '100d',
  localAddress: '192.168.22.2',
  localPort: 54321,
  peerAddress: '192.168.66.2',
  peerPort: 5000,
  congestionControl: 'cubic',
  info: {
    caState: 'TCP_CA_RECOVERY',
    rtoUs: 284_000,
    rttUs: 36_700,
    rttvarUs: 1_234,
    minRttUs: 30_001,
    sndMss: 1448,
    sndSsthresh: 20,
    sndCwnd: 28,
    unacked: 12,
    lost: 3,
    totalRetrans: 4,
    pacingRate: 1_000_000,
    bytesAcked: 300_001,
    bytesReceived: 17,
    notsentBytes: 64,
    deliveryRate: 125_000,
    appLimited: true,
    busyUs: 36_000,
    rwndLimitedUs: 4_000,
    sndbufLimitedUs: 8_000,
    dsackDups: 2,
  },
};

test('the table begins with the eight columns of phantomlink', () => {
  assert.ok(
    CSV_HEADER.startsWith(
      'timestamp,ca_state,rto[ms],rtt[ms],rttvar[ms2],snd_ssthresh[B],snd_cwnd[B],min_rtt[ms],local,peer,',
    ),
  );
  assert.ok(CSV_HEADER.endsWith('\n'));
});

test('a row has times in thousandths of a millisecond, windows in bytes and rates in bits', () => {
  assert.is(
    csvRow(1_700_000_000_123, SOCKET),
    '1700000000123,TCP_CA_RECOVERY,284.000,36.700,1.234,28960,40544,30.001,192.168.22.2:54321,192.168.66.2:5000,cubic,' +
      '1448,12,3,4,2,300001,17,64,1000000,1,8000000,36.000,4.000,8.000\n',
  );
});

test('every cell has its column, whatever the kernel does not tell', () => {
  const bare: TcpSocket = {
    ...SOCKET,
    localAddress: 'fd22::2',
    congestionControl: undefined,
    info: {
      ...SOCKET.info,
      minRttUs: undefined,
      pacingRate: undefined,
      bytesAcked: undefined,
      bytesReceived: undefined,
      notsentBytes: undefined,
      deliveryRate: undefined,
      busyUs: undefined,
      rwndLimitedUs: undefined,
      sndbufLimitedUs: undefined,
      dsackDups: undefined,
    },
  };
  const row = csvRow(1, bare);
  assert.is(row.split(',').length, CSV_HEADER.split(',').length);
  assert.is(
    row,
    '1,TCP_CA_RECOVERY,284.000,36.700,1.234,28960,40544,,[fd22::2]:54321,192.168.66.2:5000,,1448,12,3,4,,,,,,1,,,,\n',
  );
});

test.run();

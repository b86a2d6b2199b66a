import type { TcpInfo, TcpSocket } from '../port/tcp-diag.js';

type Cell = string | number | undefined;

interface Column {
  readonly name: string;
  readonly cell: (info: TcpInfo, socket: TcpSocket) => Cell;
}

/** Microseconds as milliseconds with all that the kernel knows. */
const ms = (us: number | undefined): Cell => (us === undefined ? undefined : (us / 1000).toFixed(3));
const bits = (bytes: number | undefined): Cell => (bytes === undefined ? undefined : bytes * 8);
const endpoint = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/**
 * phantomlink's columns behind its `timestamp` first, with its names and in its order: `rttvar[ms2]`, too, though it is
 * in ms like the others (RFC 6298 §2 defines it as a mean deviation, not a variance).
 */
const COLUMNS: readonly Column[] = [
  { name: 'ca_state', cell: info => info.caState },
  { name: 'rto[ms]', cell: info => ms(info.rtoUs) },
  { name: 'rtt[ms]', cell: info => ms(info.rttUs) },
  { name: 'rttvar[ms2]', cell: info => ms(info.rttvarUs) },
  { name: 'snd_ssthresh[B]', cell: info => info.sndSsthresh * info.sndMss },
  { name: 'snd_cwnd[B]', cell: info => info.sndCwnd * info.sndMss },
  { name: 'min_rtt[ms]', cell: info => ms(info.minRttUs) },
  { name: 'local', cell: (_, socket) => endpoint(socket.localAddress, socket.localPort) },
  { name: 'peer', cell: (_, socket) => endpoint(socket.peerAddress, socket.peerPort) },
  { name: 'congestion_control', cell: (_, socket) => socket.congestionControl },
  { name: 'snd_mss[B]', cell: info => info.sndMss },
  { name: 'unacked[segments]', cell: info => info.unacked },
  { name: 'lost[segments]', cell: info => info.lost },
  { name: 'retransmits[segments]', cell: info => info.totalRetrans },
  { name: 'dsack_dups[segments]', cell: info => info.dsackDups },
  { name: 'bytes_acked[B]', cell: info => info.bytesAcked },
  { name: 'bytes_received[B]', cell: info => info.bytesReceived },
  { name: 'notsent[B]', cell: info => info.notsentBytes },
  { name: 'delivery_rate[bit/s]', cell: info => bits(info.deliveryRate) },
  { name: 'app_limited', cell: info => (info.appLimited ? 1 : 0) },
  { name: 'pacing_rate[bit/s]', cell: info => bits(info.pacingRate) },
  { name: 'busy[ms]', cell: info => ms(info.busyUs) },
  { name: 'rwnd_limited[ms]', cell: info => ms(info.rwndLimitedUs) },
  { name: 'sndbuf_limited[ms]', cell: info => ms(info.sndbufLimitedUs) },
];

/** The first line of the table. */
export const CSV_HEADER = `timestamp,${COLUMNS.map(({ name }) => name).join(',')}\n`;

/** A socket's line. `timestamp`: when it was read, in whole ms since the epoch. Unknown values are empty cells. */
export const csvRow = (timestamp: number, socket: TcpSocket): string =>
  `${timestamp},${COLUMNS.map(({ cell }) => cell(socket.info, socket) ?? '').join(',')}\n`;
